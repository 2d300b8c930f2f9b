import type { z } from 'zod'
import type { twoStepSchema } from '../../../../contract/api/two-step.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { ReadDb } from '../../../platform/db.ts'
import { countRemembered } from '../devices/queries.ts'
import { findTwoStep } from './queries.ts'

/** How a customer's sign-in is protected besides the password, as it travels. */
export async function presentTwoStep(
  db: ReadDb,
  { customerId, now }: { customerId: string; now: Date },
): Promise<z.input<typeof twoStepSchema>> {
  const found = await findTwoStep(db, customerId)
  const { authenticator_id: id, confirmed_at: confirmedAt, passkeys, codes_left, codes_made_at } = found
  return {
    on: id !== null || passkeys > 0,
    authenticator:
      id === null || confirmedAt === null
        ? null
        : { id: toTypeId('authenticator', id), added_at: confirmedAt.toISOString() },
    passkeys,
    recovery_codes: { left: codes_left, made_at: codes_made_at?.toISOString() ?? null },
    remembered_devices: await countRemembered(db, { customerId, now }),
  }
}
