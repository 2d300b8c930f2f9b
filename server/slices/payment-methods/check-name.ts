import { checkName } from '../../../contract/api/payment-methods.ts'
import { holderOnOrder } from '../../../contract/corridors/index.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { checkedAccount, checkSubject } from './bank-account.ts'
import type { PaymentMethodsDeps } from './deps.ts'
import * as queries from './queries.ts'

/** How long an answer of the bank is good for adding the account. */
export const nameCheckLifeMs = 30 * 60_000

/**
 * Asks the account's bank for the name and keeps the answer, so that adding the account rests on what the bank said and
 * not on what the browser says it said. The bank is asked before the transaction. The name the bank has is somebody's who
 * may not be our customer: it is shown, and not kept.
 */
export function checkNameRoute({ db, codeKey, nameChecker }: PaymentMethodsDeps): Route {
  return route(checkName, async ({ body, context }) => {
    const { customerId } = context.principal
    const account = checkedAccount(body.account)
    const holderName = body.holder_name.trim()
    // Known now: an order in letters the banks cannot read would be rejected after the money was set aside.
    if (holderOnOrder(account.country, holderName) === undefined)
      throw new DomainError('validation_failed', { fields: [{ path: 'holder_name', code: 'not_latin' }] })
    const id = newId()
    const { result, name, reference } = await nameChecker.check({ id, name: holderName, account })
    await db.transaction(tx =>
      queries.insertNameCheck(tx, {
        id,
        customer_id: customerId,
        subject: checkSubject(codeKey, account, holderName),
        result,
        reference,
        checked_at: context.now,
      }),
    )
    context.audit({ subject: id, details: { result } })
    return {
      id: toTypeId('nameCheck', id),
      result,
      name,
      account: { country: account.country, currency: account.currency, fields: { ...account.fields } },
      valid_until: new Date(context.now.getTime() + nameCheckLifeMs).toISOString(),
    }
  })
}
