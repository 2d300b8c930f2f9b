import { toTypeId } from '../../../contract/ids.ts'
import type { CustomerStatus } from '../../../contract/api/identity.ts'
import type { Tx } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import { appendEvents, type NewEvent } from '../../platform/outbox.ts'
import { nextStatus, type CustomerChange } from './customer-status.ts'
import * as queries from './queries.ts'
import type { RestrictionScope, RestrictionSource } from './tables.ts'

/**
 * Moves a customer to the status that follows from `change`, and tells it. Throws `not_found`, or
 * `transition_not_allowed` where the status now does not allow the change.
 */
export async function changeStatus(
  tx: Tx,
  { customerId, change, now }: { customerId: string; change: CustomerChange; now: Date },
): Promise<CustomerStatus> {
  const customer = await queries.findCustomer(tx, customerId)
  if (!customer) throw new DomainError('not_found')
  const to = nextStatus(customer.status, change)
  const moved = to !== undefined && (await queries.moveStatus(tx, { customerId, from: customer.status, to }))
  if (to === undefined || !moved) throw new DomainError('transition_not_allowed')
  await appendEvents(tx, [
    {
      type: `customer.${to}`,
      version: 1,
      stream: customerId,
      subject: customerId,
      journal: null,
      payload: { id: toTypeId('customer', customerId) },
      occurredAt: now,
    },
  ])
  return to
}

/** Takes something away from a customer until it is lifted; the id of the restriction. */
export async function placeRestriction(
  tx: Tx,
  restriction: {
    customerId: string
    scope: RestrictionScope
    source: RestrictionSource
    reason: string
    now: Date
  },
): Promise<string> {
  const id = newId()
  const { customerId, scope, source, reason, now } = restriction
  await queries.insertRestriction(tx, { id, customerId, scope, source, reason, placedAt: now })
  await appendEvents(tx, [restrictionEvent('restriction.active', { id, customerId, now })])
  return id
}

/** Lifts a restriction once; throws `transition_not_allowed` when it is not in force. */
export async function liftRestriction(tx: Tx, lift: { id: string; now: Date }): Promise<void> {
  const lifted = await queries.liftRestriction(tx, { id: lift.id, at: lift.now })
  if (!lifted) throw new DomainError('transition_not_allowed')
  const { id, customer_id: customerId } = lifted
  await appendEvents(tx, [restrictionEvent('restriction.lifted', { id, customerId, now: lift.now })])
}

function restrictionEvent(
  type: 'restriction.active' | 'restriction.lifted',
  { id, customerId, now }: { id: string; customerId: string; now: Date },
): NewEvent {
  return {
    type,
    version: 1,
    stream: customerId,
    subject: id,
    journal: null,
    payload: { id: toTypeId('restriction', id) },
    occurredAt: now,
  }
}
