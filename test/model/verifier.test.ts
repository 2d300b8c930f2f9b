import { Client } from 'pg'
import { expect, test } from 'vitest'
import { roleOf } from '../../server/platform/database-urls.ts'
import { ledgerChecks, verify, type VerificationReport } from '../../server/slices/ledger/index.ts'
import { createTestDatabase, testDatabase, type TestDatabase } from '../db.ts'
import { fillBank } from './busy-bank.ts'
import { sabotages, type Sabotage } from './sabotages.ts'
import { openSmallBank } from './small-bank.ts'

const healthy = await testDatabase()
const bank = openSmallBank(healthy)
const targets = await fillBank(bank)
await bank.close()

/** Everything, or what came after the part the bank had verified while it was filled. */
function look(database: TestDatabase, scope: 'all' | 'recent'): Promise<VerificationReport> {
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
  try {
    await commit(database, sabotage)
    await expectNamed(await look(database, 'all'), sabotage)
    if (!sabotage.onlyWhole) await expectNamed(await look(database, 'recent'), sabotage)
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

async function expectNamed(report: VerificationReport, { breaks, names }: Sabotage): Promise<void> {
  const finding = report.findings.find(({ invariant }) => invariant === breaks)
  expect(finding, `${breaks} in ${report.scope}; found: ${JSON.stringify(report.findings)}`).toBeDefined()
  const named = finding?.first.map(({ rows }) => rows)
  expect(named).toContainEqual(expect.objectContaining(names(targets)))
}
