import { z } from 'zod'
import { payWithCard } from '../acquirer/index.ts'
import { demoPeople, demoTransfers, type DemoPerson } from './demo-people.ts'
import type { Notes } from './notes.ts'

type Addresses = { okpayUrl: string; acquirerUrl: string }

/** An answer of OKPay's API, with its status and the cookies it sets. */
type Answer = { status: number; body: unknown; cookies: readonly string[] }

/** The success card of the acquirer's documentation. */
const cardThatWorks = '4242424242424242'
const pollMs = 250
const patienceMs = 30_000

/**
 * Lets both open their accounts, top up and pay each other, each step once: what an interrupted start left undone the
 * next one goes on with. Whoever was here before notes were kept, or is done, keeps what they have.
 */
export async function seedDemoPeople(addresses: Addresses, notes: Notes): Promise<void> {
  if (notes.isDone()) return
  const settled = await Promise.all(demoPeople.map(person => settleIn(addresses, notes, person)))
  const newcomers = settled.flatMap(person => person ?? [])
  // Only together they have a story.
  if (newcomers.length === settled.length) await tellStory(addresses, newcomers)
  notes.finish()
}

async function tellStory(addresses: Addresses, people: readonly Newcomer[]): Promise<void> {
  const accounts = await Promise.all(people.map(({ token }) => accountNumberOf(addresses, token)))
  for (const [index, transfer] of demoTransfers.entries()) {
    const payer = people[transfer.from]
    const recipient = accounts[transfer.to]
    if (!payer || !recipient) throw new Error('the demo story names a person who does not exist')
    const body = { recipient, amount: transfer.amount, ...(transfer.note ? { note: transfer.note } : {}) }
    await confirmed(addresses, payer, { path: '/v1/transfers', body, key: `demo-transfer-${index}` })
  }
}

const refusal = z.object({ code: z.string(), details: z.object({ challenge: z.object({ id: z.string() }) }) })

/** Does what may have to be confirmed first: with the code that is mailed for it, as anybody would. */
async function confirmed(
  addresses: Addresses,
  { token, email }: Newcomer,
  { path, body, key }: { path: string; body: unknown; key: string },
): Promise<void> {
  const answer = await call(addresses, 'POST', path, { body, token, key })
  if (answer.status !== 403) return void expectStatus(answer, 201)
  const { id } = refusal.parse(answer.body).details.challenge
  const challenge = `/v1/challenges/${id}`
  const before = await newestMail(addresses, email)
  const ask = await call(addresses, 'POST', `${challenge}/send_code`, { body: { channel: 'email' }, token })
  expectStatus(ask, 202)
  const code = await eventually(`the code for ${email}`, async () => {
    const mail = await newestMail(addresses, email)
    return mail?.id === before?.id ? undefined : codeIn(mail?.text)
  })
  const proof = { method: 'email_code', code }
  expectStatus(await call(addresses, 'POST', `${challenge}/pass`, { body: { proof }, token }), 200)
  expectStatus(await call(addresses, 'POST', path, { body, token, key, challenge: id }), 201)
}

async function newestMail(addresses: Addresses, email: string) {
  const path = `/v1/test_helpers/mails?limit=1&to=${encodeURIComponent(email)}`
  return mails.parse(expectStatus(await call(addresses, 'GET', path, {}), 200)).data[0]
}

function codeIn(text: string | undefined): string | undefined {
  const match = /\b(\d{3}) ?(\d{3})\b/.exec(text ?? '')
  return match ? `${match[1]}${match[2]}` : undefined
}

type Newcomer = { token: string; email: string }

/** Undefined for somebody who was here before notes were kept. */
async function settleIn(
  addresses: Addresses,
  notes: Notes,
  person: DemoPerson,
): Promise<Newcomer | undefined> {
  const { email } = person
  const known = notes.deviceOf(email)
  if (known === undefined && (await hasAccount(addresses, person))) return undefined
  const device = known ?? (await openAccount(addresses, person))
  notes.keepDevice(email, device)
  const { token, phoneProved } = await signIn(addresses, person, device)
  if (!phoneProved) await proveNumber(addresses, person, token)
  for (const [index, amount] of person.topUps.entries())
    await topUp(addresses, token, { amount, key: `demo-top-up-${index}` })
  return { token, email }
}

const signedIn = z.object({
  customer: z.object({ phone_verified: z.boolean() }),
  session: z.object({ token: z.string() }),
})

/**
 * Whether this person has an account: then they were written to. Mails with a code alone are those of a registration
 * that nobody finished.
 */
async function hasAccount(addresses: Addresses, person: DemoPerson): Promise<boolean> {
  const { email, password } = person
  const path = `/v1/test_helpers/mails?limit=100&to=${encodeURIComponent(email)}`
  const { data } = mails.parse(expectStatus(await call(addresses, 'GET', path, {}), 200))
  if (data.some(({ text }) => codeIn(text) === undefined)) return true
  // Or their mails are gone, because only the newest are kept.
  const answer = await call(addresses, 'POST', '/v1/sessions', { body: { email, password } })
  return answer.status === 201
}

/** A session, on the device the account was opened on. */
async function signIn(
  addresses: Addresses,
  person: DemoPerson,
  deviceToken: string,
): Promise<{ token: string; phoneProved: boolean }> {
  const { email, password } = person
  const body = { email, password, delivery: 'token', device_token: deviceToken }
  const answer = await call(addresses, 'POST', '/v1/sessions', { body })
  const { customer, session } = signedIn.parse(expectStatus(answer, 201))
  return { token: session.token, phoneProved: customer.phone_verified }
}

const meta = z.object({ terms_version: z.string(), privacy_version: z.string() })
const verification = z.object({ id: z.string() })
const mails = z.object({ data: z.array(z.object({ id: z.string(), text: z.string() })) })

/** Opens the account; the token of the device it was opened on, as the browser would keep it. */
async function openAccount(addresses: Addresses, person: DemoPerson): Promise<string> {
  const { terms_version, privacy_version } = meta.parse(
    expectStatus(await call(addresses, 'GET', '/v1/meta', {}), 200),
  )
  const { name, email, phone, password, locale } = person
  const body = { name, email, phone, password, locale, terms_version, privacy_version }
  const { id } = verification.parse(
    expectStatus(await call(addresses, 'POST', '/v1/registrations', { body }), 202),
  )
  const path = `/v1/email_verifications/${id}/confirm`
  const opened = await withNewCode(
    email,
    async () => (await newestMail(addresses, email))?.text,
    code => call(addresses, 'POST', path, { body: { code } }),
  )
  const device = opened.cookies.map(cookie => /okpay_device=([\w-]{43})/.exec(cookie)).find(Boolean)
  if (!device?.[1]) throw new Error(`${email} has an account but no device`)
  return device[1]
}

const messages = z.object({ data: z.array(z.object({ text: z.string() })) })

/** Reads the code on the phone, so that others find this person by the number. */
async function proveNumber(addresses: Addresses, { phone }: DemoPerson, token: string): Promise<void> {
  const path = '/v1/customers/me/phone_verification'
  const asked = await call(addresses, 'POST', path, { token })
  // 409 or 429: a start that was interrupted has asked for one a moment ago.
  if (asked.status !== 409 && asked.status !== 429) expectStatus(asked, 202)
  const sms = `/v1/test_helpers/sms?limit=1&to=${encodeURIComponent(phone)}`
  await withNewCode(
    phone,
    async () => messages.parse(expectStatus(await call(addresses, 'GET', sms, {}), 200)).data[0]?.text,
    code => call(addresses, 'POST', `${path}/confirm`, { token, body: { code } }),
  )
}

/** Tries the newest code until one is right: the one before may still be the newest. Each is tried once. */
async function withNewCode(
  whose: string,
  newest: () => Promise<string | undefined>,
  answer: (code: string) => Promise<Answer>,
): Promise<Answer> {
  const tried = new Set<string>()
  return eventually(`the code for ${whose}`, async () => {
    const code = codeIn(await newest())
    if (code === undefined || tried.has(code)) return undefined
    tried.add(code)
    const answered = await answer(code)
    return answered.status === 200 ? answered : undefined
  })
}

const deposit = z.object({
  id: z.string(),
  status: z.string(),
  action: z.object({ url: z.string() }).nullable(),
})

/** Pays on the acquirer's page like anybody and waits until the money has arrived. */
async function topUp(
  addresses: Addresses,
  token: string,
  { amount, key }: { amount: DemoPerson['topUps'][number]; key: string },
): Promise<void> {
  const body = { amount, method: 'card_debit' }
  const created = await call(addresses, 'POST', '/v1/deposits', { body, token, key })
  const { id } = deposit.parse(expectStatus(created, 201))
  const read = async () =>
    deposit.parse(expectStatus(await call(addresses, 'GET', `/v1/deposits/${id}`, { token }), 200))
  const hasArrived = async () => ((await read()).status === 'succeeded' ? true : undefined)
  const page = await eventually(
    'the payment page',
    async () => (await hasArrived()) ?? (await read()).action?.url,
  )
  if (page === true) return
  await payWithCard(page, cardThatWorks)
  await eventually('the money', hasArrived)
}

const wallet = z.object({ account_number: z.string() })

async function accountNumberOf(addresses: Addresses, token: string): Promise<string> {
  return wallet.parse(expectStatus(await call(addresses, 'GET', '/v1/wallet', { token }), 200)).account_number
}

async function call(
  { okpayUrl }: Addresses,
  method: 'GET' | 'POST',
  path: string,
  options: { body?: unknown; token?: string; key?: string; challenge?: string },
): Promise<Answer> {
  const response = await fetch(okpayUrl + path, {
    method,
    headers: {
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
      ...(options.challenge === undefined ? {} : { 'step-up-challenge': options.challenge }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  return { status: response.status, body: await response.json(), cookies: response.headers.getSetCookie() }
}

function expectStatus(answer: Answer, status: number): unknown {
  if (answer.status !== status)
    throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

async function eventually<Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value> {
  const endAt = Date.now() + patienceMs
  while (Date.now() < endAt) {
    const seen = await look()
    if (seen !== undefined) return seen
    await new Promise(resolve => setTimeout(resolve, pollMs))
  }
  throw new Error(`${what} did not come within ${patienceMs / 1_000} s`)
}
