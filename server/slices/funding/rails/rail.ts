import type { IncomingHttpHeaders } from 'node:http'
import type { DepositMethod } from '../../../../contract/api/funding.ts'
import type { MethodDetails } from '../../../../contract/api/payment-methods.ts'
import type { Money } from '../../../../contract/money.ts'
import type { Locale } from '../../../../contract/schemas.ts'
import type { Refusal } from '../../../platform/errors.ts'

/**
 * A rail brings money in from a counterparty. Its calls go over the network, so they are made outside any
 * transaction, and each may be repeated without doing anything twice: what names a payment is our own order id.
 * A rail never throws for what a counterparty may do; it says `unknown`, and somebody asks again.
 */
export type Rail = {
  kind: RailKind
  methods: readonly DepositMethod[]
  /** Who stands behind it; first part of every reference to one of its objects. */
  provider: string
  /** Why this amount cannot be collected by this rail, or undefined. */
  obstacle(amount: Money): Refusal | undefined
  /** Opens the counterparty's payment page. Repeated for the same order it is the same page. */
  start(order: Order): Promise<Answer>
  /** Asks how a payment stands; without a reference it is looked for by our order id. */
  advance(payment: PaymentName): Promise<Answer>
  /** Closes the payment page, so that nobody can pay on it, and says how the payment stands after that. */
  cancel(payment: PaymentName): Promise<Answer>
  /**
   * Gives all of a collected payment back to where it came from and says how it stands after that. Repeated it gives
   * back once.
   */
  refund(payment: PaymentName, paid: Paid): Promise<Answer>
  /** Where the counterparty keeps customers' means of payment; absent where it keeps none. */
  keeper?: Keeper
  /** Checks that a message is the counterparty's own and fresh, and says what it is about. Proves no payment. */
  handleCallback(body: Buffer, headers: IncomingHttpHeaders): Promise<Callback>
  /** Every payment the counterparty has on its books that was begun in the period; throws when it does not answer. */
  reconcile(period: { from: Date; to: Date }): AsyncIterable<Report>
}

/** The clearing account a rail's money passes: `clearing:<kind>`. */
export type RailKind = 'card' | 'ewallet' | 'bank'

/** A counterparty that keeps cards or agreements, so that we hold no more than a name for them. */
export type Keeper = {
  /** Opens the customer there, or finds them; null where it keeps means without knowing whose they are. */
  register: ((customerId: string) => Promise<string>) | null
  /** Makes a kept means unusable there; one that is gone already is no failure. Throws when there is no answer. */
  forget(token: string): Promise<void>
}

/** What is to be collected. It is the same in every repetition: nothing in it depends on the time of the call. */
export type Order = {
  /** UUID of the deposit. */
  id: string
  number: string
  amount: Money
  /** Language of the payment page and of `label`, which says there what is being paid. */
  locale: Locale
  label: string
  /** Until when the customer can pay. */
  expiresAt: Date
  /** Where the browser goes after paying, and after turning back. */
  paidUrl: string
  backUrl: string
  /** The counterparty's name of the customer, where it keeps something for them; else null. */
  customer: string | null
  /** The kept means to pay with, by the counterparty's name; null for one the customer gives now. */
  token: string | null
  /** Whether the customer asked to keep the means they pay with. */
  save: boolean
}

/** What a payment is known by: our order and, once we have learnt it, the counterparty's own reference. */
export type PaymentName = { orderId: string; reference: string | null; orderedAt: Date }

export type Answer =
  | { kind: 'report'; report: Report }
  /** The counterparty has no such payment. */
  | { kind: 'absent' }
  /** The counterparty will not do this, however often it is asked. */
  | { kind: 'refused'; cause: string }
  /** No answer, or none that says what happened: it may have been done. */
  | { kind: 'unknown'; cause: string }

/** How the counterparty says a payment stands. */
export type Report = {
  /** The counterparty's reference. */
  reference: string
  /** UUID of our order as the counterparty has it; null when it names none of ours. */
  orderId: string | null
  begunAt: Date
  standing: Standing
  /** The last attempt that was declined, as long as the payment has not succeeded. */
  decline: Decline | null
  /** What was paid with; null until something was. */
  means: Means | null
}

/** What a payment was made with, as far as a counterparty tells and we may know. */
export type Means = {
  kind: 'card' | 'ewallet' | 'bank_account'
  /** For people: `Visa •••• 4242`, a masked name, a sender. */
  label: string
  funding: 'credit' | 'debit' | 'prepaid' | 'unknown' | null
  /** There when the counterparty keeps it for the next time. */
  kept: KeptMeans | null
}

export type KeptMeans = {
  token: string
  /** What makes it this card or wallet and no other. */
  identity: string
  details: Extract<MethodDetails, { kind: 'card' | 'ewallet' }>
  /** ISO date of the last good day. */
  expiresOn: string | null
}

export type Standing =
  /** Nothing has come yet, and there is no page: the customer sends it from elsewhere. */
  | { kind: 'awaited' }
  | { kind: 'open'; pageUrl: string; expiresAt: Date }
  /** The customer has done their part; the counterparty does not know the outcome yet. */
  | { kind: 'processing' }
  | Paid
  | { kind: 'failed' }
  | { kind: 'expired' }

export type Paid = {
  kind: 'paid'
  /** The counterparty's reference of the movement of money itself. */
  payment: string
  /** Minor units that were collected, and the part of them given back since. */
  amount: bigint
  refunded: bigint
  /** As the counterparty writes it, in capitals; perhaps one we do not know. */
  currency: string
}

/** Why a card or wallet was declined, in our words; the web translates `decline.<code>`. */
export const declineCodes = [
  'card_declined',
  'insufficient_funds',
  'expired_card',
  'lost_card',
  'stolen_card',
  'incorrect_cvc',
  'incorrect_number',
  'card_not_supported',
  'velocity_exceeded',
  'authentication_failed',
  'processing_error',
  'suspected_fraud',
  'wallet_declined',
  'wallet_frozen',
  'agreement_ended',
] as const
export type DeclineCode = (typeof declineCodes)[number]

export type Decline = {
  code: DeclineCode
  /** Tells one declined attempt from the next. */
  reference: string
  /** When the issuer said so, where the counterparty tells. */
  at: Date | null
}

export type Callback =
  | { kind: 'event'; id: string; type: string; orderId: string; reference: string }
  /** Genuine, but about nothing that concerns us. */
  | { kind: 'ignored'; id: string; type: string }
  /** Not the counterparty's, not fresh, or not readable. */
  | { kind: 'refused'; cause: string }
