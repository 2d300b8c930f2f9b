import * as contract from '../../../../contract/api/recovery.ts'
import type { Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { CodeVerdict } from '../codes/codes.ts'
import { newToken } from '../../../platform/token.ts'
import type { RecoveryParts } from './parts.ts'
import { customerOf, wireAccount } from './proved-account.ts'
import * as queries from './queries.ts'
import { tokenLifetimeMs } from './times.ts'

type Outcome = { verdict: Exclude<CodeVerdict, 'right'> } | { verdict: 'right'; customerId: string }

/**
 * Takes the code of the message for a token. Whoever has both the id of the recovery, which only the browser that
 * began it knows, and the code, which only the reader of the message knows, may choose a new password, once.
 */
export function proveRecoveryRoute(parts: RecoveryParts): Route {
  return route(contract.proveRecovery, async ({ params, body, context }) => {
    const id = params.recovery
    const { now } = context
    context.audit({ subject: id })
    const { token, tokenHash } = newToken()
    const expiresAt = new Date(now.getTime() + tokenLifetimeMs)
    const outcome = await parts.db.transaction(tx =>
      attempt(tx, parts, { id, code: body.code, tokenHash, now, expiresAt }),
    )
    if (outcome.verdict === 'wrong') throw new DomainError('code_invalid')
    if (outcome.verdict !== 'right') throw await refusal(parts, id)
    context.audit({ actor: outcome.customerId, subject: outcome.customerId })
    const customer = await customerOf(parts.db.read, outcome.customerId)
    return {
      token,
      expires_at: expiresAt.toISOString(),
      ...(await wireAccount(parts.db.read, customer)),
    }
  })
}

async function attempt(
  tx: Tx,
  parts: RecoveryParts,
  {
    id,
    code,
    tokenHash,
    now,
    expiresAt,
  }: {
    id: string
    code: string
    tokenHash: Buffer
    now: Date
    expiresAt: Date
  },
): Promise<Outcome> {
  const verdict = await parts.codes.takeCode(tx, { subject: id, purpose: 'recovery', code, now })
  if (verdict !== 'right') return { verdict }
  const customerId = await queries.markProved(tx, { id, tokenHash, now, expiresAt })
  return customerId === undefined ? { verdict: 'expired' } : { verdict: 'right', customerId }
}

async function refusal(parts: RecoveryParts, id: string): Promise<DomainError> {
  const recovery = await queries.findRecovery(parts.db.read, id)
  return new DomainError(recovery ? 'challenge_expired' : 'not_found')
}
