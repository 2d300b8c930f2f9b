import { createHash, randomUUID } from 'node:crypto'
import { bankingYears } from '../../../contract/banking-days.ts'
import { fromTypeId } from '../../../contract/ids.ts'
import type { Person, TestApp } from '../../../test/factories/app.ts'
import { batchOrders } from '../bank-rail/batch.ts'
import { entryDecider } from '../bank-rail/decide-entry.ts'
import type { PaymentOrder } from '../bank-rail/index.ts'
import { moveOrder } from '../bank-rail/order.ts'
import type { OrderMove } from '../bank-rail/order-states.ts'
import { lockOrders, updateOrders } from '../bank-rail/queries-orders.ts'
import { createLogger } from '../../platform/log.ts'
import { runStatements } from '../../platform/statement.ts'
import { operatorStream } from '../ledger/index.ts'

export const eur = (value: string) => ({ value, currency: 'EUR' })

const germanIbans = [
  'DE89370400440532013000',
  'DE02120300000000202051',
  'DE02500105170137075030',
  'DE02300104440121200011',
]

/** What tests of withdrawals do with a world: keep bank accounts, order, and speak for the bank. */
export function withdrawalsIn(world: TestApp) {
  return { ...customersOf(world), ...bankOf(world), ...booksOf(world) }
}

type Wish = { value?: string; key?: string; expected_fee?: unknown }

function customersOf(world: TestApp) {
  const { call, callConfirmed } = world

  /** A bank account of somebody; the name on it cannot be checked in tests, and they were told so. */
  async function bankAccount(who: Person, number = 0): Promise<string> {
    const account = { country: 'DE', fields: { iban: germanIbans[number] ?? '' } }
    const named = { account, holder_name: 'Erika Mustermann' }
    const check = await call('POST', '/v1/name_checks', { token: who.token, body: named })
    const added = await callConfirmed('POST', '/v1/payment_methods', {
      token: who.token,
      body: { kind: 'bank_account', ...named, name_check: check.body.id, despite_name_check: true },
    })
    if (added.status !== 201) throw new Error(JSON.stringify(added.body))
    return added.body.id
  }

  const order = (who: Person, method: string, { value = '25.00', key, expected_fee }: Wish = {}) =>
    callConfirmed('POST', '/v1/withdrawals', {
      token: who.token,
      body: { payment_method: method, amount: eur(value), ...(expected_fee ? { expected_fee } : {}) },
      ...(key ? { key } : {}),
    })

  /** A withdrawal that was accepted, of somebody who has nothing else to do. */
  async function ordered(value = '25.00', balance = 100_00n) {
    const who = await world.person({ EUR: balance })
    const method = await bankAccount(who)
    const { status, body } = await order(who, method, { value })
    if (status !== 201) throw new Error(JSON.stringify(body))
    return { who, method, id: String(body.id), uuid: fromTypeId('withdrawal', body.id) ?? '' }
  }

  const get = async (who: Person, id: string) =>
    (await call('GET', `/v1/withdrawals/${id}`, { token: who.token })).body

  const cancel = (who: Person, id: string) =>
    call('POST', `/v1/withdrawals/${id}/cancel`, { token: who.token, key: null })

  return { bankAccount, order, ordered, get, cancel }
}

/** One move of the bank's: `reason` is an ISO code. */
type Move = OrderMove | { move: OrderMove; reason: string }

function bankOf({ app }: TestApp) {
  const orderOf = (uuid: string) => readOrder(app, uuid)

  /** Moves the order as the bank rail does; false where it may not be moved so any more. */
  async function move(uuid: string, what: OrderMove, reason: string | null = null): Promise<boolean> {
    const order = await orderOf(uuid)
    if (what === 'settle' || what === 'return')
      return await bookEntry(app, order, { side: what === 'settle' ? 'debit' : 'credit', reason })
    return await moveLocked(app, order.id, { what, reason })
  }

  async function run(name: string): Promise<void> {
    const { bankRail, withdrawals } = app.slices
    const job = [...bankRail.jobs, ...withdrawals.jobs].find(each => each.name === name)
    if (!job) throw new Error(`there is no job ${name}`)
    await job.run(job.payload.parse({}), { attempt: 1, isLastAttempt: false })
  }

  /** Tells clients what there is to tell, as the job of every minute does. */
  const tell = () => run('bank_rail.tell')
  const sweep = () => run('withdrawals.sweep')

  /** Lets the bank say something about an order and tells it to the withdrawal. */
  async function bankSays(uuid: string, ...moves: Move[]): Promise<void> {
    for (const each of moves) {
      const { move: what, reason } = typeof each === 'string' ? { move: each, reason: null } : each
      if (!(await move(uuid, what, reason))) throw new Error(`the order cannot ${what}`)
    }
    await tell()
  }

  /** Has the order due and puts what is due into files, as each look at the bank begins. */
  async function makeFiles(uuid: string): Promise<void> {
    await app.db.pool.query(`UPDATE payment_order SET batch_at = now() WHERE subject_id = $1`, [uuid])
    await batchOrders({
      db: app.db,
      clock: { now: () => new Date() },
      log: createLogger({ level: 'error', name: 'test' }),
      years: bankingYears,
      bank: { accounts: { EUR: 'TEST' } },
      clients: {
        withdrawal: app.slices.withdrawals.bankClient,
        transfer_abroad: app.slices.remittances.bankClient,
      },
    })
  }

  return { orderOf, move, tell, sweep, bankSays, makeFiles }
}

type App = TestApp['app']

async function readOrder({ db }: App, uuid: string): Promise<PaymentOrder> {
  const { rows } = await db.pool.query<{ id: string }>(`SELECT id FROM payment_order WHERE subject_id = $1`, [
    uuid,
  ])
  const id = rows[0]?.id ?? randomUUID()
  const client = await db.pool.connect()
  try {
    const found = (await lockOrders(client, [id])).get(id)
    if (!found) throw new Error('this withdrawal has no order')
    return found
  } finally {
    client.release()
  }
}

/** A file for orders or entries to be in. */
async function newFile({ db }: App): Promise<number> {
  const { rows } = await db.pool.query<{ number: number }>(
    `INSERT INTO bank_file (number, direction, kind, name, status, owners_asked, created_at, updated_at)
     VALUES (nextval('bank_file_number'), 'out', 'pain.001', 'test', 'composing', true, now(), now()) RETURNING number`,
  )
  return rows[0]?.number ?? 0
}

/** Under the order's row lock, as the jobs of the bank rail move it. */
async function moveLocked(
  app: App,
  id: string,
  { what, reason }: { what: OrderMove; reason: string | null },
): Promise<boolean> {
  const at = new Date()
  const evidence = { file: await newFile(app), line: 1, messageId: 'MSG-1', at }
  const client = await app.db.pool.connect()
  try {
    await client.query('BEGIN')
    const before = (await lockOrders(client, [id])).get(id)
    if (!before) throw new Error('no such order')
    const code = reason === null ? null : { code: reason, text: null }
    const moved = moveOrder(before, what, { reason: code, evidence, at })
    const left = what === 'batch' ? { file: { number: evidence.file, line: 1 } } : {}
    if (moved) await runStatements(client, updateOrders([{ ...moved, ...left }]))
    await client.query('COMMIT')
    return moved !== undefined
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

/** Books an entry of the bank's about an order; whether the order took it. */
async function bookEntry(
  app: App,
  order: PaymentOrder,
  { side, reason }: { side: 'debit' | 'credit'; reason: string | null },
): Promise<boolean> {
  const now = new Date()
  const day = now.toISOString().slice(0, 10)
  const reference = randomUUID().slice(0, 30)
  const part = {
    amount: order.amount,
    endToEndId: order.endToEndId,
    counterparty: { name: null, account: null },
    reference: '',
    returnReason: reason === null ? null : { code: reason, text: null },
  }
  const command = {
    id: randomUUID(),
    journalId: randomUUID(),
    account: 'TEST',
    entry: { reference, side, amount: order.amount, bookedOn: day, valueOn: day, line: 1, parts: [part] },
    parts: [
      { id: randomUUID(), suspenseId: randomUUID(), orderId: order.id, counterparty: Buffer.from('sealed') },
    ],
    file: await newFile(app),
    messageId: 'MSG-2',
    now,
  }
  const requestHash = createHash('sha256').update(reference).digest()
  const idempotency = { scope: operatorStream, key: `bank entry TEST ${reference}`, requestHash }
  await app.slices.ledger.pipeline.execute(entryDecider, command, { idempotency, now })
  const { status } = await readOrder(app, order.subject)
  return status === (side === 'debit' ? 'settled' : 'returned')
}

function booksOf({ app }: TestApp) {
  /** What the ledger has for somebody in EUR, in minor units. */
  async function books(who: Person): Promise<{ available: bigint; reserved: bigint }> {
    const { rows } = await app.db.pool.query<{ purpose: string; balance: bigint }>(
      `SELECT a.purpose, b.balance FROM account a JOIN balance b ON b.account_id = a.id
       WHERE a.owner_id = $1 AND a.currency = 'EUR'`,
      [who.id],
    )
    const of = (purpose: string) => rows.find(row => row.purpose === purpose)?.balance ?? 0n
    return { available: of('available'), reserved: of('reserved') }
  }

  /** The same for an account of the operator's. */
  async function operatorBalance(purpose: string): Promise<bigint> {
    const { rows } = await app.db.pool.query<{ balance: bigint }>(
      `SELECT b.balance FROM account a JOIN balance b ON b.account_id = a.id
       WHERE a.owner_id IS NULL AND a.purpose = $1 AND a.currency = 'EUR'`,
      [purpose],
    )
    return rows[0]?.balance ?? 0n
  }

  return { books, operatorBalance }
}
