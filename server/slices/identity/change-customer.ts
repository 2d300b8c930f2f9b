import { toTypeId } from '../../../contract/ids.ts'
import type { CustomerStatus } from '../../../contract/api/identity.ts'
import type { Tx } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import { appendEvents } from '../../platform/outbox.ts'
import { nextStatus, type CustomerChange } from './customer-status.ts'
import * as queries from './queries.ts'

/**
 * Moves a customer to the status that follows from `change`, and tells it. Call it as `changeStatus` of
 * `restrictions.ts`, which first takes the customer's balance locks. Throws `not_found`, or
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
