import * as identity from '../../../contract/api/identity.ts'
import type { Tx } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { completeRegistration } from './complete-registration.ts'
import { hashLinkToken } from './one-time-code.ts'
import type { Parts } from './parts.ts'
import * as queries from './queries-registration.ts'
import type { CustomerRow } from './tables.ts'

type Outcome = { kind: 'proved'; customer: CustomerRow } | { kind: 'taken' } | { kind: 'over' }

/**
 * Proves the address with the link. Whoever opens it reads the mailbox, but need not be who chose the password:
 * the account is opened and nobody is signed in.
 */
export function confirmEmailByLinkRoute(parts: Parts): Route {
  return route(identity.confirmEmailByLink, async ({ body, context }) => {
    const linkHash = hashLinkToken(body.token)
    const outcome = await parts.db.transaction(tx => attempt(tx, parts, { linkHash, now: context.now }))
    switch (outcome.kind) {
      case 'proved':
        context.audit({ actor: outcome.customer.id, subject: outcome.customer.id })
        return { email: outcome.customer.email }
      case 'taken':
        throw new DomainError('email_taken')
      case 'over':
        throw refusal(await queries.findLink(parts.db.read, linkHash))
    }
  })
}

async function attempt(
  tx: Tx,
  parts: Parts,
  { linkHash, now }: { linkHash: Buffer; now: Date },
): Promise<Outcome> {
  const consumed = await queries.consumeLink(tx, { linkHash, now })
  if (!consumed) return { kind: 'over' }
  const customer = await completeRegistration(tx, parts, { registrationId: consumed.registration_id, now })
  return customer ? { kind: 'proved', customer } : { kind: 'taken' }
}

/** A link that a newer one replaced is not in the database any more: it is invalid like one that never was. */
function refusal(link: { consumed_at: Date | null } | undefined): DomainError {
  if (!link) return new DomainError('code_invalid')
  return new DomainError(link.consumed_at === null ? 'challenge_expired' : 'email_taken')
}
