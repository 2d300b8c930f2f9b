import * as contract from '../../../../contract/api/security.ts'
import type { Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { findCustomer } from '../queries.ts'
import { tokenHashOf } from '../../../platform/token.ts'
import { freezeOwn, protectFromOthers, type Protected } from './protect.ts'
import * as queries from './queries.ts'
import { wireProtected } from './wire.ts'

/**
 * Does what the link of an alert is for. The token is the proof: it was sent to the customer's own address. It can
 * only make the account safer, works once, and is used up in the transaction of its effect.
 */
export function answerAlertRoute({ db, standing }: Parts): Route {
  return route(contract.answerAlert, async ({ body, context }) => {
    const tokenHash = tokenHashOf(body.token)
    if (!tokenHash) throw new DomainError('challenge_expired')
    const { now } = context
    const answered = await db.transaction(tx => answer(tx, standing, { tokenHash, now }))
    context.audit({
      subject: answered.customerId,
      details: {
        kind: answered.kind,
        about: answered.about,
        ended_sessions: answered.endedSessions,
        ended_factors: answered.factors.ended.length,
      },
    })
    return wireProtected(answered, now)
  })
}

async function answer(
  tx: Tx,
  standing: Parts['standing'],
  { tokenHash, now }: { tokenHash: Buffer; now: Date },
): Promise<Protected & { customerId: string; kind: string; about: string }> {
  const link = await queries.useAlertLink(tx, { tokenHash, now })
  if (!link) throw new DomainError('challenge_expired')
  const { customer_id: customerId, kind, event: about } = link
  const customer = await findCustomer(tx, customerId)
  if (customer?.status === 'closed') throw new DomainError('account_closed')
  const done =
    kind === 'freeze'
      ? await freezeOwn(tx, standing, { customerId, now })
      : await protectFromOthers(tx, standing, { customerId, keep: null, now })
  return { ...done, customerId, kind, about }
}
