import { isCurrency, money, toWireMoney, type Currency } from '../../contract/money.ts'
import type { Db } from '../platform/db.ts'
import { assertInvariant } from '../platform/errors.ts'
import { railHealth } from '../slices/bank-rail/index.ts'
import { availableAt, balancesOf, outgoingStop } from '../slices/ledger/index.ts'
import type { CustomerFacts, DeclinedTransaction, ReadTransaction } from '../slices/wallet/index.ts'
import type { DiagnosisFacts } from './facts.ts'

export type DiagnosisParts = {
  db: Db
  operator: { name: string; timeZone: string }
  explain: (which: {
    ownerId: string
    number: string
  }) => Promise<{ transaction: ReadTransaction; decline: DeclinedTransaction | null } | undefined>
  statusOf: (customerIds: readonly string[]) => Promise<ReadonlyMap<string, CustomerFacts>>
}

/** Reads everything the rules may want, or undefined where this customer has no such transaction. */
export async function gatherFacts(
  { db, explain, statusOf }: DiagnosisParts,
  { ownerId, number, now }: { ownerId: string; number: string; now: Date },
): Promise<DiagnosisFacts | undefined> {
  const explained = await explain({ ownerId, number })
  if (!explained) return undefined
  const { transaction, decline } = explained
  const { currency } = transaction.amount
  assertInvariant(isCurrency(currency), 'a transaction is in a currency we know')
  const at = new Date(transaction.created_at)
  const [customers, then, balances, stop, bank] = await Promise.all([
    statusOf([ownerId]),
    availableAt(db.read, { ownerId, currency, at }),
    balancesOf(db.pool, ownerId),
    outgoingStop(db.read),
    railHealth(db.pool),
  ])
  const customer = customers.get(ownerId)
  assertInvariant(customer !== undefined, 'whoever has a transaction exists')
  return {
    transaction,
    decline,
    customer,
    availableThen: wire(then, currency),
    availableNow: wire(balances.get(`available/${currency}`) ?? 0n, currency),
    needed: transaction.amount,
    outgoingStopped: stop?.since ?? null,
    bankDown: bank.state === 'down' ? bank.since : null,
    now,
  }
}

const wire = (minor: bigint, currency: Currency) => toWireMoney(money(minor, currency))
