import * as contract from '../../../../contract/api/personal.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { findCustomer } from '../queries.ts'
import { tellEvent } from '../recovery/events.ts'
import { consumeStepUp, requireStepUp } from '../step-up/require-step-up.ts'
import { wireNameChange } from './name-change.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries.ts'
import { nameReviewMs } from './times.ts'

/**
 * Asks for another name. It is shown nowhere before somebody has looked at it; meanwhile the account is back in
 * verification, where money comes in and none goes out. The customer can take the wish back at any time.
 */
export function changeNameRoute(parts: PersonalParts): Route {
  return route(contract.changeName, async ({ body, context }) => {
    const { customerId } = context.principal
    const { now } = context
    const customer = await findCustomer(parts.db.read, customerId)
    assertInvariant(customer !== undefined, 'a session belongs to a customer')
    const name = body.name.trim()
    if (name === customer.name)
      throw new DomainError('validation_failed', { fields: [{ path: 'name', code: 'unchanged' }] })
    // Only a verified name can be changed: whatever else is under way with the account comes first.
    if (customer.status !== 'active') throw new DomainError('transition_not_allowed')
    const proof = await requireStepUp(parts, context, {
      operation: 'change_name',
      binding: { name },
      display: { facts: [{ name: 'new_name', value: name }] },
    })
    const change = {
      id: newId(),
      customer_id: customerId,
      state: 'in_review' as const,
      old_name: customer.name,
      new_name: name,
      asked_at: now,
      decide_by: new Date(now.getTime() + nameReviewMs),
      ended_at: null,
      end_reason: null,
    }
    await parts.db.transaction(async tx => {
      await parts.standing.changeStatus(tx, { customerId, change: 'renew_proof', now })
      await consumeStepUp(tx, proof, change.id)
      if (!(await queries.insertNameChange(tx, change))) throw new DomainError('transition_not_allowed')
      await tellEvent(tx, 'name.change_asked', {
        customerId,
        now,
        facts: { old: customer.name, new: name, until: change.decide_by.toISOString() },
      })
    })
    context.audit({ subject: customerId })
    return wireNameChange(change)
  })
}
