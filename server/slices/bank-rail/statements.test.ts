import { afterAll, afterEach, expect, test } from 'vitest'
import { camt053, camt054, pain002, type BookedLine } from './bank-messages.fixture.ts'
import { startBankRail } from './bank-rail.fixture.ts'
import { newId } from '../../platform/id.ts'
import { keepBreaks } from './queries-statements.ts'
import { watchOrders } from './reconcile.ts'
import { transaction } from './transaction.ts'

const world = await startBankRail()
afterAll(() => world.books())
afterEach(() => {
  world.alerts.length = 0
})

async function receive(name: string, content: string): Promise<void> {
  world.put(name, content)
  await world.round()
}

async function breaks(): Promise<string[]> {
  const { rows } = await world.deps.db.pool.query<{ kind: string; object: string; status: string }>(
    `SELECT kind, object, status FROM bank_break ORDER BY opened_at, kind, object`,
  )
  return rows.map(({ kind, object, status }) => `${kind} ${object} ${status}`)
}

async function lastRun() {
  const { rows } = await world.deps.db.pool.query<{ book_balance: bigint; matched: number; breaks: number }>(
    `SELECT book_balance, matched, breaks FROM bank_reconciliation ORDER BY at DESC, id DESC LIMIT 1`,
  )
  return rows[0]
}

const credit = (reference: string, amount: string, day: string): BookedLine => ({
  reference,
  amount,
  side: 'CRDT',
  day,
})

test('a statement that agrees with what was told before has no break', async () => {
  const lines = [
    credit('S-1', '100.00', '2026-11-30'),
    { ...credit('S-2', '30.00', '2026-11-30'), side: 'DBIT' as const },
  ]
  await receive('n1.xml', camt054(lines))
  await receive('s1.xml', camt053({ sequence: 1, opening: '0.00', closing: '70.00', lines }))
  expect(await lastRun()).toEqual({ book_balance: 7000n, matched: 2, breaks: 0 })
  expect(await breaks()).toEqual([])
})

test('what no notification told is booked from the statement', async () => {
  const before = await world.balance('safeguarding:bank')
  const lines = [credit('S-3', '5.00', '2026-12-01')]
  await receive(
    's2.xml',
    camt053({ sequence: 2, opening: '70.00', closing: '75.00', lines, day: '2026-12-01' }),
  )
  expect(await world.balance('safeguarding:bank')).toBe(before - 500n)
  expect(await lastRun()).toEqual({ book_balance: 7500n, matched: 1, breaks: 0 })
  await receive('n2.xml', camt054(lines))
  expect(await world.balance('safeguarding:bank')).toBe(before - 500n)
})

test('a statement that comes before the one it follows: a break that closes by itself', async () => {
  const third = [credit('S-4', '1.00', '2026-12-02')]
  const fourth = [credit('S-5', '2.00', '2026-12-03')]
  await receive(
    's4.xml',
    camt053({ sequence: 4, opening: '76.00', closing: '78.00', lines: fourth, day: '2026-12-03' }),
  )
  expect(await breaks()).toEqual(['balance_differs 4 open', 'statement_missing 3 open'])
  expect(world.alerts).toContain("the bank's books and ours differ; a person has to look")
  await receive(
    's3.xml',
    camt053({ sequence: 3, opening: '75.00', closing: '76.00', lines: third, day: '2026-12-02' }),
  )
  expect(await breaks()).toEqual(['balance_differs 4 matched', 'statement_missing 3 matched'])
})

test('pages in any order, each as often as it likes: compared when all are there', async () => {
  const [a, b] = [credit('S-6', '3.00', '2026-12-04'), credit('S-7', '4.00', '2026-12-04')]
  const statement = { sequence: 5, opening: '78.00', closing: '85.00', day: '2026-12-04' }
  const runs = async () => (await world.deps.db.pool.query(`SELECT FROM bank_reconciliation`)).rowCount ?? 0
  const before = await runs()
  await receive('s5-2.xml', camt053({ ...statement, lines: [b], page: [2, true] }))
  expect(await runs()).toBe(before)
  await receive('s5-1.xml', camt053({ ...statement, lines: [a], page: [1, false] }))
  await receive('s5-1-again.xml', camt053({ ...statement, lines: [a], page: [1, false] }))
  expect(await lastRun()).toEqual({ book_balance: 8500n, matched: 2, breaks: 0 })
})

test('an entry the statement does not know, lines that do not add up, and a broken chain are breaks', async () => {
  await receive('n6.xml', camt054([credit('S-8', '9.00', '2026-12-07')]))
  await receive(
    's6.xml',
    camt053({
      sequence: 6,
      opening: '80.00',
      closing: '90.00',
      lines: [credit('S-9', '1.00', '2026-12-07')],
      day: '2026-12-07',
    }),
  )
  expect((await breaks()).filter(line => line.endsWith('open'))).toEqual([
    'balance_differs 6 open',
    'entry_not_on_statement S-8 open',
    'opening_differs 6 open',
    'statement_sum 6 open',
  ])
})

test('a statement that says something else than its first copy is set aside', async () => {
  await receive(
    's6b.xml',
    camt053({ sequence: 6, opening: '80.00', closing: '91.00', lines: [], day: '2026-12-07' }),
  )
  expect(world.alerts).toContain('a file of the bank was set aside')
})

test('a payment told as settled whose debit never comes is a break, until it comes', async () => {
  const order = await world.payout()
  await world.round()
  const message = await world.messageOf(order.id)
  await receive('p.xml', pain002(message, { lines: [{ number: order.number, status: 'ACSC' }] }))
  world.clock.advance(3 * 86_400_000)
  await watchOrders(world.deps)
  const ours = async () => (await breaks()).filter(line => line.includes(order.number))
  expect(await ours()).toEqual([`debit_missing OKPAY${order.number} open`])
  await receive(
    'd.xml',
    camt054([{ reference: 'S-10', amount: '10.50', side: 'DBIT', number: order.number, day: '2026-12-08' }]),
  )
  await watchOrders(world.deps)
  expect(await ours()).toEqual([`debit_missing OKPAY${order.number} matched`])
})

test('a statement that tells one reference twice is read all the same, and a person is told of the sum', async () => {
  const line = credit('S-twice', '1.00', '2026-12-20')
  await receive(
    's20.xml',
    camt053({ sequence: 20, opening: '0.00', closing: '2.00', lines: [line, line], day: '2026-12-20' }),
  )
  const { rows } = await world.deps.db.pool.query<{ status: string }>(
    `SELECT status FROM bank_file WHERE name = 's20.xml'`,
  )
  expect(rows).toEqual([{ status: 'applied' }])
  expect(await breaks()).toContain('statement_sum 20 open')
})

test('a difference that was explained stays explained as long as it is the same; one that comes back is raised again', async () => {
  const { pool } = world.deps.db
  const found = (minor: bigint) => ({
    account: 'X',
    currency: 'EUR',
    kind: 'balance_differs',
    object: 'X-1',
    expected: 100n,
    found: minor,
  })
  let minutes = 0
  const look = async (...differences: ReturnType<typeof found>[]) => {
    const at = new Date(world.clock.now().getTime() + (minutes += 1) * 60_000)
    const kept = { statementId: null, found: differences, ids: differences.map(() => newId()), at }
    const raised = await transaction(pool, client => keepBreaks(client, kept))
    const { rows } = await pool.query<{ status: string }>(
      `SELECT status FROM bank_break WHERE object = 'X-1'`,
    )
    return [raised.length, rows[0]?.status]
  }
  expect(await look(found(90n))).toEqual([1, 'open'])
  expect(await look(found(90n))).toEqual([0, 'open'])
  await pool.query(
    `UPDATE bank_break SET status = 'written_off', solution = 'a fee', solved_at = now() WHERE object = 'X-1'`,
  )
  expect(await look(found(90n))).toEqual([0, 'written_off'])
  expect(await look(found(-5_000n))).toEqual([1, 'open'])
  expect(await look()).toEqual([0, 'matched'])
  expect(await look(found(90n))).toEqual([1, 'open'])
  expect(await look()).toEqual([0, 'matched'])
})
