import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { testDatabase } from '../../test/db.ts'
import { fillBank } from '../../test/model/busy-bank.ts'
import { move, openSmallBank } from '../../test/model/small-bank.ts'
import { createAuditWriter } from '../platform/audit.ts'
import { sealNext } from '../platform/audit-sealer.ts'
import { ConfigError } from '../platform/config.ts'
import { newId } from '../platform/id.ts'
import { checkMasterKey } from '../platform/migrate.ts'
import { deriveSecrets } from '../platform/secrets.ts'
import { commandLine } from './okpay.fixture.ts'

// Each command is a process of its own.
vi.setConfig({ testTimeout: 90_000 })
const database = await testDatabase()
const bank = openSmallBank(database)
const { account, payer, stranger } = await fillBank(bank)
const { okpay, dataDir } = await commandLine(database)
const { ownerUrl, readerUrl } = database
afterAll(() => bank.close())

async function asOwner(sql: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

const pay = () =>
  bank.run(move, {
    id: newId(),
    journalId: newId(),
    payer,
    payee: stranger,
    currency: 'EUR',
    amount: 1n,
    fee: 0n,
    now: bank.clock.now(),
  })

test('db:url prints the address of the running database and nothing else', async () => {
  expect(await okpay(['db:url'])).toEqual({ code: 0, stdout: `${ownerUrl}\n`, stderr: '' })
  expect(await okpay(['db:url', '--role', 'reader'])).toEqual({
    code: 0,
    stdout: `${readerUrl}\n`,
    stderr: '',
  })
})

test('DATABASE_URL wins over the data folder', async () => {
  const url = 'postgres://me:secret@db.example:5432/mine'
  expect((await okpay(['db:url'], { DATABASE_URL: url })).stdout).toBe(`${url}\n`)
})

test('without a running system a sentence says what to do', async () => {
  const { code, stdout, stderr } = await okpay(['db:url'], { OKPAY_DATA_DIR: join(dataDir, 'nothing') })
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^No OKPay runs on the data folder .*npm start.*\n$/)
})

test('a database that is away is told in a sentence', async () => {
  const nowhere = 'postgres://me:secret@127.0.0.1:1/mine'
  const urls = { DATABASE_URL: nowhere, DATABASE_APP_URL: nowhere, DATABASE_READER_URL: nowhere }
  const { code, stderr } = await okpay(['ledger:verify'], urls)
  expect(code).toBe(1)
  expect(stderr).toMatch(/^The database cannot be reached \(.*\)/)
  expect(stderr).not.toContain('secret')
})

test('migrate refuses another master key than the database was made with, and leaves the passwords alone', async () => {
  const mine = { DATABASE_URL: ownerUrl, OKPAY_SECRET_KEY: 'the key this database was made with' }
  const other = { ...mine, OKPAY_SECRET_KEY: 'another key of a machine nearby 0123' }
  expect(await okpay(['migrate'], mine)).toMatchObject({ code: 0 })
  const refused = await okpay(['migrate'], other)
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('another master key')
  const app = new Client({ connectionString: (await okpay(['db:url', '--role', 'app'], mine)).stdout.trim() })
  await app.connect()
  await expect(checkMasterKey(app, deriveSecrets(mine.OKPAY_SECRET_KEY).keyCheck)).resolves.toBeUndefined()
  await expect(checkMasterKey(app, deriveSecrets(other.OKPAY_SECRET_KEY).keyCheck)).rejects.toThrow(
    ConfigError,
  )
  await app.end()
})

test('a wrong password, or a database that is not there, is a sentence and no stack', async () => {
  const wrong = new URL(ownerUrl)
  wrong.password = 'wrong'
  const nowhere = new URL(ownerUrl)
  nowhere.pathname = '/nowhere'
  for (const url of [wrong, nowhere]) {
    const { code, stderr } = await okpay(['migrate'], { DATABASE_URL: url.toString() })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^The database cannot be reached \(.*\)[^\n]*\n$/)
  }
})

test('migrate refuses to guess a database', async () => {
  const { code, stderr } = await okpay(['migrate'])
  expect(code).toBe(1)
  expect(stderr).toContain('DATABASE_URL')
})

test('healthy books: verify says how much it saw, in both languages', async () => {
  const { code, stdout } = await okpay(['ledger:verify'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^\d+ journals with \d+ entries were checked against \d+ invariants in [\d.]+ s\.\n/)
  expect(stdout).toContain('Everything is in order.')
  expect((await okpay(['ledger:verify'], { LANG: 'zh_CN.UTF-8' })).stdout).toContain('一切正常')
})

test('a broken invariant is named, stops outgoing money, and only a clean verification lets it go again', async () => {
  await asOwner(`UPDATE balance SET floor = NULL WHERE account_id = '${account}'`)

  const look = await okpay(['ledger:verify', '--read-only', '--json'])
  expect(look.code).toBe(1)
  expect(JSON.parse(look.stdout)).toMatchObject({
    findings: [{ invariant: 'ledger.account_character', total: 1, first: [{ rows: { account } }] }],
  })
  await expect(pay()).resolves.toMatchObject({ outcome: { status: 'moved' } })

  const verified = await okpay(['ledger:verify'])
  expect(verified.code).toBe(1)
  expect(verified.stdout).toContain('ledger.account_character (1 place)')
  expect(verified.stdout).toContain(`account ${account}: expected credit, floor 0, found credit, floor none`)
  expect(verified.stdout).toContain('Outgoing money is stopped.')
  await expect(pay()).rejects.toMatchObject({ refusal: { code: 'maintenance', retryAfterSeconds: 300 } })
  await expect(bank.deposit(payer, 1n)).resolves.toBeUndefined()

  const refused = await okpay(['ledger:resume'])
  expect(refused.code).toBe(1)
  expect(refused.stdout).toContain('Outgoing money stays stopped.')
  await expect(pay()).rejects.toMatchObject({ refusal: { code: 'maintenance' } })

  await asOwner(`UPDATE balance SET floor = 0 WHERE account_id = '${account}'`)
  const resumed = await okpay(['ledger:resume'])
  expect(resumed.code).toBe(0)
  expect(resumed.stdout).toMatch(/Money may leave again\. .* because of: ledger\.account_character\n$/)
  await expect(pay()).resolves.toMatchObject({ outcome: { status: 'moved' } })
})

test('audit:verify prints the head to keep, finds what was changed, and notices a log cut off at its end', async () => {
  const write = createAuditWriter(bank.db)
  const entry = { occurredAt: new Date(), operation: 'signIn', actorKind: 'anonymous', actor: null } as const
  const rest = {
    subject: null,
    outcome: 'succeeded',
    status: 201,
    ip: '::1',
    userAgent: '',
    details: {},
  } as const
  for (const requestId of ['r-1', 'r-2', 'r-3']) await write({ ...entry, ...rest, requestId })
  expect((await okpay(['audit:verify'])).stdout).toContain('Nothing has been sealed')
  await bank.db.transaction(tx => sealNext(tx))
  const whole = await okpay(['audit:verify'])
  expect(whole).toMatchObject({ code: 0, stderr: '' })
  expect(whole.stdout).toContain('Everything is in order.')
  const [head = ''] = /3:[0-9a-f]{64}/.exec(whole.stdout) ?? []
  expect((await okpay(['audit:verify', '--head', head])).code).toBe(0)

  await asOwner(`WITH gone AS (DELETE FROM audit_chain WHERE position = 3 RETURNING entry_id)
                 DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM gone)`)
  expect((await okpay(['audit:verify'])).code).toBe(0)
  const cut = await okpay(['audit:verify', '--head', head])
  expect(cut.code).toBe(1)
  expect(cut.stdout).toContain('cut off or rewritten')

  await asOwner(`UPDATE audit_entry SET operation = 'signOut' WHERE request_id = 'r-2'`)
  const changed = await okpay(['audit:verify'])
  expect(changed.code).toBe(1)
  expect(changed.stdout).toContain('audit.chain_unbroken (1 place)')
  expect((await okpay(['audit:verify', '--head', 'x'])).stderr).toMatch(/^“x” is not a head/)
})
