import { toTypeId } from '../../../contract/ids.ts'
import { pageText } from '../../platform/messages.ts'
import type { Deposit } from './deposit.ts'
import type { FundingDeps } from './deps.ts'
import type { Order } from './rails/rail.ts'
import { after, pageLifeMs } from './schedule.ts'

/** What the counterparty is asked to collect for a deposit: the same whenever and by whomever it is asked. */
export function orderOf(
  { publicUrl, operatorName }: FundingDeps,
  deposit: Deposit,
  { customer, token }: Pick<Order, 'customer' | 'token'>,
): Order {
  const { id, number, amount, locale, createdAt } = deposit
  const returnUrl = `${publicUrl}/app/add-money/${toTypeId('deposit', id)}`
  return {
    id,
    number,
    amount,
    locale,
    label: `${operatorName} · ${pageText('top_up_label', locale)}`,
    expiresAt: after(createdAt, pageLifeMs),
    paidUrl: `${returnUrl}?returned=paid`,
    backUrl: `${returnUrl}?returned=back`,
    customer,
    token,
    save: deposit.saveMethod,
  }
}
