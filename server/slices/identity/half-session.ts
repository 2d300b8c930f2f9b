import type { z } from 'zod'
import type { secondStepSchema } from '../../../contract/api/factors.ts'
import type { Tx } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import { networkOf } from '../../platform/rate-limit.ts'
import { halfSessionLifetimeMs } from './authenticate.ts'
import { rememberedForMs, type KnownDevice } from './devices/device.ts'
import { hasTwoSteps, methodsBy } from './factors/methods-of.ts'
import { findFactorFacts, type FactorFacts } from './factors/queries.ts'
import type { SessionOrigin } from './open-session.ts'
import type { Parts } from './parts.ts'
import * as queries from './queries-half.ts'
import { insertSession } from './queries-sessions.ts'
import { newToken } from '../../platform/token.ts'
import { maskEmail, maskPhone } from './staff-view/mask.ts'

/** Second proofs one half session may try; then the password is asked for again. */
export const maxHalfProofs = 5

/** From a network where somebody was signed in during this time, strangers' attempts do not lock them out. */
export const networkKnownForMs = 90 * 24 * 60 * 60_000

export type OpenedHalf = { id: string; token: string; expiresAt: Date }

/**
 * A session that opens nothing but the second proof, ten minutes long. Where a code by mail is the only thing that
 * can be asked for, it is sent at once.
 */
export async function openHalfSession(
  tx: Tx,
  parts: Pick<Parts, 'codes'>,
  half: { customerId: string; origin: SessionOrigin; known: KnownDevice | null; facts: FactorFacts },
): Promise<OpenedHalf> {
  const { customerId, origin, known, facts } = half
  const { ip, userAgent, now } = origin
  const { token, tokenHash } = newToken()
  const id = newId()
  const expiresAt = new Date(now.getTime() + halfSessionLifetimeMs)
  await insertSession(tx, {
    id,
    customer_id: customerId,
    token_hash: tokenHash,
    created_at: now,
    last_seen_at: now,
    expires_at: expiresAt,
    ended_at: null,
    end_reason: null,
    ip,
    network: networkOf(ip),
    user_agent: userAgent,
    stage: 'half',
    device_id: known?.id ?? null,
    proofs_tried: 0,
    stepped_up_at: null,
  })
  if (!hasTwoSteps(facts)) await sendFirstCode(tx, parts, { subject: id, customerId, now })
  return { id, token, expiresAt }
}

/** Somebody whose mailbox had its share of codes can still ask for one by message, or wait: the page says so. */
async function sendFirstCode(
  tx: Tx,
  { codes }: Pick<Parts, 'codes'>,
  code: { subject: string; customerId: string; now: Date },
): Promise<void> {
  try {
    await codes.askCode(tx, { ...code, purpose: 'sign_in', channel: 'email' })
  } catch (error) {
    const full = error instanceof DomainError && error.refusal.code === 'rate_limited'
    if (!full) throw error
  }
}

type SecondStep = z.input<typeof secondStepSchema>

/** What the page of the second step shows. Throws `not_signed_in` when the half session is over. */
export async function presentHalf(
  parts: Pick<Parts, 'db'>,
  half: { id: string; ip: string; now: Date; token: string | null },
): Promise<SecondStep> {
  const row = await readHalf(parts, half)
  const facts = await findFactorFacts(parts.db.read, row.customer_id)
  const methods = methodsBy(facts)
  const { code_channel: channel, code_resend_at: resendAt, code_expires_at: expiresAt } = row
  return {
    second_factor: {
      methods,
      email: maskEmail(row.email),
      phone: methods.includes('sms_code') ? maskPhone(row.phone) : null,
      code:
        channel && resendAt && expiresAt
          ? {
              method: channel === 'email' ? 'email_code' : 'sms_code',
              resend_at: resendAt.toISOString(),
              expires_at: expiresAt.toISOString(),
            }
          : null,
      remember_days: hasTwoSteps(facts) ? rememberedForMs / (24 * 60 * 60_000) : null,
      tries_left: maxHalfProofs - row.proofs_tried,
      expires_at: row.expires_at.toISOString(),
      token: half.token,
    },
  }
}

export async function readHalf(
  { db }: Pick<Parts, 'db'>,
  { id, ip, now }: { id: string; ip: string; now: Date },
): Promise<queries.HalfRow> {
  const row = await queries.findHalf(db.read, {
    id,
    network: networkOf(ip),
    now,
    knownSince: new Date(now.getTime() - networkKnownForMs),
  })
  if (!row) throw new DomainError('not_signed_in')
  return row
}
