import type { Acquirer } from '../acquirer.ts'
import { findTestCardByKey } from '../cards.ts'
import { newId } from '../ids.ts'
import type { Tx } from '../../shared/queries-store.ts'
import { getPaymentIntent, insertPaymentIntent } from '../store/queries-payments.ts'
import { findSession, updateSession } from '../store/queries-sessions.ts'
import type { PaymentIntentRecord, PayOutcome, SessionRecord, UsedCard } from '../store/records.ts'
import { approve, type Attempt } from './approve.ts'
import { startAuthentication } from './authenticate.ts'
import { decline } from './decline.ts'
import { startSettlement } from './settle.ts'

/** A payment intent is created at the first press, not with the session (API versions since 2022-08-01). */
function beginAttempt(tx: Tx, acquirer: Acquirer, session: SessionRecord, card: UsedCard): Attempt {
  if (session.paymentIntent !== null) {
    const intent = getPaymentIntent(tx, session.paymentIntent)
    return { session, intent, card, authenticated: false, earlierEvents: [] }
  }
  const id = newId.paymentIntent()
  const intent: PaymentIntentRecord = {
    id,
    created: acquirer.clock.nowSeconds(),
    session: session.id,
    currency: session.currency,
    amount: session.amountTotal,
    ...session.paymentIntentData,
    clientSecret: `${id}_secret_${newId.secretSuffix()}`,
    status: 'requires_payment_method',
    card: null,
    latestCharge: null,
    lastError: null,
    authenticationToken: null,
    canceledAt: null,
    settlement: null,
  }
  insertPaymentIntent(tx, intent)
  const withIntent: SessionRecord = { ...session, paymentIntent: id }
  updateSession(tx, withIntent)
  return {
    session: withIntent,
    intent,
    card,
    authenticated: false,
    earlierEvents: [{ type: 'payment_intent.created', intent }],
  }
}

function attemptPayment(tx: Tx, acquirer: Acquirer, attempt: Attempt): PayOutcome {
  const { testCard } = attempt.card
  const behaviour = testCard === null ? undefined : findTestCardByKey(testCard)?.behaviour
  // A number that is no test card might be somebody's real one: it is refused, as the acquirer's test mode does.
  if (!behaviour) return decline(tx, acquirer, attempt, 'test_mode_live_card')
  switch (behaviour.kind) {
    case 'approve':
      return approve(tx, acquirer, attempt, { telling: 'normally', beforeAnswer: false })
    case 'approve_in_silence':
      return approve(tx, acquirer, attempt, { telling: 'never', beforeAnswer: false })
    case 'approve_twice':
      return approve(tx, acquirer, attempt, { telling: 'confirmation_twice', beforeAnswer: false })
    case 'approve_before_answer':
      return approve(tx, acquirer, attempt, { telling: 'normally', beforeAnswer: true })
    case 'decline':
      return decline(tx, acquirer, attempt, behaviour.reason)
    case 'authenticate':
      return startAuthentication(tx, acquirer, attempt)
    case 'settle_late':
      return startSettlement(tx, acquirer, attempt, behaviour.outcome)
  }
}

/**
 * One press of the Pay button on an open session. `token` names the form that was pressed: the same form sent
 * twice has the first outcome and pays once.
 */
export function pressPay(
  tx: Tx,
  acquirer: Acquirer,
  press: { session: SessionRecord; token: string; card: UsedCard },
): PayOutcome {
  const attempt = beginAttempt(tx, acquirer, press.session, press.card)
  const outcome = attemptPayment(tx, acquirer, attempt)
  const after = findSession(tx, press.session.id)
  if (!after) throw new Error(`session ${press.session.id} vanished while it was being paid`)
  updateSession(tx, { ...after, presses: [...after.presses, { token: press.token, outcome }] })
  return outcome
}

/** The outcome this form had when it was pressed before. */
export function findEarlierPress(session: SessionRecord, token: string): PayOutcome | undefined {
  return session.presses.find(press => press.token === token)?.outcome
}
