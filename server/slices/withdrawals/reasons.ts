import { bankReasons } from '../../../contract/bank-reasons.ts'
import type { ErrorCode } from '../../../contract/errors.ts'

/** Why a withdrawal is kept as failed from its beginning. */
export const declineCodes = [
  'insufficient_funds',
  'limit_exceeded',
  'account_restricted',
  'account_closed',
] as const satisfies readonly ErrorCode[]
export type DeclineCode = (typeof declineCodes)[number]

/** Every `status_reason` a withdrawal can have; each has words in the website's `reasons`. */
export const withdrawalReasons = [...declineCodes, ...bankReasons, 'late', 'canceled_by_customer'] as const
export type WithdrawalReason = (typeof withdrawalReasons)[number]
