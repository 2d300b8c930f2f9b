import { currencies, type Currency, type WireMoney } from '../../contract/money.ts'
import { isZero } from './format.ts'

type Balance = { currency: Currency; available: WireMoney }

/** What a form begins with: the first currency there is money in. */
export function usualCurrency(balances: readonly Balance[] | undefined): Currency {
  const first = balances?.find(({ available }) => !isZero(available)) ?? balances?.[0]
  return first?.currency ?? currencies[0]
}
