import { verifyAuditChain } from '../../contract/api/audit.ts'
import { headText, readHeadText, verifyChain } from '../platform/audit-sealer.ts'
import { DomainError } from '../platform/errors.ts'
import { route, type Route } from '../platform/http/route.ts'
import type { ConsoleParts } from './parts.ts'

/** What can be hashed again within the time a person waits; the whole is `npm run okpay -- ledger:verify`. */
const newestEntries = 100_000

export function verifyAuditChainRoute({ db }: ConsoleParts): Route {
  return route(verifyAuditChain, async ({ body, context }) => {
    const expected = body.head === undefined ? undefined : readHeadText(body.head)
    if (body.head !== undefined && expected === undefined)
      throw new DomainError('validation_failed', { fields: [{ path: 'head', code: 'malformed' }] })
    const { head, waiting, checked, findings } = await verifyChain(db, { newest: newestEntries, expected })
    context.audit({ details: { unbroken: findings.length === 0, head: head ? headText(head) : null } })
    return {
      unbroken: findings.length === 0,
      checked,
      total: (head?.position ?? 0n).toString(),
      waiting,
      head: head ? headText(head) : null,
      findings,
      verified_at: context.now.toISOString(),
    }
  })
}
