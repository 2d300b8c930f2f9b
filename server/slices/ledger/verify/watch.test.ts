import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/db.ts'
import { move, openSmallBank } from '../../../../test/model/small-bank.ts'
import { newId } from '../../../platform/id.ts'

const database = await testDatabase()
const bank = openSmallBank(database)
afterAll(() => bank.close())

const [payer, payee] = [newId(), newId()]

function pay() {
  const ids = { id: newId(), journalId: newId() }
  const now = bank.clock.now()
  return bank.run(move, { ...ids, payer, payee, currency: 'EUR', amount: 1n, fee: 0n, now })
}

async function asOwner(sql: string): Promise<void> {
  const client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  await client.query(sql)
  await client.end()
}

type Run = { scope: string; first: bigint; last: bigint; clean: boolean }

async function runs(): Promise<Run[]> {
  const { rows } = await bank.db.pool.query<Run>(
    `SELECT scope, first_position AS first, last_position AS last, findings = '[]' AS clean
     FROM verification_run ORDER BY id`,
  )
  return rows
}

async function hits(): Promise<number> {
  const metric = await bank.registry.getSingleMetric('okpay_invariant_hits_total')?.get()
  return metric?.values.find(({ labels }) => labels['invariant'] === 'ledger.balance_is_sum')?.value ?? 0
}

const account = `(SELECT id FROM account WHERE owner_id = '${payer}')`

test('the first run looks at everything, the next at what is new', async () => {
  await bank.deposit(payer, 1_000n)
  await pay()
  await bank.dispatch()
  const first = await bank.watch.verifyRecent()
  expect(first).toMatchObject({ scope: 'all', after: 0n, lastPosition: 3n, journals: 2n, entries: 4n })
  await pay()
  await bank.dispatch()
  await pay()
  const second = await bank.watch.verifyRecent()
  // One journal with a position, one still in the outbox; that one is looked at again next time.
  expect(second).toMatchObject({ scope: 'recent', after: 3n, lastPosition: 5n, journals: 2n, entries: 4n })
  await bank.dispatch()
  expect(await bank.watch.verifyRecent()).toMatchObject({ after: 5n, lastPosition: 7n, journals: 1n })
  expect(await bank.watch.verifyRecent()).toMatchObject({ after: 7n, lastPosition: 7n, journals: 0n })
  expect(await runs()).toEqual([
    { scope: 'all', first: 0n, last: 3n, clean: true },
    { scope: 'recent', first: 3n, last: 5n, clean: true },
    { scope: 'recent', first: 5n, last: 7n, clean: true },
    { scope: 'recent', first: 7n, last: 7n, clean: true },
  ])
})

test('a hit is counted, stops outgoing money, and is found again until it is mended', async () => {
  await pay()
  await bank.dispatch()
  await asOwner(`UPDATE balance SET balance = balance + 1 WHERE account_id = ${account}`)
  const counted = await hits()
  const found = await bank.watch.verifyRecent()
  expect(found.findings.map(({ invariant }) => invariant)).toContain('ledger.balance_is_sum')
  expect(await hits()).toBe(counted + 1)
  await expect(pay()).rejects.toMatchObject({ refusal: { code: 'maintenance' } })
  await bank.deposit(payee, 5n)
  await bank.dispatch()

  const again = await bank.watch.verifyRecent()
  expect(again.after).toBe(7n)
  expect(again.findings.length).toBeGreaterThan(0)
  await expect(bank.watch.resume()).resolves.toMatchObject({ lifted: undefined })
  await expect(pay()).rejects.toMatchObject({ refusal: { code: 'maintenance' } })

  await asOwner(`UPDATE balance SET balance = balance - 1 WHERE account_id = ${account}`)
  const { report, lifted } = await bank.watch.resume()
  expect(report).toMatchObject({ scope: 'all', findings: [] })
  expect(lifted?.reason).toContain('ledger.balance_is_sum')
  await expect(pay()).resolves.toMatchObject({ outcome: { status: 'moved' } })
})

test('a stored outcome is told even while outgoing money is stopped', async () => {
  const key = newId()
  const ids = { id: newId(), journalId: newId() }
  const command = {
    ...ids,
    payer,
    payee,
    currency: 'EUR' as const,
    amount: 2n,
    fee: 0n,
    now: bank.clock.now(),
  }
  await bank.run(move, command, { key })
  await asOwner(`INSERT INTO outgoing_stop (reason) VALUES ('a test')`)
  await expect(bank.run(move, command, { key })).resolves.toMatchObject({ replayed: true })
  await expect(bank.run(move, command)).rejects.toMatchObject({ refusal: { code: 'maintenance' } })
})

test('a job that is still at it is not joined by the next', async () => {
  const before = (await runs()).length
  const context = { attempt: 1, isLastAttempt: true }
  const { all, recent } = bank.watch.jobs
  await Promise.all([recent.run({}, context), recent.run({}, context), all.run({}, context)])
  expect(await runs()).toHaveLength(before + 1)
})

test('the verifier cannot write: its role and its transaction both forbid it', async () => {
  const client = new Client({ connectionString: database.readerUrl })
  await client.connect()
  await expect(client.query('DELETE FROM entry')).rejects.toThrow('permission denied')
  await client.end()
})
