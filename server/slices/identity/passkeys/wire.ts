import type { z } from 'zod'
import type { passkeySchema } from '../../../../contract/api/passkeys.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { PasskeyRow } from './tables.ts'

export function wirePasskey(passkey: PasskeyRow): z.input<typeof passkeySchema> {
  return {
    id: toTypeId('passkey', passkey.id),
    name: passkey.name,
    status: passkey.suspended_at === null ? 'active' : 'suspended',
    synced: passkey.backed_up,
    created_at: passkey.created_at.toISOString(),
    last_used_at: passkey.last_used_at?.toISOString() ?? null,
  }
}
