import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { Client } from 'pg'
import { afterAll, beforeEach, vi } from 'vitest'
import { z } from 'zod'
import { privacyVersion } from '../../../contract/terms.ts'
import { verificationSchema } from '../../../contract/api/identity.ts'
import { testDatabase } from '../../../test/db.ts'
import { createAuditWriter } from '../../platform/audit.ts'
import { relyingPartyOf } from '../../platform/authenticators/passkeys.ts'
import { createTestClock } from '../../platform/clock.ts'
import { readConfig } from '../../platform/config.ts'
import { openDb } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import { createHttpApp } from '../../platform/http/app.ts'
import { startWorker } from '../../platform/jobs.ts'
import { createLogger } from '../../platform/log.ts'
import { createMetrics } from '../../platform/metrics.ts'
import type { SmsSender } from '../../platform/sms.ts'
import type { Sms } from '../../platform/sms-templates.ts'
import { lockBalancesOf } from '../ledger/index.ts'
import { createIdentitySlice, type CustomerHook, type IdentityOptions } from './index.ts'
import { createPasswords, type PasswordOptions } from './passwords.ts'
import type { CodeMailer } from './send-code-mail.ts'

type Mail = Parameters<CodeMailer['sendMail']>[0]

/** Keys of these tests. */
export const codeKey = Buffer.alloc(32, 7)
export const sealKey = Buffer.alloc(32, 8)

export const termsVersion = '2026-11-01'

export type Fixture = Awaited<ReturnType<typeof startIdentity>>

type Options = {
  personal?: IdentityOptions['personal']
  publicUrl?: string
  onCustomerCreated?: CustomerHook[]
  passwords?: PasswordOptions
}

/** The slice behind real HTTP routes, a real database and a real job worker; only the mail server is replaced. */
export async function startIdentity(options: Options = {}) {
  const { publicUrl = 'http://okpay.test', onCustomerCreated = [] } = options
  const database = await testDatabase()
  const log = createLogger({ level: 'error', name: 'test' })
  const db = openDb({ url: database.appUrl, maxConnections: 10, log, name: 'test' })
  const clock = createTestClock()
  const { mailer, mails } = recordingMailer()
  const { sms, messages } = recordingSms()
  const { passwords, argon2 } = countingPasswords(options.passwords)
  const identity = createIdentitySlice({
    db,
    clock,
    log,
    codeKey,
    sealKey,
    mailer,
    sms,
    publicUrl,
    relyingParty: relyingPartyOf({ publicUrl, edition: 'test', name: 'OKPay' }),
    termsVersion,
    onCustomerCreated,
    onRestrict: lockBalancesOf,
    staffNames: () => Promise.resolve(new Map()),
    ...(options.personal ? { personal: options.personal } : {}),
    passwords,
  })
  const metrics = createMetrics({ processMetrics: false })
  const http = createHttpApp({
    config: readConfig({ NODE_ENV: 'test', OKPAY_PUBLIC_URL: publicUrl, OKPAY_RATE_LIMIT_SCALE: '1000' }),
    log,
    clock,
    routes: identity.routes,
    authenticate: identity.authenticate,
    authenticateHalf: identity.authenticateHalf,
    audit: createAuditWriter(db),
    metrics,
    readiness: {},
  })
  const worker = startWorker({
    databaseUrl: database.appUrl,
    jobs: identity.jobs,
    log,
    registry: metrics.registry,
  })
  const looking = await lookInto(database.ownerUrl)
  afterAll(async () => {
    await worker.stop()
    await http.close()
    await identity.close()
    await db.close()
    await looking.close()
  })
  const ask = (request: Request) => send(http, request)
  return { db, clock, identity, mailer, mails, messages, argon2, ...looking, send: ask }
}

/** Keeps what it is given, or refuses like a mail server that is away. */
function recordingMailer() {
  const mails: Mail[] = []
  const mailer: CodeMailer & { refusing: boolean } = {
    refusing: false,
    async sendMail(mail) {
      if (mailer.refusing) throw new Error('the mail server is away')
      mails.push(mail)
    },
  }
  beforeEach(() => {
    mails.length = 0
    mailer.refusing = false
  })
  return { mailer, mails }
}

/** Keeps the text messages it is given. */
function recordingSms() {
  const messages: Sms[] = []
  const sms: SmsSender = {
    async sendSms(message) {
      messages.push(message)
      return 'taken'
    },
  }
  beforeEach(() => {
    messages.length = 0
  })
  return { sms, messages }
}

/** The real hashing, counted; refuses as it does when too many wait where it is `full` or so many were verified. */
function countingPasswords(options: PasswordOptions | undefined) {
  const argon2 = { hash: 0, verify: 0, full: false, fullAfter: Infinity }
  const real = createPasswords(options)
  const count = (kind: 'hash' | 'verify') => {
    argon2[kind] += 1
    if (argon2.full || argon2.verify > argon2.fullAfter) throw new DomainError('overloaded')
  }
  const passwords: typeof real = {
    async hash(password) {
      count('hash')
      return await real.hash(password)
    },
    async verify(password, hash) {
      count('verify')
      return await real.verify(password, hash)
    },
    async verifyNothing(password) {
      count('verify')
      return await real.verifyNothing(password)
    },
  }
  return { passwords, argon2 }
}

/** Looks into the database as its owner. */
async function lookInto(ownerUrl: string) {
  const owner = new Client({ connectionString: ownerUrl })
  await owner.connect()
  const rows = async (sql: string, values: unknown[] = []) =>
    (await owner.query<Record<string, unknown>>(sql, values)).rows
  const count = async (sql: string) => Number((await rows(`SELECT count(*)::int AS n FROM ${sql}`))[0]?.['n'])
  return {
    rows,
    count,
    /** When nothing waits for the worker any more, every mail that will be sent has been. */
    async settled() {
      const due = 'graphile_worker._private_jobs WHERE attempts < max_attempts AND run_at <= now()'
      await vi.waitUntil(async () => (await count(due)) === 0, { timeout: 10_000, interval: 10 })
    },
    /** When some statement of this database waits for somebody's lock. */
    async someoneWaits() {
      const waiting = `pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()`
      await vi.waitUntil(async () => (await count(waiting)) > 0, { timeout: 10_000, interval: 10 })
    },
    close: () => owner.end(),
  }
}

export type Request = {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  path: string
  body?: unknown
  cookie?: string
  bearer?: string
  ip?: string
  userAgent?: string
  /** A passed challenge, as `chal_…`. */
  stepUp?: string
}

const problemShape = z.object({
  code: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
  errors: z.array(z.object({ path: z.string(), code: z.string() })).optional(),
})

export type Answer = Awaited<ReturnType<typeof send>>

async function send(http: FastifyInstance, request: Request) {
  const { method, path, body, cookie, bearer, ip = '203.0.113.7', userAgent = 'test browser' } = request
  const injected: InjectOptions = {
    method,
    url: path,
    remoteAddress: ip,
    headers: {
      'user-agent': userAgent,
      ...(cookie === undefined ? {} : { cookie }),
      ...(request.stepUp === undefined ? {} : { 'step-up-challenge': request.stepUp }),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  }
  const response = await http.inject(injected)
  const text = response.body
  const isJson = /[/+]json/.test(response.headers['content-type'] ?? '')
  const json: unknown = text === '' || !isJson ? undefined : JSON.parse(text)
  const problem = response.statusCode >= 400 ? problemShape.parse(json) : undefined
  const setCookies = [response.headers['set-cookie'] ?? []].flat()
  const setCookie = setCookies.find(header => header.includes('okpay_session='))
  return {
    status: response.statusCode,
    body: json,
    text,
    /** As they travelled, for answers that are files. */
    bytes: response.rawPayload,
    headers: response.headers,
    code: problem?.code,
    details: problem?.details,
    fields: problem?.errors?.map(error => `${error.path}: ${error.code}`),
    /** The whole `Set-Cookie` of the session, and what a browser would send back. */
    setCookie,
    cookie: setCookie?.split(';', 1)[0],
    /** Session and device, as a browser sends both. */
    cookies: setCookies.map(header => header.split(';', 1)[0]).join('; '),
    /** The device cookie alone: what is left when somebody has signed out. */
    deviceCookieHeader: setCookies.find(header => header.includes('okpay_device=')),
    deviceCookie: setCookies.find(header => header.includes('okpay_device='))?.split(';', 1)[0],
    retryAfter:
      response.headers['retry-after'] === undefined ? undefined : Number(response.headers['retry-after']),
  }
}

let people = 0

/** What the form of a new person holds; every call another address. */
export function aPerson() {
  people += 1
  return {
    name: 'Li Ming',
    email: `li.ming.${people}@example.com`,
    phone: '+86 138 0000 1234',
    password: 'copper lantern river 92',
    terms_version: termsVersion,
    privacy_version: privacyVersion,
    locale: 'en',
  }
}

/** Registers and waits for the mail: the verification as answered, code and link as mailed. */
export async function registered(fixture: Fixture, wishes: Partial<ReturnType<typeof aPerson>> = {}) {
  const person = { ...aPerson(), ...wishes }
  const answer = await fixture.send({ method: 'POST', path: '/v1/registrations', body: person })
  const verification = verificationSchema.parse(answer.body)
  await fixture.settled()
  return { person, verification, ...lastSecrets(fixture, person.email) }
}

/** Code and token of the newest mail to that address. */
export function lastSecrets(fixture: Fixture, to: string): { code: string; token: string } {
  const mail = fixture.mails.findLast(sent => sent.to === to && sent.template === 'confirm_email')
  if (mail?.template !== 'confirm_email') throw new Error(`no code was mailed to ${to}`)
  const { code, link } = mail.params
  return { code, token: new URL(link).hash.slice(1) }
}

export function confirm(fixture: Fixture, verification: string, code: string, more: Partial<Request> = {}) {
  const path = `/v1/email_verifications/${verification}/confirm`
  return fixture.send({ method: 'POST', path, body: { code }, ...more })
}

/** A code that is certainly not this one. */
export function otherThan(code: string): string {
  return ((Number(code) + 1) % 1_000_000).toString().padStart(6, '0')
}

const counting = new AsyncLocalStorage<string[]>()

/** The statements `work` caused, in order, to compare two paths with each other; not those of the job worker. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const query = Reflect.get(Client.prototype, 'query')
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (
    this: Client,
    ...args: unknown[]
  ) {
    const [first] = args
    const text = typeof first === 'string' ? first : textOf(first)
    if (text !== undefined) counting.getStore()?.push(text.replaceAll(/\s+/g, ' ').trim())
    return Reflect.apply(query, this, args)
  })
  const texts: string[] = []
  try {
    await counting.run(texts, work)
  } finally {
    spy.mockRestore()
  }
  return texts
}

function textOf(query: unknown): string | undefined {
  return typeof query === 'object' && query !== null && 'text' in query && typeof query.text === 'string'
    ? query.text
    : undefined
}
