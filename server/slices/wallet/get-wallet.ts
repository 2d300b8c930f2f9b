import { getWallet, type walletSchema } from '../../../contract/api/wallet.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { currencies, money, toWireMoney } from '../../../contract/money.ts'
import type { z } from 'zod'
import type { Db } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { balancesOf } from '../ledger/index.ts'
import * as queries from './queries.ts'

export function getWalletRoute(db: Db): Route {
  return route(getWallet, async ({ context }) => {
    const wallet = await walletOf(db, context.principal.customerId)
    if (!wallet) throw new DomainError('not_found')
    return wallet
  })
}

/** Every currency is listed, also those never used, so that a client need not know which exist. */
export async function walletOf(
  db: Db,
  customerId: string,
): Promise<z.input<typeof walletSchema> | undefined> {
  const [wallet, balances] = await Promise.all([
    queries.findWallet(db.read, customerId),
    balancesOf(db.pool, customerId),
  ])
  return (
    wallet && {
      id: toTypeId('wallet', wallet.id),
      account_number: wallet.account_number,
      balances: currencies.map(currency => ({
        currency,
        available: toWireMoney(money(balances.get(`available/${currency}`) ?? 0n, currency)),
        reserved: toWireMoney(money(balances.get(`reserved/${currency}`) ?? 0n, currency)),
      })),
    }
  )
}
