import { Client } from 'pg'
import { expect, test } from 'vitest'
import { roleOf } from '../../server/platform/database-urls.ts'
import { ledgerChecks, verify, type VerificationReport } from '../../server/slices/ledger/index.ts'
import { createTestDatabase, testDatabase, type TestDatabase } from '../db.ts'
import { fillBank } from './busy-bank.ts'
import type { Sabotage } from './sabotage.ts'
import { sabotages } from './sabotages.ts'
import { openSmallBank } from './small-bank.ts'

const healthy = await testDatabase()
const bank = openSmallBank(healthy)
const targets = await fillBank(bank)
await bank.close()

type Scope = VerificationReport['scope']

/** Everything, or what came after the part the bank had verified while it was filled. */
function look(database: TestDatabase, scope: Scope): Promise<VerificationReport> {
  return verify({
    readerUrl: database.readerUrl,
    checks: ledgerChecks(roleOf(database.appUrl)),
    now: new Date(),
    ...(scope === 'recent' ? { after: targets.position } : {}),
  })
}

test('healthy books: nothing to say, about everything and about the newest part', async () => {
  const all = await look(healthy, 'all')
  expect(all.findings).toEqual([])
  const recent = await look(healthy, 'recent')
  expect(recent.findings).toEqual([])
  expect(recent.journals).toBeGreaterThan(10n)
  expect(recent.journals).toBeLessThan(all.journals)
  expect(recent.entries).toBeLessThan(all.entries)
  expect(all.chainHead).toMatch(/^2:[0-9a-f]{64}$/)
})

test('every invariant of the ledger has a sabotage', () => {
  const checked = ledgerChecks('anybody').map(({ invariant }) => invariant)
  expect(Array.from(new Set(sabotages.map(({ breaks }) => breaks))).sort()).toEqual(checked.sort())
})

test.each(sabotages)('$breaks is found broken when $when', async sabotage => {
  const database = await createTestDatabase({ copyOf: healthy })
  const scopes: Scope[] = sabotage.onlyWhole ? ['all'] : ['all', 'recent']
  const wanted = expect.arrayContaining([expect.objectContaining(sabotage.names(targets))])
  try {
    await commit(database, sabotage)
    const found = await Promise.all(scopes.map(async scope => named(await look(database, scope), sabotage)))
    expect(found).toEqual(scopes.map(() => wanted))
  } finally {
    await database.drop()
  }
})

async function commit(database: TestDatabase, { sql }: Sabotage): Promise<void> {
  const client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  try {
    await client.query(sql({ ...targets, appRole: roleOf(database.appUrl) }))
  } finally {
    await client.end()
  }
}

/** What the report names under the invariant that was broken. */
function named(report: VerificationReport, { breaks }: Sabotage): Record<string, string>[] {
  const finding = report.findings.find(({ invariant }) => invariant === breaks)
  return finding?.first.map(({ rows }) => rows) ?? []
}
