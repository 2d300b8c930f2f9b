import type { Client } from 'pg'
import { z } from 'zod'
import { exponentOf, isCurrency, parseAmount } from '../../contract/money.ts'
import { findUnfinished, operatorBalances, paymentOrders, type Unfinished } from './queries.ts'
import { steer } from './talk.ts'
import type { World } from './world.ts'

/** By how much two books differ in one currency, in minor units, and which. */
export type Difference = { books: string; currency: string; ours: bigint; theirs: bigint }

const bankBooksSchema = z.object({
  accounts: z.array(z.object({ balance: z.object({ value: z.string(), currency: z.string() }) })),
})

const acquirerBalanceSchema = z.object({
  available: z.array(z.object({ amount: z.int(), currency: z.string() })),
  pending: z.array(z.object({ amount: z.int(), currency: z.string() })),
})

const walletBalanceSchema = z.record(z.string(), z.string())

function minorOf({ value, currency }: { value: string; currency: string }): bigint {
  if (!isCurrency(currency)) throw new Error(`${currency} is no currency of ours`)
  const minor = parseAmount(value.replace(/^-/, ''), exponentOf(currency))
  if (typeof minor === 'string') throw new Error(`${value} is no amount`)
  return value.startsWith('-') ? -minor : minor
}

async function atTheBank(world: World): Promise<Map<string, bigint>> {
  const books = bankBooksSchema.parse(await steer(world.bankUrl, 'GET', '/steer/api/books?limit=1'))
  return new Map(books.accounts.map(({ balance }) => [balance.currency, minorOf(balance)]))
}

async function atTheAcquirer(world: World, secretKey: string): Promise<Map<string, bigint>> {
  const answer = await fetch(`${world.acquirerUrl}/v1/balance`, {
    headers: { authorization: `Bearer ${secretKey}` },
  })
  const { available, pending } = acquirerBalanceSchema.parse(await answer.json())
  const sums = new Map<string, bigint>()
  for (const { amount, currency } of [...available, ...pending]) {
    const code = currency.toUpperCase()
    sums.set(code, (sums.get(code) ?? 0n) + BigInt(amount))
  }
  return sums
}

async function atTheWallet(world: World): Promise<Map<string, bigint>> {
  const sums = walletBalanceSchema.parse(await steer(world.ewalletUrl, 'GET', '/steer/api/balances'))
  return new Map(Object.entries(sums).map(([currency, sum]) => [currency.toUpperCase(), BigInt(sum)]))
}

/**
 * Every counterparty's books against ours, currency by currency. `safeguarding:bank` must say what the bank says;
 * `clearing:bank` must be empty, because everything the bank booked has found its owner; `clearing:<rail>` is what
 * an acquirer and a wallet owe us.
 */
export async function compareBooks(world: World, client: Client, secretKey: string): Promise<Difference[]> {
  const balances = await operatorBalances(client)
  const ours = (purpose: string, currency: string): bigint =>
    balances.find(each => each.purpose === purpose && each.currency === currency)?.balance ?? 0n
  const [bank, acquirer, wallet] = await Promise.all([
    atTheBank(world),
    atTheAcquirer(world, secretKey),
    atTheWallet(world),
  ])
  const currencies = new Set([...bank.keys(), ...balances.map(({ currency }) => currency)])
  const compared = Array.from(currencies).flatMap(currency => {
    // Assets are on the debit side, which our sums have as negative.
    const owed = (purpose: string) => -ours(purpose, currency)
    return [
      { books: 'bank', currency, ours: owed('safeguarding:bank'), theirs: bank.get(currency) ?? 0n },
      { books: 'clearing with the bank', currency, ours: owed('clearing:bank'), theirs: 0n },
      { books: 'acquirer', currency, ours: owed('clearing:card'), theirs: acquirer.get(currency) ?? 0n },
      { books: 'e-wallet', currency, ours: owed('clearing:ewallet'), theirs: wallet.get(currency) ?? 0n },
    ]
  })
  return compared.filter(({ ours: one, theirs }) => one !== theirs)
}

const entriesSchema = z.object({
  entries: z.array(z.object({ seq: z.int(), kind: z.string(), end_to_end_id: z.string().nullable() })),
})

/** How often the bank paid and how often it brought back what has one of our references. */
export type BankMoves = Map<string, { paid: number; returned: number }>

/** From the bank's own books, entry by entry: what it did, whatever we believe. */
export async function movesAtTheBank(world: World): Promise<BankMoves> {
  const moves: BankMoves = new Map()
  for (let after = 0; ;) {
    const page = entriesSchema.parse(
      await steer(world.bankUrl, 'GET', `/steer/api/books?after=${after}&limit=5000`),
    )
    for (const { kind, end_to_end_id: reference } of page.entries) {
      if (reference === null || (kind !== 'payment' && kind !== 'return')) continue
      const { paid, returned } = moves.get(reference) ?? { paid: 0, returned: 0 }
      moves.set(
        reference,
        kind === 'payment' ? { paid: paid + 1, returned } : { paid, returned: returned + 1 },
      )
    }
    const last = page.entries.at(-1)
    if (!last) return moves
    after = last.seq
  }
}

/** Payments of which the bank's books say something else than ours, one by one: sums could agree by luck. */
export async function compareOrders(client: Client, moves: BankMoves): Promise<string[]> {
  const orders = await paymentOrders(client)
  const known = new Set(orders.map(({ reference }) => reference))
  const unknown = Array.from(moves.keys()).filter(reference => !known.has(reference))
  return [
    ...unknown.map(reference => `the bank moved ${reference}, which nobody ordered`),
    ...orders.flatMap(({ reference, status }) => {
      const { paid, returned } = moves.get(reference) ?? { paid: 0, returned: 0 }
      // What never left may have been paid and brought back at once.
      const arrived = status === 'settled' ? 1 : 0
      return paid - returned === arrived && (paid > 0 || status !== 'returned')
        ? []
        : [`${reference} is ${status}; the bank paid it ${paid} times and brought it back ${returned} times`]
    }),
  ]
}

export type Ends = { waiting: number; overdue: Unfinished[] }

/**
 * What of all that was ordered has not ended. It may wait only as long as its own deadline says; what is past it is
 * overdue.
 */
export async function countEnds(client: Client, now: Date): Promise<Ends> {
  const unfinished = await findUnfinished(client)
  const overdue = unfinished.filter(({ expectedBy }) => expectedBy === null || expectedBy <= now)
  return { waiting: unfinished.length, overdue }
}
