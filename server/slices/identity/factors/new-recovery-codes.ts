import { hashRecoveryCode, newRecoveryCodes } from '../../../platform/authenticators/recovery-codes.ts'
import type { Tx } from '../../../platform/db.ts'
import { assertInvariant } from '../../../platform/errors.ts'
import { newId } from '../../../platform/id.ts'
import type { Parts } from '../parts.ts'
import { replaceRecoveryCodes } from './queries.ts'
import { tellFactor } from './tell-factor.ts'

/** A new set of codes in the place of the one before; the only time anybody sees them, for only hashes are kept. */
export async function giveRecoveryCodes(
  tx: Tx,
  { codeKey }: Pick<Parts, 'codeKey'>,
  { customerId, deviceId, now }: { customerId: string; deviceId: string | null; now: Date },
): Promise<string[]> {
  const codes = newRecoveryCodes()
  const rows = codes.map(code => {
    const codeHash = hashRecoveryCode(codeKey, { owner: customerId, code })
    assertInvariant(codeHash !== undefined, 'a code of ours is one of ours')
    return { id: newId(), codeHash }
  })
  await replaceRecoveryCodes(tx, { customerId, codes: rows, deviceId, now })
  await tellFactor(tx, 'recovery_codes.made', { customerId, now })
  return codes
}
