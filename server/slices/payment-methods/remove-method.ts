import { removePaymentMethod } from '../../../contract/api/payment-methods.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { tellMethod } from './add-method.ts'
import type { PaymentMethodsDeps } from './deps.ts'
import { fromRow } from './method.ts'
import * as queries from './queries.ts'

/**
 * Forgets a method for everything to come; what is under way with it goes on, because its order has left or will leave
 * with the account it was given. Taking a way for money away needs no proof, adding one does.
 */
export function removeMethodRoute({ db }: Pick<PaymentMethodsDeps, 'db'>): Route {
  return route(removePaymentMethod, async ({ params, context }) => {
    const { now } = context
    const own = { id: params.payment_method, customerId: context.principal.customerId }
    const removed = await db.transaction(async tx => {
      await queries.holdCustomer(tx, own.customerId)
      const row = await queries.removeMethod(tx, { ...own, now })
      if (!row) throw new DomainError('not_found')
      await queries.promoteNext(tx, own.customerId, row.kind)
      await tellMethod(tx, 'payment_method.removed', fromRow(row), now)
      return row
    })
    context.audit({ subject: removed.id, details: { label: removed.label } })
    return undefined
  })
}
