import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { payWithCard } from '../acquirer/index.ts'
import { demoPeople, demoTransfers, type DemoPerson } from './demo-people.ts'

type Addresses = { okpayUrl: string; acquirerUrl: string }

/** An answer of OKPay's API, with its status. */
type Answer = { status: number; body: unknown }

/** The success card of the acquirer's documentation. */
const cardThatWorks = '4242424242424242'
const pollMs = 250
const patienceMs = 30_000

/** Signs both in, opening their accounts when this edition is new; gives money only to somebody who has none. */
export async function seedDemoPeople(addresses: Addresses): Promise<void> {
  const people = await Promise.all(demoPeople.map(person => settleIn(addresses, person)))
  if (people.every(person => !person.isNew)) return
  const accounts = await Promise.all(people.map(person => accountNumberOf(addresses, person.token)))
  for (const transfer of demoTransfers) {
    const payer = people[transfer.from]
    const recipient = accounts[transfer.to]
    if (!payer || !recipient) throw new Error('the demo story names a person who does not exist')
    const body = { recipient, amount: transfer.amount, ...(transfer.note ? { note: transfer.note } : {}) }
    expectStatus(
      await call(addresses, 'POST', '/v1/transfers', { body, token: payer.token, key: randomUUID() }),
      201,
    )
  }
}

async function settleIn(
  addresses: Addresses,
  person: DemoPerson,
): Promise<{ token: string; isNew: boolean }> {
  const known = await signIn(addresses, person)
  if (known) return { token: known, isNew: false }
  await openAccount(addresses, person)
  const token = await signIn(addresses, person)
  if (!token) throw new Error(`${person.email} has an account but cannot sign in`)
  for (const amount of person.topUps) await topUp(addresses, token, amount)
  return { token, isNew: true }
}

const signedIn = z.object({ session: z.object({ token: z.string() }) })

/** A session token, or undefined when there is no such customer yet. */
async function signIn(addresses: Addresses, person: DemoPerson): Promise<string | undefined> {
  const body = { email: person.email, password: person.password, delivery: 'token' }
  const answer = await call(addresses, 'POST', '/v1/sessions', { body })
  return answer.status === 401 ? undefined : signedIn.parse(expectStatus(answer, 201)).session.token
}

const meta = z.object({ terms_version: z.string(), privacy_version: z.string() })
const verification = z.object({ id: z.string() })
const mails = z.object({ data: z.array(z.object({ text: z.string() })) })

async function openAccount(addresses: Addresses, person: DemoPerson): Promise<void> {
  const { terms_version, privacy_version } = meta.parse(expectStatus(await call(addresses, 'GET', '/v1/meta', {}), 200))
  const { name, email, phone, password, locale } = person
  const body = { name, email, phone, password, locale, terms_version, privacy_version }
  const { id } = verification.parse(
    expectStatus(await call(addresses, 'POST', '/v1/registrations', { body }), 202),
  )
  const code = await eventually(`the code for ${email}`, async () => {
    const path = `/v1/test_helpers/mails?limit=5&to=${encodeURIComponent(email)}`
    const { data } = mails.parse(expectStatus(await call(addresses, 'GET', path, {}), 200))
    return data.map(mail => /\b(\d{3}) ?(\d{3})\b/.exec(mail.text)).find(match => match !== null)
  })
  const path = `/v1/email_verifications/${id}/confirm`
  expectStatus(await call(addresses, 'POST', path, { body: { code: `${code[1]}${code[2]}` } }), 200)
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
  amount: DemoPerson['topUps'][number],
): Promise<void> {
  const body = { amount, method: 'card' }
  const created = await call(addresses, 'POST', '/v1/deposits', { body, token, key: randomUUID() })
  const { id } = deposit.parse(expectStatus(created, 201))
  const read = async () =>
    deposit.parse(expectStatus(await call(addresses, 'GET', `/v1/deposits/${id}`, { token }), 200))
  const url = await eventually('the payment page', async () => (await read()).action?.url)
  await payWithCard(url, cardThatWorks)
  await eventually('the money', async () => ((await read()).status === 'succeeded' ? true : undefined))
}

const wallet = z.object({ account_number: z.string() })

async function accountNumberOf(addresses: Addresses, token: string): Promise<string> {
  return wallet.parse(expectStatus(await call(addresses, 'GET', '/v1/wallet', { token }), 200)).account_number
}

async function call(
  { okpayUrl }: Addresses,
  method: 'GET' | 'POST',
  path: string,
  options: { body?: unknown; token?: string; key?: string },
): Promise<Answer> {
  const response = await fetch(okpayUrl + path, {
    method,
    headers: {
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  return { status: response.status, body: await response.json() }
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
