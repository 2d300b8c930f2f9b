import { toTypeId } from '../../../contract/ids.ts'
import type { CustomerStatus } from '../../../contract/api/identity.ts'
import type { RestrictionReason, RestrictionScope } from '../../../contract/restrictions.ts'
import type { Tx } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import { appendEvents, type NewEvent } from '../../platform/outbox.ts'
import { changeStatus } from './change-customer.ts'
import type { CustomerChange } from './customer-status.ts'
import * as queries from './queries-restrictions.ts'
import type { RestrictionRow, RestrictionSource } from './tables.ts'

export type NewRestriction = {
  customerId: string
  scope: RestrictionScope
  /** A customer's own is placed by `freeze`. */
  source: Exclude<RestrictionSource, 'customer'>
  reason: RestrictionReason
  /** When it ends by itself; null for one that somebody has to lift. */
  expiresAt: Date | null
  /** When somebody of ours looks at it again. */
  reviewAt?: Date
  caseRef?: string
  /** From when the customer may lift it themselves; left out where they may not. */
  liftableFrom?: Date
  now: Date
}

/**
 * Takes the locks under which money of this customer moves, so that whatever is under way has committed, and whatever
 * comes after sees what this transaction writes. Supplied by the slice that keeps the balances.
 */
export type OnRestrict = (tx: Tx, customerId: string) => Promise<void>

export type NewFreeze = {
  customerId: string
  reason: Extract<RestrictionReason, 'frozen_by_customer' | 'not_me'>
  /** From when the customer may lift it. */
  liftableFrom: Date
  now: Date
}

export type Standing = {
  /** Takes something away from a customer until it is lifted or expires; the id of the restriction. */
  placeRestriction: (tx: Tx, restriction: NewRestriction) => Promise<string>
  /** The customer's own freeze; where there is one already, it becomes as strict as the stricter of the two. */
  freeze: (tx: Tx, freeze: NewFreeze) => Promise<RestrictionRow>
  /** Takes those locks, for whoever has to hold more: they come before any lock of the customer's own rows. */
  lockMoney: OnRestrict
  /** Moves a customer to another status, under the same locks; see `change-customer.ts` for what it refuses. */
  changeStatus: (
    tx: Tx,
    change: { customerId: string; change: CustomerChange; now: Date },
  ) => Promise<CustomerStatus>
}

/**
 * What changes the standing of a customer. Both first take the customer's balance locks: a money batch reads the
 * standing after it holds them, so a transfer commits either before the freeze is answered or sees it and is declined.
 */
export function createStanding(onRestrict: OnRestrict): Standing {
  return {
    async placeRestriction(tx, restriction) {
      await onRestrict(tx, restriction.customerId)
      const id = newId()
      await queries.insertRestriction(tx, { id, ...restriction })
      await appendEvents(tx, [activeEvent(id, restriction)])
      return id
    },
    async freeze(tx, freeze) {
      await onRestrict(tx, freeze.customerId)
      const { restriction, changed } = await queries.insertFreeze(tx, { id: newId(), ...freeze })
      if (changed) await appendEvents(tx, [freezeEvent(restriction, freeze.now)])
      return restriction
    },
    lockMoney: onRestrict,
    async changeStatus(tx, change) {
      await onRestrict(tx, change.customerId)
      return await changeStatus(tx, change)
    },
  }
}

/** Lifts a restriction once; throws `transition_not_allowed` when it is not in force. */
export async function liftRestriction(tx: Tx, lift: { id: string; now: Date }): Promise<void> {
  const lifted = await queries.liftRestriction(tx, { id: lift.id, at: lift.now })
  if (!lifted) throw new DomainError('transition_not_allowed')
  await appendEvents(tx, [liftedEvent(lifted, lift.now)])
}

function activeEvent(
  id: string,
  restriction: Omit<NewRestriction, 'source'> & { source: RestrictionSource },
): NewEvent {
  const { customerId, scope, source, reason, expiresAt, now } = restriction
  return {
    type: 'restriction.active',
    version: 1,
    stream: customerId,
    subject: id,
    journal: null,
    payload: {
      id: toTypeId('restriction', id),
      scope,
      source,
      reason,
      until: expiresAt?.toISOString() ?? null,
    },
    occurredAt: now,
  }
}

function freezeEvent({ id, customer_id: customerId, scope, reason }: RestrictionRow, now: Date): NewEvent {
  return activeEvent(id, { customerId, scope, source: 'customer', reason, expiresAt: null, now })
}

export function liftedEvent(
  lifted: { id: string; customer_id: string; scope: string; reason: string },
  now: Date,
): NewEvent {
  return {
    type: 'restriction.lifted',
    version: 1,
    stream: lifted.customer_id,
    subject: lifted.id,
    journal: null,
    payload: { id: toTypeId('restriction', lifted.id), scope: lifted.scope, reason: lifted.reason },
    occurredAt: now,
  }
}
