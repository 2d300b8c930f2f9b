import * as contract from '../../../../contract/api/personal.ts'
import { assertInvariant } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { wireClosing } from './closing.ts'
import { wireContactChange } from './contact.ts'
import { wireExport } from './data-export.ts'
import { wireNameChange } from './name-change.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries.ts'
import { newestClosing } from './queries-closing.ts'
import { currentContactChanges } from './queries-contact.ts'
import { newestExport } from './queries-export.ts'

/** Everything about one's own data that is under way, for one page. */
export function getPersonalChangesRoute(parts: PersonalParts): Route {
  return route(contract.getPersonalChanges, async ({ context }) => {
    const { customerId } = context.principal
    const { now } = context
    const db = parts.db.read
    const [name, contacts, dataExport, closing, password] = await Promise.all([
      queries.findOpenNameChange(db, customerId),
      currentContactChanges(db, { customerId, now }),
      newestExport(db, customerId),
      newestClosing(db, customerId),
      queries.findPassword(db, customerId),
    ])
    assertInvariant(password !== undefined, 'a signed-in customer has a password')
    const contactOf = (kind: 'email' | 'phone') => {
      const change = contacts.find(each => each.kind === kind)
      return change ? wireContactChange(change, now) : null
    }
    return {
      name: name ? wireNameChange(name) : null,
      email: contactOf('email'),
      phone: contactOf('phone'),
      data_export: dataExport ? wireExport(dataExport, now) : null,
      closing: closing ? wireClosing(closing) : null,
      password_changed_at: password.changed_at.toISOString(),
    }
  })
}
