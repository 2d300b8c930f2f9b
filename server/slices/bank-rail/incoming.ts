import type { Money } from '../../../contract/money.ts'
import type { BankEvidence } from './order.ts'

/** Money that came into one of our accounts and is none of our own payments coming back. */
export type IncomingPayment = {
  /** Names the money for `incomingFact`. */
  id: string
  /** Our account at the bank. */
  account: string
  /** Everything the payer wrote: unstructured and structured remittance, joined by a space. */
  reference: string
  endToEndId: string | null
  amount: Money
  debtor: { name: string | null; account: string | null }
  /** ISO dates. */
  bookedOn: string
  valueOn: string
  evidence: BankEvidence
}

/**
 * Asked about each incoming payment, at least once. Whoever takes it executes a decision that needs `incomingFact`
 * under the payment's id, posts `clearing:bank → …` and includes `takeIncoming` in its effects, so that money is
 * taken exactly once; then it answers 'taken'. 'unmatched' money goes to the suspense desk.
 */
export type IncomingHandler = (payment: IncomingPayment) => Promise<'taken' | 'unmatched'>

/** What became of money that came in, as decisions see it. */
export type IncomingState = {
  id: string
  amount: Money
  status: 'open' | 'order' | 'early_return' | 'taken' | 'suspense'
  takenBy: string | null
  decidedAt: Date | null
}
