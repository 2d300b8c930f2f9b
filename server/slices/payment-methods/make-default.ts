import { makePaymentMethodDefault } from '../../../contract/api/payment-methods.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { PaymentMethodsDeps } from './deps.ts'
import { fromRow, isUsable, presentMethod } from './method.ts'
import * as queries from './queries.ts'

/** Another's method is answered like one that never was; one that cannot be used is not offered first. */
export function makeDefaultRoute({ db }: Pick<PaymentMethodsDeps, 'db'>): Route {
  return route(makePaymentMethodDefault, async ({ params, context }) => {
    const own = { id: params.payment_method, customerId: context.principal.customerId }
    const row = await db.transaction(async tx => {
      await queries.holdCustomer(tx, own.customerId)
      const found = await queries.findMethod(tx, own)
      if (!found || found.removed_at !== null) throw new DomainError('not_found')
      if (!isUsable(fromRow(found))) throw new DomainError('transition_not_allowed')
      await queries.clearDefault(tx, own.customerId, found.kind)
      const made = await queries.setDefault(tx, own)
      if (!made) throw new DomainError('not_found')
      return made
    })
    context.audit({ subject: row.id, details: { label: row.label } })
    return presentMethod(fromRow(row))
  })
}
