import type { Acquirer } from '../acquirer.ts'
import { newId } from '../ids.ts'
import type { Tx } from '../../shared/queries-store.ts'
import { insertCharge, updatePaymentIntent } from '../store/queries-payments.ts'
import { findSavedCard, putSavedCard } from '../store/queries-saved.ts'
import { updateSession } from '../store/queries-sessions.ts'
import type {
  ChargeRecord,
  PaymentIntentRecord,
  PayOutcome,
  SessionRecord,
  UsedCard,
} from '../store/records.ts'
import { NO_REQUEST, recordEvents, type NewEvent, type Telling } from './record-events.ts'

/** A payment in hand: the session, its payment intent, the card, and events recorded with whatever happens next. */
export type Attempt = {
  readonly session: SessionRecord
  readonly intent: PaymentIntentRecord
  readonly card: UsedCard
  readonly authenticated: boolean
  readonly earlierEvents: readonly NewEvent[]
}

export function newCharge(
  acquirer: Acquirer,
  attempt: Attempt,
  result: Pick<ChargeRecord, 'status' | 'decline'>,
): ChargeRecord {
  const { intent, card, authenticated } = attempt
  return {
    id: newId.charge(),
    created: acquirer.clock.nowSeconds(),
    paymentIntent: intent.id,
    currency: intent.currency,
    amount: intent.amount,
    amountRefunded: 0n,
    metadata: intent.metadata,
    description: intent.description,
    receiptEmail: intent.receiptEmail,
    statementDescriptorSuffix: intent.statementDescriptorSuffix,
    card,
    authenticated,
    authorizationCode: newId.authorizationCode(),
    ...result,
  }
}

/** What the session looks like after its customer is done with it. */
export function completed(
  attempt: Attempt,
  paymentStatus: 'paid' | 'unpaid',
  silent: boolean,
): SessionRecord {
  return {
    ...attempt.session,
    status: 'complete',
    paymentStatus,
    payer: { name: attempt.card.holder, email: attempt.card.email },
    silent,
  }
}

/** Keeps a charged card for its customer where the cardholder ticked that; one that is kept already stays so. */
export function keepCard(tx: Tx, acquirer: Acquirer, card: UsedCard): void {
  if (card.keepFor === null || findSavedCard(tx, card.paymentMethod)) return
  putSavedCard(tx, { customer: card.keepFor, created: acquirer.clock.nowSeconds(), card })
}

/** The card is debited: charge, payment intent and session become final together. */
export function approve(
  tx: Tx,
  acquirer: Acquirer,
  attempt: Attempt,
  manner: { telling: Telling; beforeAnswer: boolean },
): PayOutcome {
  const charge = newCharge(acquirer, attempt, { status: 'succeeded', decline: null })
  const intent: PaymentIntentRecord = {
    ...attempt.intent,
    status: 'succeeded',
    card: attempt.card,
    latestCharge: charge.id,
    lastError: null,
    authenticationToken: null,
  }
  const silent = manner.telling === 'never'
  const session = completed(attempt, 'paid', silent)
  insertCharge(tx, charge)
  keepCard(tx, acquirer, attempt.card)
  updatePaymentIntent(tx, intent)
  updateSession(tx, session)
  const events = recordEvents(
    tx,
    acquirer,
    NO_REQUEST,
    [
      ...attempt.earlierEvents,
      { type: 'charge.succeeded', charge },
      { type: 'payment_intent.succeeded', intent },
      { type: 'checkout.session.completed', session },
    ],
    manner.telling,
  )
  if (silent) return { kind: 'connection_lost' }
  return { kind: 'completed', deliverFirst: manner.beforeAnswer ? events : [] }
}
