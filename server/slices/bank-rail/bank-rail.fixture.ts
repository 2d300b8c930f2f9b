import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, expect } from 'vitest'
import { z } from 'zod'
import { money, type Money } from '../../../contract/money.ts'
import { BIC, IBANS, newKeys } from '../../../simulators/bank/index.ts'
import { startFileServer, type FileServer } from '../../../simulators/bank/sftp/server.ts'
import { testDatabase, type TestDatabase } from '../../../test/db.ts'
import { giveMoney } from '../../../test/factories/money.ts'
import type { BankConfig } from '../../platform/config-bank.ts'
import { createTestClock } from '../../platform/clock.ts'
import { roleOf } from '../../platform/database-urls.ts'
import { openDb } from '../../platform/db.ts'
import { newId } from '../../platform/id.ts'
import { createNumberSource } from '../../platform/numbers.ts'
import { readNumberKey } from '../../platform/queries-numbers.ts'
import { balancesOf, createPipeline, ledgerChecks, verify } from '../ledger/index.ts'
import { bankingYears } from '../../../contract/banking-days.ts'
import { askAboutIncoming } from './ask-incoming.ts'
import { orderPayout, testClient, testSealKey, type Wishes } from './client.fixture.ts'
import type { BankRailDeps } from './deps.ts'
import { exchange } from './exchange.ts'
import type { IncomingHandler } from './incoming.ts'
import { bankRailInvariants } from './invariants.ts'
import type { NewPaymentOrder, PaymentOrder } from './order.ts'
import { findOutgoingByMessage } from './queries-files.ts'
import { readOrders } from './queries-orders.ts'
import { stepsOfOrder } from './queries-steps.ts'
import { tellClients } from './tell.ts'

const keys = { host: newKeys(), client: newKeys() }

/** A Monday in London, Frankfurt and New York, and no holiday anywhere. */
export const monday = '2026-11-30'

/**
 * The slice on a real database, with a real SFTP server in whose folders the test plays the bank. `onIncoming` may be
 * replaced by a test; every log line from `error` on is kept in `alerts`.
 */
export async function startBankRail() {
  const database = await testDatabase()
  const { log, alerts } = collectingLog()
  const db = openDb({ url: database.appUrl, maxConnections: 10, log, name: 'test' })
  const clock = createTestClock(Date.parse(`${monday}T09:00:00Z`) - Date.now())
  const pipeline = createPipeline({
    connect: () => db.connect({ pipeline: true }),
    maxBatch: 256,
    maxQueue: 4_000,
    inFlight: 1,
    patienceMs: 5_000,
    log,
  })
  const numbers = createNumberSource(db, await readNumberKey(db.pool))
  const { root, door, server, keyFile } = await openServer()
  const incoming: { handle: IncomingHandler | undefined } = { handle: undefined }
  const told: string[] = []
  const deps: BankRailDeps = {
    db,
    pipeline,
    numbers,
    sealKey: testSealKey,
    clock,
    log,
    bank: bankOf(server, keyFile),
    operatorName: 'OKPay',
    years: bankingYears,
    clients: { withdrawal: testClient({ pipeline, clock, told }) },
    onIncoming: payment => (incoming.handle ? incoming.handle(payment) : Promise.resolve('unmatched')),
    pollMs: 60_000,
  }
  let closed: Promise<void> | undefined
  const close = (): Promise<void> =>
    (closed ??= (async () => {
      await pipeline.stop()
      await server.close()
      await db.close()
      rmSync(root, { recursive: true, force: true })
    })())
  afterAll(close)

  const files = filesIn(join(root, 'files'))
  return {
    database,
    deps,
    clock,
    alerts,
    told,
    incoming,
    door,
    close,
    ...files,
    ...looking({ database, deps }),
    /** Everything the rail does by itself, once. */
    async round(): Promise<void> {
      await exchange(deps)
      await tellClients(deps)
      await askAboutIncoming(deps)
    },
    /** A customer's payout over 10.50 euros that is due at once, with the money set aside. */
    async payout(wishes: Wishes = {}): Promise<NewPaymentOrder & { owner: string }> {
      const owner = newId()
      const amount: Money = wishes.amount ?? money(1050n, 'EUR')
      await giveMoney(pipeline, owner, amount)
      const number = await numbers.transactionNumber()
      return orderPayout({ pipeline, clock }, { number, amount, ...wishes, owner })
    },
    expectNoAlerts(): void {
      expect(alerts.splice(0)).toEqual([])
    },
  }
}

/** A real SFTP server with the folders of a bank, on a folder of its own. */
async function openServer() {
  const root = mkdtempSync(join(tmpdir(), 'okpay-bank-rail-'))
  for (const folder of ['in/archive', 'out/archive', 'out/quarantine'])
    mkdirSync(join(root, 'files', folder), { recursive: true })
  const door = { open: true }
  const server = await startFileServer({
    host: '127.0.0.1',
    port: 0,
    user: 'okpay',
    clientKey: keys.client.public,
    hostKey: keys.host.private,
    root: join(root, 'files'),
    isOpen: () => door.open,
    onArrival: () => undefined,
    log: () => undefined,
  })
  const keyFile = join(root, 'key')
  writeFileSync(keyFile, keys.client.private, { mode: 0o600 })
  return { root, door, server, keyFile }
}

function bankOf({ port, hostKey }: FileServer, keyFile: string): BankConfig {
  return {
    sftp: { host: '127.0.0.1', port, root: '', user: 'okpay', keyFile, hostKey },
    bic: BIC,
    holder: 'OKPay',
    accounts: IBANS,
    calendarFile: undefined,
    steeringUrl: undefined,
  }
}

/** The bank's files, as the bank itself handles them. */
function filesIn(root: string) {
  const folder = (path: string): string => join(root, path)
  return {
    folder,
    /** What our bank put out, under a name of its own. */
    put(name: string, content: string | Buffer): void {
      writeFileSync(folder(`out/${name}.part`), content)
      renameSync(folder(`out/${name}.part`), folder(`out/${name}`))
    },
    sent(path = 'in'): string[] {
      return readdirSync(folder(path)).filter(name => name.endsWith('.xml') || name.endsWith('.part'))
    },
    read(path: string): string {
      return readFileSync(folder(path), 'utf8')
    },
  }
}

/** What became of orders and of the money. */
function looking({
  database,
  deps: { db, clock },
}: {
  database: TestDatabase
  deps: Pick<BankRailDeps, 'db' | 'clock'>
}) {
  return {
    async order(id: string): Promise<PaymentOrder> {
      const order = (await readOrders(db.pool, [id])).get(id)
      if (!order) throw new Error(`no payment order ${id}`)
      return order
    },
    /** What the bank calls the file an order left with. */
    async messageOf(id: string): Promise<string> {
      const order = (await readOrders(db.pool, [id])).get(id)
      return `OKPAY-${String(order?.file?.number).padStart(8, '0')}`
    },
    async fileStatus(message: string): Promise<string | undefined> {
      return (await findOutgoingByMessage(db.pool, message))?.status
    },
    async kinds(id: string): Promise<string[]> {
      return (await stepsOfOrder(db.pool, id)).map(({ kind }) => kind)
    },
    async balance(purpose: string, owner: string | null = null, currency = 'EUR'): Promise<bigint> {
      const { rows } = await db.pool.query<{ balance: bigint }>(
        `SELECT b.balance FROM account a JOIN balance b ON b.account_id = a.id
         WHERE a.purpose = $1 AND a.owner_id IS NOT DISTINCT FROM $2 AND a.currency = $3`,
        [purpose, owner, currency],
      )
      return rows[0]?.balance ?? 0n
    },
    /** Minor units of euros the customer can spend. */
    async money(owner: string): Promise<bigint> {
      return (await balancesOf(db.pool, owner)).get('available/EUR') ?? 0n
    },
    /** Fails with what the verifier finds in the whole books. */
    async books(): Promise<void> {
      const { findings } = await verify({
        readerUrl: database.readerUrl,
        checks: [...ledgerChecks(roleOf(database.appUrl)), ...bankRailInvariants],
        now: clock.now(),
      })
      expect(findings).toEqual([])
    },
  }
}

function collectingLog() {
  const alerts: string[] = []
  const line = z.object({ level: z.number(), msg: z.string() })
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const { level, msg } = line.parse(JSON.parse(chunk.toString()))
      if (level >= 50) alerts.push(msg)
      done()
    },
  })
  return { log: pino({ level: 'warn' }, stream), alerts }
}
