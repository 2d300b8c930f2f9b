import { chooseStepUpThreshold } from '../../../../contract/api/challenges.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { formatAmount, exponentOf, money, toWireMoney, type Currency } from '../../../../contract/money.ts'
import type { Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type ContextOf, type Route } from '../../../platform/http/route.ts'
import { appendEvents, type NewEvent } from '../../../platform/outbox.ts'
import type { Parts } from '../parts.ts'
import * as queries from './queries.ts'
import { consumeStepUp, requireStepUp, type StepUpProof } from './require-step-up.ts'
import { asksLess, highestThreshold, thresholdOf, type Threshold } from './thresholds.ts'
import { wireThreshold } from './wire.ts'

type Change = { customerId: string; currency: Currency; to: Threshold; now: Date }

/**
 * The customer's own thresholds in one currency. To be asked more often takes effect at once; to be asked less often is
 * what a thief would choose first, so it needs the very proof it would abolish.
 */
export function chooseStepUpThresholdRoute(parts: Parts): Route {
  return route(chooseStepUpThreshold, async ({ params, body, context }) => {
    const { currency } = params
    const { customerId } = context.principal
    assertCurrency(currency, body)
    const to = { amount: body.amount.minor, newRecipient: body.new_recipient.minor }
    assertAllowed(currency, to)
    const change = { customerId, currency, to, now: context.now }
    const stored = await parts.db.transaction(tx => store(tx, change, null))
    if (!stored) {
      const proof = await proofOf(parts, context, change)
      await parts.db.transaction(tx => store(tx, change, proof))
    }
    context.audit({ subject: customerId, details: { threshold: wireThreshold(to, currency) } })
    return wireThreshold(to, currency)
  })
}

function assertCurrency(
  currency: Currency,
  body: { amount: { currency: Currency }; new_recipient: { currency: Currency } },
): void {
  const fields = (['amount', 'new_recipient'] as const)
    .filter(name => body[name].currency !== currency)
    .map(name => ({ path: `${name}.currency`, code: 'not_allowed' as const }))
  if (fields.length > 0) throw new DomainError('validation_failed', { fields })
}

function assertAllowed(currency: Currency, to: Threshold): void {
  const ceiling = highestThreshold(currency)
  const exceeded =
    to.amount > ceiling.amount
      ? ceiling.amount
      : to.newRecipient > ceiling.newRecipient
        ? ceiling.newRecipient
        : undefined
  if (exceeded !== undefined)
    throw new DomainError('amount_above_maximum', {
      details: { maximum: toWireMoney(money(exceeded, currency)) },
    })
}

async function proofOf(
  parts: Parts,
  context: ContextOf<typeof chooseStepUpThreshold>,
  { currency, to }: Change,
): Promise<StepUpProof> {
  const text = (minor: bigint) => `${formatAmount(minor, exponentOf(currency))} ${currency}`
  return await requireStepUp(parts, context, {
    operation: 'change_limit',
    binding: { currency, amount: to.amount.toString(), new_recipient: to.newRecipient.toString() },
    display: {
      facts: [
        { name: 'ask_above', value: text(to.amount) },
        { name: 'ask_new_recipient_above', value: text(to.newRecipient) },
      ],
    },
  })
}

/** False, and nothing changed, where this asks less often than what holds now and no proof is there. */
async function store(tx: Tx, change: Change, proof: StepUpProof | null): Promise<boolean> {
  const { customerId, currency, to, now } = change
  await queries.lockChoices(tx, customerId)
  const chosen = await queries.readThresholds(tx, customerId)
  const from = thresholdOf(
    currency,
    chosen.find(each => each.currency === currency),
  )
  if (proof) await consumeStepUp(tx, proof)
  else if (asksLess(to, from)) return false
  await queries.writeThresholds(tx, [{ customerId, currency, ...to, at: now }])
  await appendEvents(tx, [eventOf(change, from)])
  return true
}

function eventOf({ customerId, currency, to, now }: Change, from: Threshold): NewEvent {
  const wire = (minor: bigint) => toWireMoney(money(minor, currency))
  return {
    type: 'limit.changed',
    version: 1,
    stream: customerId,
    subject: customerId,
    journal: null,
    payload: {
      id: toTypeId('customer', customerId),
      kind: 'step_up',
      currency,
      amount: wire(to.amount),
      new_recipient: wire(to.newRecipient),
      amount_before: wire(from.amount),
      new_recipient_before: wire(from.newRecipient),
    },
    occurredAt: now,
  }
}
