import * as contract from '../../../../contract/api/passkeys.ts'
import type { Attestation } from '../../../../contract/api/webauthn.ts'
import { challengeOf, verifyAttestation, type NewPasskey } from '../../../platform/authenticators/passkeys.ts'
import type { Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import type { Parts } from '../parts.ts'
import { holdOpenSession } from '../queries-sessions.ts'
import { maxPasskeys } from './begin-passkey.ts'
import { takeChallenge, type PasskeyOccasion } from './challenges.ts'
import { tellPasskey } from './events.ts'
import { holdCustomer, insertPasskey, listPasskeys } from './queries.ts'
import type { PasskeyRow } from './tables.ts'
import { wirePasskey } from './wire.ts'

/** Keeps a passkey that was made for the challenge of `beginPasskey`, in the same session. */
export function addPasskeyRoute(parts: Parts): Route {
  return route(contract.addPasskey, async ({ body, context }) => {
    const { customerId, sessionId, deviceId } = context.principal
    const { now } = context
    const occasion = { purpose: 'register', customerId, reference: sessionId } as const
    const made = await verified(parts, { attestation: body.attestation, occasion, now })
    const passkey = await parts.db.transaction(tx =>
      keep(tx, { ...made, customerId, sessionId, deviceId, name: body.name.trim() }, now),
    )
    context.audit({ subject: passkey.id, details: { name: passkey.name } })
    return wirePasskey(passkey)
  })
}

async function verified(
  { db, relyingParty }: Parts,
  { attestation, occasion, now }: { attestation: Attestation; occasion: PasskeyOccasion; now: Date },
): Promise<NewPasskey> {
  const challenge = challengeOf(attestation)
  if (!challenge) throw new DomainError('passkey_refused')
  const taken = await db.transaction(tx => takeChallenge(tx, { challenge, occasion, now }))
  if (!taken) throw new DomainError('challenge_expired')
  const result = await verifyAttestation(relyingParty, { attestation, challenge })
  if (!result.verified) throw new DomainError('passkey_refused')
  return result.facts
}

/** Throws `not_signed_in` when the session has ended meanwhile, `passkey_known` for a credential somebody has or had, `too_many_passkeys` when there is no room. */
async function keep(
  tx: Tx,
  made: NewPasskey & { customerId: string; sessionId: string; deviceId: string | null; name: string },
  now: Date,
): Promise<PasskeyRow> {
  const { customerId, sessionId } = made
  if (!(await holdOpenSession(tx, { id: sessionId, customerId }))) throw new DomainError('not_signed_in')
  // After the password, as whoever undoes a change of the address takes them.
  await holdCustomer(tx, customerId)
  const had = await listPasskeys(tx, customerId)
  if (had.length >= maxPasskeys) throw new DomainError('too_many_passkeys', { details: { max: maxPasskeys } })
  const passkey: PasskeyRow = {
    id: newId(),
    customer_id: customerId,
    credential_id: made.credentialId,
    public_key: made.publicKey,
    sign_count: made.signCount,
    transports: made.transports,
    aaguid: made.aaguid,
    backup_eligible: made.backupEligible,
    backed_up: made.backedUp,
    name: made.name,
    created_at: now,
    last_used_at: null,
    suspended_at: null,
    removed_at: null,
    device_id: made.deviceId,
  }
  if (!(await insertPasskey(tx, passkey))) throw new DomainError('passkey_known')
  await tellPasskey(tx, 'passkey.added', { passkey, now })
  return passkey
}
