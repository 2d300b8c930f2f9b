import type { Acquirer } from '../acquirer.ts'
import type { Tx } from '../../shared/queries-store.ts'
import {
  getCharge,
  getPaymentIntent,
  insertCharge,
  updateCharge,
  updatePaymentIntent,
} from '../store/queries-payments.ts'
import { findSession, updateSession } from '../store/queries-sessions.ts'
import type { ChargeRecord, PaymentIntentRecord, PayOutcome, SessionRecord } from '../store/records.ts'
import { completed, keepCard, newCharge, type Attempt } from './approve.ts'
import { NO_REQUEST, recordEvents, type Cause } from './record-events.ts'

/** The customer is done, but the bank answers later: the session is complete and unpaid, the payment is processing. */
export function startSettlement(
  tx: Tx,
  acquirer: Acquirer,
  attempt: Attempt,
  outcome: 'succeeded' | 'failed',
): PayOutcome {
  const delayMs = acquirer.faults.current().settlement_delay_ms ?? acquirer.settings.settlementDelayMs
  const charge = newCharge(acquirer, attempt, { status: 'pending', decline: null })
  const intent: PaymentIntentRecord = {
    ...attempt.intent,
    status: 'processing',
    card: attempt.card,
    latestCharge: charge.id,
    lastError: null,
    authenticationToken: null,
    settlement: { atMs: acquirer.clock.now() + delayMs, outcome },
  }
  const session = completed(attempt, 'unpaid', false)
  insertCharge(tx, charge)
  updatePaymentIntent(tx, intent)
  updateSession(tx, session)
  recordEvents(tx, acquirer, NO_REQUEST, [
    ...attempt.earlierEvents,
    { type: 'charge.pending', charge },
    { type: 'payment_intent.processing', intent },
    { type: 'checkout.session.completed', session },
  ])
  return { kind: 'completed', deliverFirst: [] }
}

/**
 * Ends a late payment as planned, or as `outcome` says. Answers false when it is not waiting (any more), so that a
 * due time and a person who steers cannot settle it twice.
 */
export function settle(
  tx: Tx,
  acquirer: Acquirer,
  intentId: string,
  outcome: 'succeeded' | 'failed' | null,
  cause: Cause = NO_REQUEST,
): boolean {
  const before = getPaymentIntent(tx, intentId)
  if (before.settlement === null || before.latestCharge === null || before.card === null) return false
  const session = findSession(tx, before.session)
  if (!session) throw new Error(`payment intent ${intentId} belongs to no session`)
  const charge = getCharge(tx, before.latestCharge)
  if ((outcome ?? before.settlement.outcome) === 'succeeded')
    settleAsPaid(tx, acquirer, cause, { session, before, charge })
  else settleAsFailed(tx, acquirer, cause, { session, before, charge })
  return true
}

type Waiting = { session: SessionRecord; before: PaymentIntentRecord; charge: ChargeRecord }

function settleAsPaid(tx: Tx, acquirer: Acquirer, cause: Cause, waiting: Waiting): void {
  const charge: ChargeRecord = { ...waiting.charge, status: 'succeeded' }
  const intent: PaymentIntentRecord = { ...waiting.before, status: 'succeeded', settlement: null }
  const session: SessionRecord = { ...waiting.session, paymentStatus: 'paid' }
  updateCharge(tx, charge)
  keepCard(tx, acquirer, charge.card)
  updatePaymentIntent(tx, intent)
  updateSession(tx, session)
  recordEvents(tx, acquirer, cause, [
    { type: 'charge.succeeded', charge },
    { type: 'payment_intent.succeeded', intent },
    { type: 'checkout.session.async_payment_succeeded', session },
  ])
}

function settleAsFailed(tx: Tx, acquirer: Acquirer, cause: Cause, waiting: Waiting): void {
  const charge: ChargeRecord = { ...waiting.charge, status: 'failed', decline: 'generic_decline' }
  const intent: PaymentIntentRecord = {
    ...waiting.before,
    status: 'requires_payment_method',
    card: null,
    lastError: { kind: 'declined', reason: 'generic_decline', card: waiting.charge.card, charge: charge.id },
    settlement: null,
  }
  updateCharge(tx, charge)
  updatePaymentIntent(tx, intent)
  recordEvents(tx, acquirer, cause, [
    { type: 'charge.failed', charge },
    { type: 'payment_intent.payment_failed', intent },
    { type: 'checkout.session.async_payment_failed', session: waiting.session },
  ])
}
