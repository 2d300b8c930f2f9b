import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { currencies, type Currency, type WireMoney } from '../../contract/money.ts'
import { isZero } from './format.ts'
import { walletQuery } from './queries.ts'

/** What most readers of a language pay with, where nothing else is known of them; one tap away from any other. */
export const currencyOfReaders = { 'zh-CN': 'CNY', en: 'EUR' } as const

type Balance = { currency: Currency; available: WireMoney }

/** What a form begins with: the first currency there is money in. */
function usualCurrency(balances: readonly Balance[] | undefined): Currency {
  const first = balances?.find(({ available }) => !isZero(available)) ?? balances?.[0]
  return first?.currency ?? currencies[0]
}

/**
 * The currency a form of an amount begins with, unknown until the wallet has come. From then on it stays, whatever
 * happens to the balances: an amount must not become one of another currency under the hands of who types it.
 */
export function useUsualCurrency(): Currency | undefined {
  const { data } = useQuery(walletQuery)
  const [first, setFirst] = useState<Currency>()
  if (first === undefined && data) setFirst(usualCurrency(data.balances))
  return first
}
