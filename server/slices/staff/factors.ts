import type { Assertion, Attestation } from '../../../contract/api/webauthn.ts'
import {
  challengeOf,
  verifyAssertion,
  verifyAttestation,
  type NewPasskey,
} from '../../platform/authenticators/passkeys.ts'
import { matchTotp } from '../../platform/authenticators/totp.ts'
import type { Tx } from '../../platform/db.ts'
import { seal, unseal } from '../../platform/seal.ts'
import type { Parts } from './parts.ts'
import * as queries from './queries.ts'

/** Sealed for one person, a secret opens for nobody else, even if rows were swapped. */
const contextOf = (staffId: string): string => `staff authenticator ${staffId}`

export function sealTotp({ sealKey }: Pick<Parts, 'sealKey'>, staffId: string, secret: Buffer): Buffer {
  return seal(sealKey, secret, contextOf(staffId))
}

export function unsealTotp({ sealKey }: Pick<Parts, 'sealKey'>, staffId: string, sealed: Buffer): Buffer {
  return unseal(sealKey, sealed, contextOf(staffId))
}

/** Notes that a proof was used, in the transaction of what it opens; false when it had been used before. */
export type UseProof = (tx: Tx) => Promise<boolean>

/** How to use up this code, or undefined when it is wrong. */
export async function checkTotp(
  parts: Parts,
  { staffId, code, now }: { staffId: string; code: string; now: Date },
): Promise<UseProof | undefined> {
  const sealed = await queries.findTotp(parts.db.read, staffId)
  if (!sealed) return undefined
  const step = matchTotp({ secret: unsealTotp(parts, staffId, sealed), code, now })
  return step === undefined ? undefined : tx => queries.acceptStep(tx, staffId, step)
}

/** How to use up this assertion over `challenge`, or undefined when it is not one of this person's passkeys. */
export async function checkPasskey(
  parts: Parts,
  asked: { staffId: string; assertion: Assertion; challenge: Buffer | null; now: Date },
): Promise<UseProof | undefined> {
  const { staffId, assertion, challenge, now } = asked
  if (challenge === null || challengeOf(assertion)?.equals(challenge) !== true) return undefined
  const credentialId = Buffer.from(assertion.id, 'base64url')
  const mine = await queries.passkeysOf(parts.db.read, staffId)
  const passkey = mine.find(each => each.credential_id.equals(credentialId))
  if (!passkey) return undefined
  const verified = await verifyAssertion(parts.relyingParty, {
    assertion,
    challenge,
    passkey: { credentialId: passkey.credential_id, publicKey: passkey.public_key },
  })
  if (!verified.verified) return undefined
  const { signCount } = verified.facts
  return tx => queries.acceptSignCount(tx, { id: passkey.id, signCount, at: now })
}

/** The new credential, or undefined when it was not made for this challenge and this site. */
export async function checkNewPasskey(
  parts: Parts,
  { attestation, challenge }: { attestation: Attestation; challenge: Buffer | null },
): Promise<NewPasskey | undefined> {
  if (challenge === null || challengeOf(attestation)?.equals(challenge) !== true) return undefined
  const verified = await verifyAttestation(parts.relyingParty, { attestation, challenge })
  return verified.verified ? verified.facts : undefined
}
