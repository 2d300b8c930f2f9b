import { getCustomerPage } from '../../contract/api/console.ts'
import { DomainError } from '../platform/errors.ts'
import { route, type Route } from '../platform/http/route.ts'
import { customerForStaff } from '../slices/identity/index.ts'
import { maskAccountNumber, walletOf } from '../slices/wallet/index.ts'
import { toTypeId } from '../../contract/ids.ts'
import type { ConsoleParts } from './parts.ts'
import { presentRestriction, presentSession } from './present-customer.ts'
import { maskEmail, maskPhone } from '../slices/identity/index.ts'

/** A customer, from several slices, everything that identifies them elsewhere masked. */
export function getCustomerPageRoute({ db }: ConsoleParts): Route {
  return route(getCustomerPage, async ({ params, context }) => {
    const { customer: customerId } = params
    context.audit({ subject: customerId })
    const [found, wallet] = await Promise.all([
      customerForStaff(db.read, { customerId, now: context.now }),
      walletOf(db, customerId),
    ])
    if (!found || !wallet) throw new DomainError('not_found')
    const { customer, restrictions, sessions } = found
    return {
      id: toTypeId('customer', customer.id),
      name: customer.name,
      status: customer.status,
      email: maskEmail(customer.email),
      phone: maskPhone(customer.phone),
      locale: customer.locale,
      created_at: customer.created_at.toISOString(),
      wallet: { account_number: maskAccountNumber(wallet.account_number), balances: wallet.balances },
      restrictions: restrictions.map(presentRestriction),
      sessions: sessions.map(presentSession),
    }
  })
}
