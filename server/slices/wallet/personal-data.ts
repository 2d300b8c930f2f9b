import type { OpenItem } from '../../../contract/api/account-closing.ts'
import { isCurrency, money, toWireMoney } from '../../../contract/money.ts'
import { grouped } from '../../../contract/check-digit.ts'
import type { Locale } from '../../../contract/schemas.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { pageText } from '../../platform/messages.ts'
import { heldBy } from '../ledger/index.ts'
import * as queries from './queries.ts'
import { exportRecords } from './queries-records.ts'

/** What this slice says where a customer changes, takes along or leaves behind their data. */

/** Money is in the way of a closing: what can be spent, and what is reserved for something under way. */
export async function openMoney(db: ReadDb, customerId: string): Promise<OpenItem[]> {
  const held = await heldBy(db, customerId)
  return held.map(({ purpose, currency, balance }) => {
    assertInvariant(isCurrency(currency), 'an account is in a currency we know')
    return {
      kind: purpose === 'reserved' ? 'reserved' : 'balance',
      amount: toWireMoney(money(balance, currency)),
      number: null,
      reason: null,
    }
  })
}

/** The name on the account follows the customer's, once it was accepted. */
export async function renameHolder(tx: Tx, change: { customerId: string; name: string }): Promise<void> {
  await queries.renameHolder(tx, change)
}

/** The account number, for the confirmation a former customer keeps. */
export async function accountLine(
  db: ReadDb,
  customerId: string,
  locale: Locale,
): Promise<{ label: string; value: string }[]> {
  const wallet = await queries.findWallet(db, customerId)
  return wallet ? [{ label: pageText('closing_account', locale), value: grouped(wallet.account_number) }] : []
}

/** Whose name and number stand on documents about an account. */
export async function holderOf(
  db: ReadDb,
  customerId: string,
): Promise<{ holderName: string; accountNumber: string } | undefined> {
  const wallet = await queries.findWallet(db, customerId)
  return wallet && { holderName: wallet.holder_name, accountNumber: wallet.account_number }
}

/** The wallet and every transaction as its owner saw it. */
export const walletData = {
  name: 'wallet',
  async read(db: ReadDb, customerId: string): Promise<unknown> {
    const wallet = await queries.findWallet(db, customerId)
    const balances = await heldBy(db, customerId)
    return { wallet, balances_in_minor_units: balances, transactions: await exportRecords(db, customerId) }
  },
}
