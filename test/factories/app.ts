import { randomUUID } from 'node:crypto'
import { afterAll } from 'vitest'
import { money, type Currency } from '../../contract/money.ts'
import { createApp } from '../../server/app.ts'
import { readConfig } from '../../server/platform/config.ts'
import { createLogger, type Logger } from '../../server/platform/log.ts'
import { deriveSecrets } from '../../server/platform/secrets.ts'
import { findWallet } from '../../server/slices/wallet/queries.ts'
import { testDatabase } from '../db.ts'
import { makeCustomer, makeSession, type MadeCustomer } from './customers.ts'
import { giveMoney } from './money.ts'
import { noAcquirer } from './no-acquirer.ts'

export type Person = MadeCustomer & { token: string; accountNumber: string }

/** A request as a signed-in customer makes it; `key` is the idempotency key, made up when the operation needs one. */
type Call = { token?: string; body?: unknown; key?: string | null; headers?: Record<string, string> }

/**
 * The whole program on a database of its own, answering without a socket. Stopped after the test file. With more than
 * one process, calls take turns among programs that share nothing but the database.
 */
export async function startTestApp(
  environment: Record<string, string> = {},
  {
    processes = 1,
    log = createLogger({ level: 'error', name: 'test' }),
  }: { processes?: number; log?: Logger } = {},
) {
  const database = await testDatabase()
  const config = readConfig({
    NODE_ENV: 'test',
    ...noAcquirer,
    OKPAY_RATE_LIMIT_SCALE: '1000',
    OKPAY_TIME_ZONE: 'Asia/Shanghai',
    ...environment,
  })
  const secrets = deriveSecrets('a master key that only tests use 0123456789')
  const urls = { app: database.appUrl, reader: database.readerUrl }
  const app = await createApp({ config, log, secrets, urls })
  const apps = [app]
  while (apps.length < processes) apps.push(await createApp({ config, log, secrets, urls }))
  afterAll(() => Promise.all(apps.map(each => each.stop())))
  let calls = 0

  async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, options: Call = {}) {
    const key = options.key === undefined && method === 'POST' ? randomUUID() : options.key
    const { http } = apps[calls++ % apps.length] ?? app
    const response = await http.inject({
      method,
      url: path,
      headers: {
        ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { payload: JSON.stringify(options.body) }),
    })
    return { status: response.statusCode, headers: response.headers, body: response.json() }
  }

  const world = { db: app.db, clock: { now: () => new Date() }, identity: app.slices.identity }

  /** A signed-in customer with money in minor units by currency. */
  async function person(
    balances: Partial<Record<Currency, bigint>> = {},
    wishes: Partial<MadeCustomer> = {},
  ): Promise<Person> {
    const customer = await makeCustomer(world, wishes)
    const { token } = await makeSession(world, customer)
    for (const currency of Object.keys(balances) as Currency[])
      await giveMoney(app.slices.ledger.pipeline, customer.id, money(balances[currency] ?? 0n, currency))
    const wallet = await findWallet(app.db.read, customer.id)
    if (!wallet) throw new Error('a new customer has no wallet')
    return { ...customer, token, accountNumber: wallet.account_number }
  }

  /** Available balance as the customer reads it, e.g. `100.00`. */
  async function balanceOf(who: Person, currency: Currency): Promise<string> {
    const { body } = await call('GET', '/v1/wallet', { token: who.token })
    return body.balances.find((each: { currency: string }) => each.currency === currency).available.value
  }

  return { app, database, call, person, balanceOf }
}

export type TestApp = Awaited<ReturnType<typeof startTestApp>>
