import type { Assertion } from '../../../../contract/api/webauthn.ts'
import { challengeOf, verifyAssertion, type RelyingParty } from '../../../platform/authenticators/passkeys.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { takeChallenge, type PasskeyOccasion } from './challenges.ts'
import { tellPasskey } from './events.ts'
import * as queries from './queries.ts'
import type { PasskeyRow } from './tables.ts'
import { handleOf } from './user-handle.ts'

type Proving = { db: Db; relyingParty: RelyingParty }

/** An assertion that holds; the passkey counts as used only when `usePasskey` says so. */
export type ProvedPasskey = { passkey: PasskeyRow; signCount: bigint; backedUp: boolean }

/**
 * Proves that somebody holds a passkey of theirs. For a sign-in whoever answers is whose passkey it is; for anything
 * else only a passkey of that customer counts. Throws `challenge_expired` when the challenge is worth nothing (any
 * more), `passkey_refused` for everything else, without saying what it was.
 */
export async function provePasskey(
  parts: Proving,
  proof: { assertion: Assertion; occasion: PasskeyOccasion; now: Date },
): Promise<PasskeyRow> {
  const proved = await verifyPasskey(parts, proof)
  const used = await parts.db.transaction(tx => usePasskey(tx, proved, proof.now))
  if (!used) throw new DomainError('passkey_refused')
  return proved.passkey
}

/** The first half, for callers that do more in the transaction of the second. */
export async function verifyPasskey(
  { db, relyingParty }: Proving,
  { assertion, occasion, now }: { assertion: Assertion; occasion: PasskeyOccasion; now: Date },
): Promise<ProvedPasskey> {
  const challenge = challengeOf(assertion)
  if (!challenge) throw new DomainError('passkey_refused')
  // Used up before anything is looked at and whatever comes of it: one answer per challenge.
  const taken = await db.transaction(tx => takeChallenge(tx, { challenge, occasion, now }))
  if (!taken) throw new DomainError('challenge_expired')
  const passkey = await queries.findByCredential(db.read, Buffer.from(assertion.id, 'base64url'))
  if (!passkey || !isTheirs(passkey, { assertion, occasion })) throw new DomainError('passkey_refused')
  const { credential_id: credentialId, public_key: publicKey } = passkey
  const result = await verifyAssertion(relyingParty, {
    assertion,
    challenge,
    passkey: { credentialId, publicKey },
  })
  if (!result.verified) throw new DomainError('passkey_refused')
  return { passkey, ...result.facts }
}

/**
 * WebAuthn Level 3, 7.2, step 6: somebody known may answer only with a credential of theirs; somebody not yet known
 * is whom the user handle names, and it must name the owner of the credential.
 */
function isTheirs(
  passkey: PasskeyRow,
  { assertion, occasion }: { assertion: Assertion; occasion: PasskeyOccasion },
): boolean {
  if (occasion.purpose !== 'sign_in' && occasion.customerId !== passkey.customer_id) return false
  const { userHandle } = assertion.response
  if (userHandle === undefined || userHandle === null) return occasion.purpose !== 'sign_in'
  return handleOf(passkey.customer_id).equals(Buffer.from(userHandle, 'base64url'))
}

/**
 * Notes the use. False when the passkey went out of use meanwhile, or the authenticator's count did not grow: then
 * a copy of it may be about, so it is suspended and its owner told (7.2, step 22). Commit either way.
 */
export async function usePasskey(
  tx: Tx,
  { passkey, signCount, backedUp }: ProvedPasskey,
  now: Date,
): Promise<boolean> {
  if (await queries.noteUse(tx, { id: passkey.id, signCount, backedUp, now })) return true
  const suspended = await queries.suspend(tx, { id: passkey.id, signCount, now })
  if (suspended) await tellPasskey(tx, 'passkey.suspended', { passkey: suspended, now })
  return false
}
