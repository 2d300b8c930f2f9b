import { randomUUID } from 'node:crypto'
import { afterAll } from 'vitest'
import { money, type Currency } from '../../contract/money.ts'
import { createApp } from '../../server/app.ts'
import { readConfig } from '../../server/platform/config.ts'
import { createLogger, type Logger } from '../../server/platform/log.ts'
import { deriveSecrets } from '../../server/platform/secrets.ts'
import { chooseHighestThresholds } from '../../server/slices/identity/index.ts'
import { findWallet } from '../../server/slices/wallet/queries.ts'
import { testDatabase } from '../db.ts'
import { passChallenge } from './challenges.ts'
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

  async function call(method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, options: Call = {}) {
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

  /** The same, and whoever is asked to confirm does so and repeats the request. */
  async function callConfirmed(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    options: Call = {},
  ) {
    const key = options.key === undefined ? randomUUID() : options.key
    const first = await call(method, path, { ...options, key })
    if (first.body?.code !== 'step_up_required') return first
    const challenge: string = first.body.details.challenge.id
    await passChallenge(app.db, { challenge })
    const headers = { ...options.headers, 'step-up-challenge': challenge }
    return await call(method, path, { ...options, key, headers })
  }

  const world = { db: app.db, clock: { now: () => new Date() }, identity: app.slices.identity }

  /**
   * A signed-in customer with money in minor units by currency, who has chosen to be asked to confirm as rarely as the
   * operator allows (up to 100 EUR to somebody new, 500 EUR in all), unless a test is about being asked.
   */
  async function person(
    balances: Partial<Record<Currency, bigint>> = {},
    { asked = 'rarely', ...wishes }: Partial<MadeCustomer> & { asked?: 'rarely' | 'as_usual' } = {},
  ): Promise<Person> {
    const customer = await makeCustomer(world, wishes)
    if (asked === 'rarely')
      await app.db.transaction(tx =>
        chooseHighestThresholds(tx, { customerIds: [customer.id], now: world.clock.now() }),
      )
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

  return { app, database, secrets, call, callConfirmed, person, balanceOf }
}

export type TestApp = Awaited<ReturnType<typeof startTestApp>>
