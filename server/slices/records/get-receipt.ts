import { getTransactionReceipt } from '../../../contract/api/trace.ts'
import { DomainError } from '../../platform/errors.ts'
import { file, route, type Route } from '../../platform/http/route.ts'
import { holderOf } from '../wallet/index.ts'
import type { RecordsDeps } from './deps.ts'
import { receiptPages } from './receipt.ts'

/** A receipt where the transaction offers one: not of what was never carried out. */
export function getTransactionReceiptRoute(deps: RecordsDeps): Route {
  return route(getTransactionReceipt, async ({ params, context }) => {
    const { customerId: ownerId, locale } = context.principal
    const [transaction, holder] = await Promise.all([
      deps.readTransaction({ ownerId, number: params.number }),
      holderOf(deps.db.read, ownerId),
    ])
    if (!transaction || !holder) throw new DomainError('not_found')
    if (!transaction.actions.includes('receipt')) throw new DomainError('transition_not_allowed')
    const pages = receiptPages(transaction, {
      holder,
      reader: { locale, timeZone: deps.operator.timeZone },
      operator: deps.operator.name,
      publicUrl: deps.publicUrl,
      now: context.now,
    })
    const bytes = await deps.printer.print(pages)
    return file({ bytes, saveAs: `okpay-receipt-${transaction.number}.pdf`, immutable: false })
  })
}
