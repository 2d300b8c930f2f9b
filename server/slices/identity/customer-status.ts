import type { CustomerStatus } from '../../../contract/api/identity.ts'
import type { RestrictionScope } from './tables.ts'

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

/** What a status and the restrictions in force leave a customer. */
export type CustomerFacts = { status: CustomerStatus; restrictedScopes: readonly RestrictionScope[] }

/** Why somebody with the right password may still not come in, or undefined. */
export function signInObstacle(facts: CustomerFacts): 'account_closed' | 'account_restricted' | undefined {
  if (facts.status === 'closed') return 'account_closed'
  if (facts.status === 'suspended' || hits(facts, 'sign_in')) return 'account_restricted'
  return undefined
}

/** Why no money may leave a customer's account, or undefined: only an active customer pays. */
export function debitObstacle(facts: CustomerFacts): 'account_closed' | 'account_restricted' | undefined {
  if (facts.status === 'closed') return 'account_closed'
  return facts.status !== 'active' || hits(facts, 'debit') ? 'account_restricted' : undefined
}

/**
 * Whether money may come in. A restricted customer still receives; one who is suspended, leaving or gone does
 * not, because it could not be paid out again.
 */
export function mayReceive(facts: CustomerFacts): boolean {
  const receives: Record<CustomerStatus, boolean> = {
    pending_verification: true,
    active: true,
    restricted: true,
    suspended: false,
    closing: false,
    closed: false,
  }
  return receives[facts.status] && !hits(facts, 'credit')
}

function hits(facts: CustomerFacts, scope: RestrictionScope): boolean {
  return facts.restrictedScopes.includes(scope) || facts.restrictedScopes.includes('all')
}
