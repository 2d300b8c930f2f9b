import type { z } from 'zod'
import type { beginPasskeySecondStep } from '../../../../contract/api/passkeys.ts'
import { requestOptions } from '../../../platform/authenticators/passkeys.ts'
import { DomainError } from '../../../platform/errors.ts'
import type { Parts } from '../parts.ts'
import { askChallenge, type PasskeyOccasion } from './challenges.ts'
import { listPasskeys } from './queries.ts'

type Question = z.input<(typeof beginPasskeySecondStep)['success']['body']>

/**
 * Asks a customer we know for one of their passkeys. Throws `transition_not_allowed` when none of theirs can answer.
 */
export async function askForPasskey(
  parts: Parts,
  { occasion, now }: { occasion: Exclude<PasskeyOccasion, { purpose: 'sign_in' }>; now: Date },
): Promise<Question> {
  const passkeys = await listPasskeys(parts.db.read, occasion.customerId)
  const known = passkeys
    .filter(each => each.suspended_at === null)
    .map(each => ({ credentialId: each.credential_id, transports: each.transports }))
  if (known.length === 0) throw new DomainError('transition_not_allowed')
  const { challenge, expiresAt, timeoutMs } = await parts.db.transaction(tx =>
    askChallenge(tx, occasion, now),
  )
  const options = requestOptions(parts.relyingParty, { challenge, known, timeoutMs })
  return { options, expires_at: expiresAt.toISOString() }
}
