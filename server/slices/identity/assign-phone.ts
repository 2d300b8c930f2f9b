import { toTypeId } from '../../../contract/ids.ts'
import type { Tx } from '../../platform/db.ts'
import { appendEvents } from '../../platform/outbox.ts'
import { givePhone } from './queries-phone.ts'

/** Gives a number to a customer, and tells whoever had it proved before that it is no longer theirs. */
export async function assignPhone(
  tx: Tx,
  { now, ...assignment }: { customerId: string; phone: string; verifiedAt: Date | null; now: Date },
): Promise<void> {
  const losers = await givePhone(tx, assignment)
  await appendEvents(
    tx,
    losers.map(loser => ({
      type: 'phone.lost',
      version: 1,
      stream: loser,
      subject: loser,
      journal: null,
      payload: { id: toTypeId('customer', loser) },
      occurredAt: now,
    })),
  )
}
