import { revealCustomer, type RevealableField } from '../../contract/api/console.ts'
import { toTypeId } from '../../contract/ids.ts'
import { DomainError } from '../platform/errors.ts'
import { route, type Route } from '../platform/http/route.ts'
import { customersById, sessionsForStaff } from '../slices/identity/index.ts'
import { walletOf } from '../slices/wallet/index.ts'
import { factsOfCause } from './cause.ts'
import type { ConsoleParts } from './parts.ts'

/** How long the console shows what was revealed: long enough to read it out, too short to leave it on a screen. */
const shownSeconds = 120

type Values = {
  email?: string
  phone?: string
  account_number?: string
  session_ips?: { session: string; ip: string }[]
}

/** Shows what is masked, once, to whoever says why. The entry is written before the answer, or there is no answer. */
export function revealCustomerRoute(parts: ConsoleParts): Route {
  return route(revealCustomer, async ({ params, body, context }) => {
    const { customer: customerId } = params
    const fields = Array.from(new Set(body.fields)).sort()
    context.audit({ subject: customerId, details: { fields }, ...factsOfCause(body) })
    const values = await read(parts, { customerId, fields, now: context.now })
    return { values, shown_seconds: shownSeconds }
  })
}

async function read(
  { db }: ConsoleParts,
  { customerId, fields, now }: { customerId: string; fields: readonly RevealableField[]; now: Date },
): Promise<Values> {
  const [customer] = await customersById(db.read, [customerId])
  if (!customer) throw new DomainError('not_found')
  const values: Values = {}
  for (const field of fields)
    switch (field) {
      case 'email':
      case 'phone':
        values[field] = customer[field]
        break
      case 'account_number': {
        const wallet = await walletOf(db, customerId)
        if (wallet) values.account_number = wallet.account_number
        break
      }
      case 'session_ips': {
        const sessions = await sessionsForStaff(db.read, { customerId, now })
        values.session_ips = sessions.map(({ id, ip }) => ({ session: toTypeId('session', id), ip }))
        break
      }
    }
  return values
}
