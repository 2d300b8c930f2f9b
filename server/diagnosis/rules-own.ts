import { wireMoneySchema } from '../../contract/schemas.ts'
import { wayToNextLevel } from '../../contract/levels.ts'
import type { WireMoney } from '../../contract/money.ts'
import { debitObstacle, restrictionDetails, type CustomerFacts } from '../slices/wallet/index.ts'
import type { DiagnosisFacts } from './facts.ts'
import { contact, problem, tryAgain, type Finding, type ProposedAction } from './finding.ts'
import { compareMoney, lessThan, minus } from './money.ts'

/** What is the matter on the customer's own side: money, limits, restrictions. Undefined: none of that. */
export function diagnoseOwn(facts: DiagnosisFacts): Finding | undefined {
  const { status_reason: reason } = facts.transaction
  if (reason === null) return undefined
  switch (reason) {
    case 'insufficient_funds':
      // A top-up's own word for the same thing is the card's, not ours.
      return facts.transaction.kind === 'deposit' ? undefined : funds(facts)
    case 'limit_exceeded':
      return limit(facts)
    case 'account_restricted':
      return facts.transaction.kind === 'deposit' ? undefined : restriction(facts)
    case 'account_closed':
      return problem('account_closed', [contact])
    default:
      return undefined
  }
}

function moneyIn(details: Readonly<Record<string, unknown>>, name: string): WireMoney | null {
  return wireMoneySchema.safeParse(details[name]).data ?? null
}

function textIn(details: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = details[name]
  return typeof value === 'string' ? value : null
}

function funds(facts: DiagnosisFacts): Finding {
  const { availableThen, availableNow, needed, transaction } = facts
  const evidence = [
    { fact: 'needed', value: needed, at: null },
    { fact: 'available_then', value: availableThen, at: transaction.created_at },
    { fact: 'available_now', value: availableNow, at: facts.now.toISOString() },
  ]
  if (!lessThan(availableNow, needed))
    return problem('funds_sufficient_now', [tryAgain], {
      facts: { needed, available: availableNow },
      evidence,
    })
  const missing = minus(needed, availableNow)
  return problem(
    'funds_missing',
    [
      { type: 'add_money', amount: missing },
      { type: 'lower_amount', most: availableNow },
    ],
    { facts: { needed, available: availableNow, was: availableThen, missing }, evidence },
  )
}

function limit(facts: DiagnosisFacts): Finding {
  const details = facts.decline?.details ?? {}
  const interval = textIn(details, 'interval')
  const left = moneyIn(details, 'remaining')
  const resetsAt = textIn(details, 'resets_at')
  const evidence = [
    { fact: 'needed', value: facts.transaction.principal, at: null },
    ...(left ? [{ fact: 'limit_left_then', value: left, at: facts.transaction.created_at }] : []),
    ...(resetsAt ? [{ fact: 'limit_resets', value: resetsAt, at: resetsAt }] : []),
  ]
  const most = moneyIn(details, 'limit')
  // Nobody is sent to raise what nothing raises.
  const raise: ProposedAction[] =
    wayToNextLevel[facts.customer.level] === null ? [] : [{ type: 'raise_limit' }]
  if (resetsAt === null && (interval === null || interval === 'transaction'))
    return problem('limit_per_transaction', [{ type: 'lower_amount', most }, ...raise], {
      facts: { limit: most },
      evidence,
    })
  // What is more than the limit of a whole day, week or month fits neither tomorrow nor ever.
  const { principal } = facts.transaction
  if (resetsAt === null || (most !== null && lessThan(most, principal)))
    return problem('limit_below_amount', [{ type: 'lower_amount', most: roomIn(left) ?? most }, ...raise], {
      facts: { interval, limit: most, left },
      evidence,
    })
  if (Date.parse(resetsAt) <= facts.now.getTime())
    return problem('limit_free_again', [tryAgain], { facts: { interval }, evidence })
  const room = roomIn(left)
  const lower: ProposedAction[] = room ? [{ type: 'lower_amount', most: room }] : []
  return problem('limit_used_up', [...lower, { type: 'wait', until: resetsAt }, ...raise], {
    facts: { interval, left, until: resetsAt },
    evidence,
  })
}

/** What is left of a limit, where anything is. */
function roomIn(left: WireMoney | null): WireMoney | null {
  return left && compareMoney(left) > 0 ? left : null
}

/** What stands in the way of this kind of transaction now: payouts have a restriction of their own besides. */
function scopeInForce(
  customer: CustomerFacts,
  kind: DiagnosisFacts['transaction']['kind'],
  now: Date,
): 'debit' | 'withdrawal' | undefined {
  if (debitObstacle(customer, now) !== undefined) return 'debit'
  if (kind !== 'withdrawal' && kind !== 'transfer_abroad') return undefined
  const held = customer.restrictions.some(
    ({ scope, expiresAt }) => scope === 'withdrawal' && (expiresAt === null || expiresAt > now),
  )
  return held ? 'withdrawal' : undefined
}

/**
 * What is in force now counts: whoever was restricted then and is not now can simply try again. What was only held
 * goes on by itself then, and nobody is sent to order it twice.
 */
function restriction({ customer, now, decline, transaction }: DiagnosisFacts): Finding | undefined {
  const then = textIn(decline?.details ?? {}, 'reason')
  const evidence = then === null ? [] : [{ fact: 'restricted_for', value: then, at: transaction.created_at }]
  if (debitObstacle(customer, now) === 'account_closed')
    return problem('account_closed', [contact], { evidence })
  const scope = scopeInForce(customer, transaction.kind, now)
  if (scope === undefined && transaction.status !== 'failed') return undefined
  if (scope === undefined) return problem('restriction_over', [tryAgain], { evidence })
  const { reason, until, way_out: wayOut } = restrictionDetails(customer, scope, now)
  const facts = { until }
  const wait: ProposedAction[] = until === null ? [] : [{ type: 'wait', until }]
  switch (reason) {
    case 'pending_verification':
      return problem('email_not_verified', [{ type: 'verify_email' }], { evidence })
    case 'closing':
      return problem('account_closing', [contact], { evidence })
    case 'frozen_by_customer':
      return problem('frozen_by_you', [{ type: 'unfreeze' }], { evidence })
    case 'not_me':
      return problem('frozen_after_alarm', [{ type: 'unfreeze' }, contact], { evidence })
    case 'recovery_hold':
      return problem('recovery_hold', [...wait, contact], { facts, evidence })
    case 'unusual_activity':
      return problem('unusual_activity', [...wait, contact], { facts, evidence })
    case 'frozen_by_support':
    case 'compliance_review':
    case 'legal_order':
      return problem(reason, [contact], { facts, evidence })
    default:
      return problem(wayOut === 'unfreeze' ? 'frozen_by_you' : 'account_suspended', [contact], { evidence })
  }
}
