import type { CodePurpose, FactorMethod, FactorProof } from '../../../../contract/api/factors.ts'
import { hashRecoveryCode } from '../../../platform/authenticators/recovery-codes.ts'
import { matchTotp } from '../../../platform/authenticators/totp.ts'
import type { Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { unseal } from '../../../platform/seal.ts'
import type { CodeVerdict } from '../codes/codes.ts'
import type { Parts } from '../parts.ts'
import { provePasskey } from '../passkeys/prove.ts'
import { lockedError, type KnownPlace } from '../throttle.ts'
import { methodsOf } from './methods-of.ts'
import * as queries from './queries.ts'
import { tellFactor } from './tell-factor.ts'

export type FactorParts = Pick<Parts, 'db' | 'codes' | 'codeKey' | 'sealKey' | 'relyingParty' | 'throttle'>

export type FactorAttempt = {
  customerId: string
  /** What is proved: the id of the half session or of the challenge. Codes and passkey answers are bound to it. */
  subject: string
  purpose: Extract<CodePurpose, 'sign_in' | 'step_up'>
  proof: FactorProof
  /** Where the attempt comes from, as far as the customer was signed in there before (`knownPlace`). */
  from: KnownPlace | null
  now: Date
}

/**
 * Proves that somebody holds one of a customer's factors. Throws `code_invalid` whatever was wrong with it (also a
 * method the customer does not have), `challenge_expired` when it came too late, `account_locked` after too many.
 * Every attempt is counted before it is looked at; a proof is used up whether or not the caller goes on.
 */
export async function proveFactor(parts: FactorParts, attempt: FactorAttempt): Promise<FactorMethod> {
  const { db, throttle } = parts
  const { customerId, proof, from, now } = attempt
  const verdict = await db.transaction(tx => throttle.countProof(tx, { customerId, from, now }))
  if (!verdict.allowed) throw lockedError(verdict.until, now)
  const methods = await methodsOf(db.read, customerId)
  if (!methods.includes(proof.method)) throw new DomainError('code_invalid')
  await look(parts, attempt)
  await db.transaction(tx => throttle.clearProofs(tx, { customerId, from }))
  return proof.method
}

async function look(parts: FactorParts, attempt: FactorAttempt): Promise<void> {
  const { db } = parts
  const { customerId, subject, purpose, proof, now } = attempt
  switch (proof.method) {
    case 'totp':
      return refuseUnless(await db.transaction(tx => acceptTotp(tx, parts, { customerId, ...proof, now })))
    case 'recovery_code':
      return refuseUnless(
        await db.transaction(tx => takeRecoveryCode(tx, parts, { customerId, ...proof, now })),
      )
    case 'email_code':
    case 'sms_code':
      return refuseCode(
        await db.transaction(tx => parts.codes.takeCode(tx, { subject, purpose, code: proof.code, now })),
      )
    case 'passkey': {
      const { assertion } = proof
      const occasion = { purpose: passkeyPurposes[purpose], customerId, reference: subject }
      return await provePasskey(parts, { assertion, occasion, now }).then(
        () => undefined,
        (error: unknown) => {
          const refused = error instanceof DomainError && error.refusal.code === 'passkey_refused'
          throw refused ? new DomainError('code_invalid') : error
        },
      )
    }
  }
}

const passkeyPurposes = { sign_in: 'second_factor', step_up: 'step_up' } as const

function refuseUnless(right: boolean): void {
  if (!right) throw new DomainError('code_invalid')
}

function refuseCode(verdict: CodeVerdict): void {
  if (verdict === 'right') return
  throw new DomainError(verdict === 'wrong' ? 'code_invalid' : 'challenge_expired')
}

/** A code of the app, once: one that was accepted before is wrong, however right it is (RFC 6238, section 5.2). */
export async function acceptTotp(
  tx: Tx,
  parts: Pick<Parts, 'sealKey'>,
  { customerId, code, now }: { customerId: string; code: string; now: Date },
): Promise<boolean> {
  const authenticator = await queries.findAuthenticatorInUse(tx, customerId)
  if (!authenticator) return false
  const secret = unseal(parts.sealKey, authenticator.secret, sealContext(authenticator.id))
  const step = matchTotp({ secret, code, now })
  return step !== undefined && (await queries.acceptStep(tx, { id: authenticator.id, customerId, step }))
}

/** What the secret of an authenticator is sealed for. */
export function sealContext(authenticatorId: string): string {
  return `authenticator ${authenticatorId}`
}

async function takeRecoveryCode(
  tx: Tx,
  parts: Pick<Parts, 'codeKey'>,
  { customerId, code, now }: { customerId: string; code: string; now: Date },
): Promise<boolean> {
  const codeHash = hashRecoveryCode(parts.codeKey, { owner: customerId, code })
  if (codeHash === undefined) return false
  if (!(await queries.takeRecoveryCode(tx, { customerId, codeHash, now }))) return false
  const left = await queries.countRecoveryCodes(tx, customerId)
  await tellFactor(tx, 'recovery_codes.used', { customerId, now, facts: { left: String(left) } })
  return true
}
