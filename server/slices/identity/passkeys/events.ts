import { toTypeId } from '../../../../contract/ids.ts'
import type { Tx } from '../../../platform/db.ts'
import { appendEvents } from '../../../platform/outbox.ts'
import type { PasskeyRow } from './tables.ts'

/** Tells the customer, wherever they read, what happened to a passkey of theirs. */
export async function tellPasskey(
  tx: Tx,
  type: 'passkey.added' | 'passkey.removed' | 'passkey.suspended',
  { passkey, now }: { passkey: Pick<PasskeyRow, 'id' | 'customer_id' | 'name'>; now: Date },
): Promise<void> {
  await appendEvents(tx, [
    {
      type,
      version: 1,
      stream: passkey.customer_id,
      subject: passkey.id,
      journal: null,
      payload: { id: toTypeId('customer', passkey.customer_id), name: passkey.name },
      occurredAt: now,
    },
  ])
}
