import * as contract from '../../../../contract/api/recovery.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { hashToken } from '../../../platform/token.ts'
import type { RecoveryParts } from './parts.ts'
import { provedCustomer, wireAccount } from './proved-account.ts'

/** For the page behind the link of a mail: whose account it is, before a password is chosen. Reads only. */
export function lookUpRecoveryRoute({ db }: RecoveryParts): Route {
  return route(contract.lookUpRecovery, async ({ params, body, context }) => {
    const proof = { id: params.recovery, tokenHash: hashToken(body.token), now: context.now }
    const { customer, expiresAt } = await provedCustomer(db.read, proof)
    return { expires_at: expiresAt.toISOString(), ...(await wireAccount(db.read, customer)) }
  })
}
