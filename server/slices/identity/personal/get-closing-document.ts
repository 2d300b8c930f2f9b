import * as contract from '../../../../contract/api/account-closing.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { file, route, type Route } from '../../../platform/http/route.ts'
import { findCustomer } from '../queries.ts'
import { closingDocument, isDocumentToken } from './closing-document.ts'
import type { PersonalParts } from './parts.ts'
import { findClosing } from './queries-closing.ts'

/** The confirmation, to whoever has the mail: a closed account cannot be signed in to any more. */
export function getClosingDocumentRoute(parts: PersonalParts): Route {
  return route(contract.getClosingDocument, async ({ params, body, context }) => {
    const id = params.account_closing
    if (!isDocumentToken(parts.codeKey, id, body.token)) throw new DomainError('not_found')
    const closing = await findClosing(parts.db.read, id)
    if (closing?.state !== 'closed') throw new DomainError('not_found')
    const customer = await findCustomer(parts.db.read, closing.customer_id)
    assertInvariant(customer !== undefined, 'customers are never deleted')
    context.audit({ subject: customer.id })
    const lines = await parts.closingLines(parts.db.read, customer.id, customer.locale)
    const html = closingDocument({ closing, customer, lines, operator: parts.operator })
    return file({ bytes: Buffer.from(html, 'utf8'), saveAs: 'okpay-account-closed.html', immutable: false })
  })
}
