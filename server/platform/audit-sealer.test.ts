import { Client } from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { Registry } from 'prom-client'
import { createTestDatabase, type TestDatabase } from '../../test/db.ts'
import { auditInvariants } from '../audit-invariants.ts'
import { verify } from '../slices/ledger/index.ts'
import { appendAuditEntry, createAuditWriter, type AuditEntry } from './audit.ts'
import { headText, readHeadText, sealNext, startAuditSealer } from './audit-sealer.ts'
import { openDb, type Db } from './db.ts'
import { createLogger } from './log.ts'
import { readHead } from './queries-audit-chain.ts'

let database: TestDatabase
let db: Db
const log = createLogger({ level: 'silent', name: 'test' })

/** An empty log and an empty chain for every test. */
beforeEach(async () => {
  await close()
  database = await createTestDatabase()
  db = openDb({ url: database.appUrl, maxConnections: 12, log, name: 'test' })
})
afterAll(close)

async function close(): Promise<void> {
  if (!database) return
  await db.close()
  await database.drop()
}

const entry: Omit<AuditEntry, 'id'> = {
  occurredAt: new Date('2026-03-01T10:00:00.123Z'),
  operation: 'revealCustomer',
  actorKind: 'staff',
  actor: 'zhou',
  subject: 'customer-7',
  outcome: 'succeeded',
  status: 200,
  requestId: 'r-1',
  ip: '2001:db8::1',
  userAgent: 'Mozilla/5.0',
  details: { fields: ['email'] },
  reason: 'called about a missing transfer',
  caseRef: 'CS-2026-0000001-3',
  before: { scope: null },
  after: { scope: 'debit' },
}

async function happen(count: number): Promise<void> {
  const write = createAuditWriter(db)
  for (let index = 0; index < count; index++) await write({ ...entry, requestId: `r-${index}` })
}

const sealAll = () => db.transaction(tx => sealNext(tx))

async function chain(): Promise<{ position: bigint; request: string }[]> {
  const { rows } = await db.pool.query<{ position: bigint; request: string }>(
    `SELECT c.position, e.request_id AS request
     FROM audit_chain c JOIN audit_entry e ON e.id = c.entry_id ORDER BY position`,
  )
  return rows
}

async function findings(after?: bigint) {
  const report = await verify({
    readerUrl: database.readerUrl,
    checks: auditInvariants,
    now: new Date(),
    ...(after === undefined ? {} : { after }),
  })
  return report.findings
}

/** As somebody who has the database in their hands, beyond every constraint. */
async function tamper(sql: string): Promise<void> {
  const client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  try {
    // First what a sealer that runs locks first: taken the other way round the two would block each other.
    await client.query('BEGIN; LOCK TABLE audit_unsealed, audit_chain, audit_entry')
    await client.query('ALTER TABLE audit_chain DROP CONSTRAINT IF EXISTS audit_chain_entry_id_fkey')
    await client.query(sql)
    await client.query('COMMIT')
  } finally {
    await client.end()
  }
}

describe('sealing', () => {
  test('gives each entry its place, once and in order', async () => {
    await happen(3)
    expect(await sealAll()).toMatchObject({ sealed: 3, head: { position: 3n } })
    expect(await sealAll()).toMatchObject({ sealed: 0, head: { position: 3n } })
    await happen(1)
    expect(await sealAll()).toMatchObject({ sealed: 1, head: { position: 4n } })
    expect(await chain()).toEqual(
      ['r-0', 'r-1', 'r-2', 'r-0'].map((request, index) => ({ position: BigInt(index + 1), request })),
    )
    expect(await findings()).toEqual([])
    expect(await findings(0n)).toEqual([])
  })

  test('of several at once, one seals and nothing is sealed twice', async () => {
    await happen(40)
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => db.transaction(tx => sealNext(tx, { limit: 15 }))),
    )
    for (let round = 0; round < 3; round++)
      outcomes.push(await db.transaction(tx => sealNext(tx, { limit: 15 })))
    expect(outcomes.reduce((sum, { sealed }) => sum + sealed, 0)).toBe(40)
    expect(await chain()).toHaveLength(40)
    expect(await findings()).toEqual([])
  })

  test('an entry that commits late gets the next place: none is lost, no place is empty', async () => {
    const late = new Client({ connectionString: database.appUrl })
    await late.connect()
    await late.query('BEGIN')
    await late.query(
      `WITH entry AS (
         INSERT INTO audit_entry (id, version, occurred_at, operation, actor_kind, outcome, status, request_id, ip,
                                  user_agent, details)
         VALUES ('01900000-0000-7000-8000-000000000000', 1, now(), 'signIn', 'anonymous', 'succeeded', 201, 'late',
                 '127.0.0.1', '', '{}') RETURNING id)
       INSERT INTO audit_unsealed (entry_id) SELECT id FROM entry`,
    )
    await happen(2)
    expect(await sealAll()).toMatchObject({ sealed: 2 })
    await late.query('COMMIT')
    await late.end()
    expect(await findings()).toEqual([])
    expect(await sealAll()).toMatchObject({ sealed: 1 })
    expect((await chain()).map(({ request }) => request)).toEqual(['r-0', 'r-1', 'late'])
    expect(await findings()).toEqual([])
  })

  test('an entry of a transaction that rolls back leaves neither entry nor ticket', async () => {
    const undone = db.transaction(async tx => {
      await appendAuditEntry(tx, entry)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await sealAll()).toEqual({ sealed: 0, head: undefined, rememberedStands: true })
    expect(await findings()).toEqual([])
  })

  test('many writers and two sealers at once: every entry has one place and each writer’s are in order', async () => {
    const sealers = [1, 2].map(() => startAuditSealer({ db, log, roundMs: 1 }))
    const [writers, each] = [8, 40]
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let index = 0; index < each; index++) {
          const written = { ...entry, actor: `writer-${writer}`, requestId: String(index) }
          // Half in transactions that stay open for a while, as operations do.
          if (index % 2 === 0) await createAuditWriter(db)(written)
          else
            await db.transaction(async tx => {
              await appendAuditEntry(tx, written)
              await new Promise(resolve => setTimeout(resolve, Math.random() * 4))
            })
        }
      }),
    )
    await expect.poll(async () => (await chain()).length, { timeout: 10_000 }).toBe(writers * each)
    await Promise.all(sealers.map(sealer => sealer.stop()))
    const { rows } = await db.pool.query<{ actor: string; requests: string[] }>(
      `SELECT e.actor, array_agg(e.request_id ORDER BY c.position) AS requests
       FROM audit_chain c JOIN audit_entry e ON e.id = c.entry_id GROUP BY e.actor`,
    )
    expect(rows).toHaveLength(writers)
    const inOrder = Array.from({ length: each }, (_, index) => String(index))
    for (const { requests } of rows) expect(requests).toEqual(inOrder)
    expect(await findings()).toEqual([])
  })
})

describe('the verifier finds', () => {
  const at = (position: number) => `(SELECT entry_id FROM audit_chain WHERE position = ${position})`
  const cases: { what: string; sql: string; place: Record<string, unknown> }[] = [
    ...[
      `actor = 'somebody else'`,
      `subject = 'customer-8'`,
      `operation = 'getCustomer'`,
      `outcome = 'forbidden'`,
      `status = 403`,
      `reason = 'another reason'`,
      `case_ref = NULL`,
      `before = NULL`,
      `after = '{"scope": "all"}'`,
      `details = '{}'`,
      `occurred_at = occurred_at + interval '1 microsecond'`,
      `recorded_at = recorded_at + interval '1 microsecond'`,
      `ip = '2001:db8::2'`,
      `user_agent = 'curl'`,
      `request_id = 'r-9'`,
      `actor_kind = 'operator'`,
      `version = 2`,
    ].map(change => ({
      what: `an entry changed in ${change.split(' ')[0]}`,
      sql: `UPDATE audit_entry SET ${change} WHERE id = ${at(3)}`,
      place: { position: '3' },
    })),
    {
      what: 'an entry removed',
      sql: `DELETE FROM audit_entry WHERE id = ${at(3)}`,
      place: { position: '3' },
    },
    {
      what: 'the last entry removed',
      sql: `DELETE FROM audit_entry WHERE id = ${at(5)}`,
      place: { position: '5' },
    },
    {
      what: 'an entry and its link removed',
      sql: `WITH gone AS (DELETE FROM audit_chain WHERE position = 3 RETURNING entry_id)
            DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM gone)`,
      place: { position: '4' },
    },
    {
      what: 'a link removed',
      sql: 'DELETE FROM audit_chain WHERE position = 5',
      place: { entry: expect.any(String) },
    },
    {
      what: 'an entry, its link, and the places closed up',
      sql: `WITH gone AS (DELETE FROM audit_chain WHERE position = 3 RETURNING entry_id)
            DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM gone);
            UPDATE audit_chain SET position = 3 WHERE position = 4;
            UPDATE audit_chain SET position = 4 WHERE position = 5`,
      place: { position: '3' },
    },
    {
      what: 'two entries swapped',
      sql: `ALTER TABLE audit_chain DROP CONSTRAINT audit_chain_entry_id_key;
            UPDATE audit_chain SET entry_id = CASE position WHEN 3 THEN ${at(4)} ELSE ${at(3)} END
            WHERE position IN (3, 4)`,
      place: { position: '3' },
    },
    {
      what: 'two links swapped with all they say',
      sql: `UPDATE audit_chain SET position = 103 WHERE position = 3;
            UPDATE audit_chain SET position = 3 WHERE position = 4;
            UPDATE audit_chain SET position = 4 WHERE position = 103`,
      place: { position: '3' },
    },
    {
      what: 'an entry changed and its link rewritten to match',
      sql: `UPDATE audit_chain SET content_hash = sha256('x'), hash = sha256(int8send(3) || previous_hash || sha256('x'))
            WHERE position = 3`,
      place: { position: '4' },
    },
    {
      what: 'an entry put in by hand, without a ticket',
      sql: `INSERT INTO audit_entry (id, version, occurred_at, operation, actor_kind, outcome, status, request_id, ip,
              user_agent, details)
            VALUES ('0199ffff-0000-7000-8000-000000000000', 1, now(), 'signIn', 'anonymous', 'succeeded', 201, 'x',
              '127.0.0.1', '', '{}')`,
      place: { entry: '0199ffff-0000-7000-8000-000000000000' },
    },
  ]

  test.each(cases)('$what', async ({ sql, place }) => {
    await happen(5)
    await sealAll()
    expect(await findings()).toEqual([])
    await tamper(sql)
    for (const found of [await findings(), await findings(0n)]) {
      expect(found).toMatchObject([{ invariant: 'audit.chain_unbroken' }])
      expect(found[0]?.first.map(({ rows }) => rows)).toContainEqual(expect.objectContaining(place))
    }
  })

  test('an entry removed before it was sealed', async () => {
    await happen(2)
    await tamper(`DELETE FROM audit_entry WHERE request_id = 'r-0'`)
    expect(await findings()).toMatchObject([{ total: 1, first: [{ actual: 'no entry' }] }])
    expect(await sealAll()).toMatchObject({ sealed: 1 })
    expect(await findings()).toMatchObject([{ total: 1, first: [{ actual: 'no entry' }] }])
  })

  test('a ticket removed', async () => {
    await happen(2)
    await tamper('DELETE FROM audit_unsealed')
    expect(await findings()).toMatchObject([
      { total: 2, first: [{ actual: 'neither' }, { actual: 'neither' }] },
    ])
  })
})

describe('the end cut off, entry and link together', () => {
  const cut = `WITH gone AS (DELETE FROM audit_chain WHERE position = 5 RETURNING entry_id)
               DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM gone)`

  test('is noticed by whoever remembers the head, also after others were added', async () => {
    await happen(5)
    const { head } = await sealAll()
    await tamper(cut)
    expect(await findings()).toEqual([])
    await happen(2)
    const next = await db.transaction(tx => sealNext(tx, { remembered: head }))
    expect(next).toMatchObject({ sealed: 2, head: { position: 6n }, rememberedStands: false })
  })

  test('raises an alarm in the sealer', async () => {
    const patience = { timeout: 10_000 }
    const errors: unknown[] = []
    const registry = new Registry()
    const loud = { ...log, error: (facts: unknown) => void errors.push(facts) }
    await happen(5)
    const sealer = startAuditSealer({
      db,
      log: Object.assign(Object.create(log), loud),
      registry,
      roundMs: 5,
    })
    await expect.poll(async () => (await readHead(db.read))?.position, patience).toBe(5n)
    await expect
      .poll(() => registry.getSingleMetricAsString('okpay_audit_sealed_total'), patience)
      .toContain(' 5')
    await tamper(cut)
    await expect.poll(() => errors.length, patience).toBe(1)
    await happen(1)
    await expect.poll(async () => (await readHead(db.read))?.position, patience).toBe(5n)
    await sealer.stop()
    expect(errors).toHaveLength(1)
    expect(await registry.getSingleMetricAsString('okpay_audit_chain_cut_total')).toContain(' 1')
    expect(await registry.getSingleMetricAsString('okpay_audit_unsealed')).toContain(' 0')
  })
})

test('the application can neither change nor remove a link', async () => {
  await happen(1)
  await sealAll()
  for (const statement of [
    'UPDATE audit_chain SET position = 2',
    'DELETE FROM audit_chain',
    'TRUNCATE audit_chain',
  ])
    await expect(db.pool.query(statement)).rejects.toMatchObject({ code: '42501' })
})

test('not even the owner can delete a sealed entry while the chain’s constraint stands', async () => {
  await happen(1)
  await sealAll()
  const owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await expect(owner.query('DELETE FROM audit_entry')).rejects.toMatchObject({ code: '23503' })
  await owner.end()
})

test('a head is told and read back as the same text; anything else is not a head', () => {
  const head = { position: 42n, hash: Buffer.alloc(32, 7) }
  expect(readHeadText(` ${headText(head)}\n`)).toEqual(head)
  for (const text of ['', '42', `42:${'0'.repeat(63)}`, `-1:${'0'.repeat(64)}`, `x:${'0'.repeat(64)}`])
    expect(readHeadText(text)).toBeUndefined()
})
