import type { Acquirer } from '../acquirer.ts'
import { findTestCardByKey } from '../cards.ts'
import { newId } from '../ids.ts'
import type { Tx } from '../../shared/queries-store.ts'
import { getPaymentIntent, updatePaymentIntent } from '../store/queries-payments.ts'
import type { PaymentIntentRecord, PayOutcome, SessionRecord } from '../store/records.ts'
import { approve, type Attempt } from './approve.ts'
import { decline } from './decline.ts'
import { NO_REQUEST, recordEvents } from './record-events.ts'

/** The bank wants to ask the cardholder (3-D Secure): nothing is debited until they answer on the bank's page. */
export function startAuthentication(tx: Tx, acquirer: Acquirer, attempt: Attempt): PayOutcome {
  const token = newId.token()
  const intent: PaymentIntentRecord = {
    ...attempt.intent,
    status: 'requires_action',
    card: attempt.card,
    lastError: null,
    authenticationToken: token,
  }
  updatePaymentIntent(tx, intent)
  recordEvents(tx, acquirer, NO_REQUEST, [
    ...attempt.earlierEvents,
    { type: 'payment_intent.requires_action', intent },
  ])
  return { kind: 'authentication_required', token }
}

/** The intent that waits for exactly this answer; undefined when the question is no longer open. */
export function findAuthentication(
  tx: Tx,
  session: SessionRecord,
  token: string,
): PaymentIntentRecord | undefined {
  if (session.status !== 'open' || session.paymentIntent === null) return undefined
  const intent = getPaymentIntent(tx, session.paymentIntent)
  return intent.authenticationToken === token ? intent : undefined
}

/** The cardholder answered the bank. Answers undefined when the question is no longer open, such as at a second press. */
export function answerAuthentication(
  tx: Tx,
  acquirer: Acquirer,
  session: SessionRecord,
  token: string,
  answer: 'approve' | 'reject',
): PayOutcome | undefined {
  const waiting = findAuthentication(tx, session, token)
  if (!waiting?.card) return undefined
  const { card } = waiting
  if (answer === 'reject') {
    const intent: PaymentIntentRecord = {
      ...waiting,
      status: 'requires_payment_method',
      card: null,
      lastError: { kind: 'authentication_failed', card },
      authenticationToken: null,
    }
    updatePaymentIntent(tx, intent)
    recordEvents(tx, acquirer, NO_REQUEST, [{ type: 'payment_intent.payment_failed', intent }])
    return { kind: 'authentication_failed' }
  }
  const attempt: Attempt = { session, intent: waiting, card, authenticated: true, earlierEvents: [] }
  const behaviour = card.testCard === null ? undefined : findTestCardByKey(card.testCard)?.behaviour
  if (behaviour?.kind === 'authenticate' && behaviour.declineAfter !== null) {
    return decline(tx, acquirer, attempt, behaviour.declineAfter)
  }
  return approve(tx, acquirer, attempt, { telling: 'normally', beforeAnswer: false })
}
