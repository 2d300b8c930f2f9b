import type { ErrorCode } from '../../../contract/errors.ts'

/** Why a transfer is kept as failed. */
export const declineCodes = [
  'insufficient_funds',
  'limit_exceeded',
  'account_restricted',
  'account_closed',
  'counterparty_restricted',
] as const satisfies readonly ErrorCode[]
export type DeclineCode = (typeof declineCodes)[number]
