import type { z } from 'zod'
import type { nameChangeSchema } from '../../../../contract/api/personal.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { findCustomer } from '../queries.ts'
import { tellEvent, type SecurityEvent } from '../recovery/events.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries.ts'
import type { NameChangeRow } from './tables.ts'

export function wireNameChange(change: NameChangeRow): z.input<typeof nameChangeSchema> {
  return {
    id: toTypeId('nameChange', change.id),
    status: change.state,
    old_name: change.old_name,
    new_name: change.new_name,
    asked_at: change.asked_at.toISOString(),
    decide_by: change.decide_by.toISOString(),
    ended_at: change.ended_at?.toISOString() ?? null,
  }
}

type End = 'accepted' | 'refused' | 'withdrawn' | 'expired'

const events: Record<Exclude<End, 'withdrawn'>, SecurityEvent> = {
  accepted: 'name.changed',
  refused: 'name.change_refused',
  expired: 'name.change_expired',
}

/**
 * Ends the review of a name, whoever ends it: with the new name when it was accepted, else with the one that was
 * verified before; either way the account leaves verification. Throws `transition_not_allowed` when it has ended.
 */
export async function endNameChange(
  tx: Tx,
  parts: Pick<PersonalParts, 'standing' | 'onNameChanged'>,
  end: { id: string; customerId?: string; state: End; reason: string | null; now: Date },
): Promise<NameChangeRow> {
  const { state, now } = end
  const change = await queries.endNameChange(tx, { ...end, at: now })
  if (!change) throw new DomainError('transition_not_allowed')
  const { customer_id: customerId, old_name, new_name } = change
  if (state === 'accepted') {
    await queries.setName(tx, { customerId, name: new_name })
    for (const hook of parts.onNameChanged) await hook(tx, { customerId, name: new_name })
  }
  const customer = await findCustomer(tx, customerId)
  if (customer?.status === 'pending_verification')
    await parts.standing.changeStatus(tx, { customerId, change: 'prove', now })
  if (state !== 'withdrawn')
    await tellEvent(tx, events[state], { customerId, now, facts: { old: old_name, new: new_name } })
  return change
}
