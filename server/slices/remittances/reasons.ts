import { bankReasons } from '../../../contract/bank-reasons.ts'

/** Why a transfer abroad was declined by us; the customer can do something about each. */
export const abroadDeclines = [
  'insufficient_funds',
  'limit_exceeded',
  'account_restricted',
  'account_closed',
] as const
export type AbroadDecline = (typeof abroadDeclines)[number]

/** All reasons a transfer abroad can have; each has a text `reasons.<code>`. Those of banks are in the contract. */
export const abroadReasons = [...abroadDeclines, ...bankReasons, 'canceled_by_customer'] as const
export type AbroadReason = (typeof abroadReasons)[number]
