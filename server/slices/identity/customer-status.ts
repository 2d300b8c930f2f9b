import type { CustomerStatus } from '../../../contract/api/identity.ts'
import type { CustomerLevel } from '../../../contract/levels.ts'
import type { RestrictionReason, RestrictionScope, WayOut } from '../../../contract/restrictions.ts'
import type { RestrictionFact } from './queries-restrictions.ts'
import type { RestrictionSource } from './tables.ts'

/** What can happen to a customer as a whole; the diagram is in this slice's README. */
export const customerChanges = [
  'restrict',
  'release',
  'suspend',
  'reinstate',
  'start_closing',
  'keep_open',
  'close',
  'renew_proof',
  'prove',
] as const
export type CustomerChange = (typeof customerChanges)[number]

const transitions: Record<CustomerStatus, Partial<Record<CustomerChange, CustomerStatus>>> = {
  pending_verification: { prove: 'active', suspend: 'suspended', start_closing: 'closing' },
  active: {
    restrict: 'restricted',
    suspend: 'suspended',
    start_closing: 'closing',
    renew_proof: 'pending_verification',
  },
  restricted: { release: 'active', suspend: 'suspended', start_closing: 'closing' },
  suspended: { reinstate: 'active', close: 'closed' },
  closing: { keep_open: 'active', suspend: 'suspended', close: 'closed' },
  closed: {},
}

/** The status after a change, or undefined where the change is not allowed. The only place that knows. */
export function nextStatus(status: CustomerStatus, change: CustomerChange): CustomerStatus | undefined {
  return transitions[status][change]
}

/** A restriction that nobody has lifted; whether it has expired depends on the time one asks about. */
export type Restriction = {
  scope: RestrictionScope
  source: RestrictionSource
  reason: RestrictionReason
  expiresAt: Date | null
}

/** What a status and the restrictions in force leave a customer. */
export type CustomerStanding = { status: CustomerStatus; restrictions: readonly Restriction[] }

/** What money decisions know of a customer. */
export type CustomerFacts = CustomerStanding & {
  name: string
  level: CustomerLevel
  /** ISO 3166-1 country of the proved number; null while none is proved. */
  region: string | null
}

export function restrictionsOf(rows: readonly RestrictionFact[] | null): Restriction[] {
  return (rows ?? []).map(({ scope, source, reason, expires_at: expiresAt }) => ({
    scope,
    source,
    reason,
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
  }))
}

/** Why somebody with the right password may still not come in, or undefined. */
export function signInObstacle(
  facts: CustomerStanding,
  now: Date,
): 'account_closed' | 'account_restricted' | undefined {
  if (facts.status === 'closed') return 'account_closed'
  if (facts.status === 'suspended' || hits(facts, 'sign_in', now)) return 'account_restricted'
  return undefined
}

/** Why no money may leave a customer's account, or undefined: only an active customer pays. */
export function debitObstacle(
  facts: CustomerStanding,
  now: Date,
): 'account_closed' | 'account_restricted' | undefined {
  if (facts.status === 'closed') return 'account_closed'
  return facts.status !== 'active' || hits(facts, 'debit', now) ? 'account_restricted' : undefined
}

/** An obstacle with what is said of it: `RestrictionDetails` of a restriction, nothing of a closed account. */
type ToldObstacle = {
  code: 'account_closed' | 'account_restricted'
  details: RestrictionDetails | Record<string, never>
}

/** `debitObstacle` with what the customer is told of it. */
export function debitRefusal(facts: CustomerStanding, now: Date): ToldObstacle | undefined {
  const code = debitObstacle(facts, now)
  if (code === undefined) return undefined
  return { code, details: code === 'account_restricted' ? restrictionDetails(facts, 'debit', now) : {} }
}

/**
 * Why no money may leave for a bank, with what the customer is told of it: everything that stops a payment, and a
 * restriction of withdrawals alone, under which they may still pay other customers.
 */
export function withdrawalRefusal(facts: CustomerStanding, now: Date): ToldObstacle | undefined {
  const ofDebits = debitRefusal(facts, now)
  if (ofDebits) return ofDebits
  if (!hits(facts, 'withdrawal', now)) return undefined
  return { code: 'account_restricted', details: restrictionDetails(facts, 'withdrawal', now) }
}

/**
 * Whether money may come in. A restricted customer still receives; one who is suspended, leaving or gone does
 * not, because it could not be paid out again.
 */
export function mayReceive(facts: CustomerStanding, now: Date): boolean {
  const receives: Record<CustomerStatus, boolean> = {
    pending_verification: true,
    active: true,
    restricted: true,
    suspended: false,
    closing: false,
    closed: false,
  }
  return receives[facts.status] && !hits(facts, 'credit', now)
}

/** What an `account_restricted` says of itself: why, what of, until when, and what the customer can do about it. */
export type RestrictionDetails = {
  reason: string
  scope: RestrictionScope
  until: string | null
  way_out: WayOut
}

/**
 * The facts of the restriction that takes `scope` away at `now`; of several, the one that lasts longest, because the
 * others end before anything changes for the customer. Where the status itself is the obstacle, it is the reason.
 */
export function restrictionDetails(
  facts: CustomerStanding,
  scope: RestrictionScope,
  now: Date,
): RestrictionDetails {
  const [longest] = inForce(facts, scope, now).toSorted((one, other) => endOf(other) - endOf(one))
  if (facts.status !== 'active' || longest === undefined)
    return { reason: facts.status, scope: 'all', until: null, way_out: 'contact_support' }
  const { reason, expiresAt } = longest
  return {
    reason,
    scope: longest.scope,
    until: expiresAt?.toISOString() ?? null,
    way_out: wayOutOf(longest),
  }
}

export function wayOutOf({ source, expiresAt }: Pick<Restriction, 'source' | 'expiresAt'>): WayOut {
  if (source === 'customer') return 'unfreeze'
  return expiresAt === null ? 'contact_support' : 'wait'
}

function endOf({ expiresAt }: Restriction): number {
  return expiresAt?.getTime() ?? Infinity
}

function hits(facts: CustomerStanding, scope: RestrictionScope, now: Date): boolean {
  return inForce(facts, scope, now).length > 0
}

function inForce(facts: CustomerStanding, scope: RestrictionScope, now: Date): Restriction[] {
  return facts.restrictions.filter(
    restriction =>
      (restriction.scope === scope || restriction.scope === 'all') && endOf(restriction) > now.getTime(),
  )
}
