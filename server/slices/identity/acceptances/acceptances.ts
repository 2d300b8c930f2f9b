import * as registration from '../../../../contract/api/registration.ts'
import type { ReadDb } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import * as queries from './queries.ts'

/** The version of each text that is in force. */
export type LegalVersions = Readonly<Record<registration.LegalDocument, string>>

type AcceptanceParts = Pick<Parts, 'db' | 'legalVersions'>

export function listAcceptancesRoute(parts: AcceptanceParts): Route {
  return route(
    registration.listAcceptances,
    async ({ context }) => await acceptancesOf(parts.db.read, context.principal.customerId, parts),
  )
}

/** Only what is in force can be accepted: nobody agrees to a text that was shown yesterday and is another today. */
export function acceptDocumentRoute(parts: AcceptanceParts): Route {
  return route(registration.acceptDocument, async ({ body, context }) => {
    const { document, version } = body
    if (parts.legalVersions[document] !== version)
      throw new DomainError('validation_failed', { fields: [{ path: 'version', code: 'terms_outdated' }] })
    const { customerId } = context.principal
    const accepted = [{ document, version, acceptedAt: context.now }]
    await parts.db.transaction(tx => queries.insertAcceptances(tx, { customerId, accepted }))
    context.audit({ subject: customerId, details: body })
    return await acceptancesOf(parts.db.read, customerId, parts)
  })
}

async function acceptancesOf(db: ReadDb, customerId: string, { legalVersions }: AcceptanceParts) {
  const accepted = await queries.findAcceptances(db, customerId)
  return {
    data: accepted.map(({ document, version, acceptedAt }) => ({
      document,
      version,
      accepted_at: acceptedAt.toISOString(),
    })),
    due: registration.legalDocuments
      .map(document => ({ document, version: legalVersions[document] }))
      .filter(
        ({ document, version }) =>
          !accepted.some(one => one.document === document && one.version === version),
      ),
  }
}
