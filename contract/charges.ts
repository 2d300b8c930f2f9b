/** What is charged for and limited. */
export const chargedOperations = [
  'transfer',
  'deposit',
  'withdrawal',
  'transfer_abroad',
  'exchange',
  'refund',
] as const
export type ChargedOperation = (typeof chargedOperations)[number]

/** The way money goes or comes. `card` and `bank_transfer` are also families, whose rules hold for their members. */
export const chargeMethods = [
  'card',
  'card_debit',
  'card_credit',
  'ewallet',
  'bank_transfer',
  'bank_transfer_instant',
] as const
export type ChargeMethod = (typeof chargeMethods)[number]

const familyOf: Readonly<Partial<Record<ChargeMethod, ChargeMethod>>> = {
  card_debit: 'card',
  card_credit: 'card',
  bank_transfer_instant: 'bank_transfer',
}

/** As `regionFit`: 2 for the very method, 1 for its family, 0 where the rule names none. */
export function methodFit(rule: ChargeMethod | null, method: ChargeMethod | null): 0 | 1 | 2 | undefined {
  if (rule === null) return 0
  if (method === null) return undefined
  if (rule === method) return 2
  return familyOf[method] === rule ? 1 : undefined
}

/** Methods by which each operation can go; none where money stays inside. */
export const methodsOf: Readonly<Record<ChargedOperation, readonly ChargeMethod[]>> = {
  transfer: [],
  deposit: ['card', 'card_debit', 'card_credit', 'ewallet', 'bank_transfer'],
  withdrawal: ['bank_transfer', 'bank_transfer_instant'],
  transfer_abroad: ['bank_transfer', 'bank_transfer_instant'],
  exchange: [],
  refund: [],
}

/** Who pays a fee. Which of them a rule may name depends on the operation: see `bearersOf`. */
export const feeBearers = ['sender', 'recipient', 'shared'] as const
export type FeeBearer = (typeof feeBearers)[number]

/** Who can pay the fee of an operation: only those whose part the decision posts. What exchanging costs is its mark-up. */
export const bearersOf: Readonly<Record<ChargedOperation, readonly FeeBearer[]>> = {
  transfer: ['sender'],
  deposit: ['sender'],
  withdrawal: ['sender'],
  transfer_abroad: ['sender'],
  exchange: [],
  refund: ['sender'],
}

/** `transaction` bounds one movement; the others what was moved in the operator's day, week from Monday, month, or 24 hours. */
export const limitIntervals = ['transaction', 'daily', 'weekly', 'monthly', 'rolling_24h'] as const
export type LimitInterval = (typeof limitIntervals)[number]
