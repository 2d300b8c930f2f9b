import { randomUUID } from 'node:crypto'
import type { APIResponse } from 'playwright-core'
import { expect } from 'vitest'
import { z } from 'zod'
import { payWithCard, TEST_CARDS } from '../../simulators/acquirer/index.ts'
import type { Visitor } from './browser.ts'
import type { Language } from './texts.ts'

/** Somebody who is not a customer yet: an address and a number nobody else has. */
export type Person = { name: string; email: string; phone: string; password: string; language: Language }

const names = { 'zh-CN': '王小雨', en: 'Nora Field' } as const

/** How the names above look to somebody who is paying or was paid. */
export const maskedNames = { 'zh-CN': '*小雨', en: 'N*** F***' } as const

export function newPerson(language: Language, name: string = names[language]): Person {
  const unique = randomUUID().replaceAll('-', '')
  const digits = BigInt(`0x${unique}`).toString().slice(-8)
  return {
    name,
    email: `e2e-${unique.slice(0, 12)}@mail.example`,
    // Mobile numbers as they are written at home, 139 in China and 07400 in Britain, which plans have in use.
    phone: language === 'zh-CN' ? `139${digits}` : `07400${digits.slice(2)}`,
    password: 'copper-lantern-47-meadow',
    language,
  }
}

/** A name nobody else has, for those who are looked for in lists of the customers of every story. */
export function nameOfTheirOwn(): string {
  const letters = Array.from(randomUUID().replaceAll('-', '').slice(0, 10), digit =>
    String.fromCharCode(97 + parseInt(digit, 16)),
  )
  return `Nora F${letters.join('')}`
}

const international = ({ phone, language }: Person): string =>
  language === 'zh-CN' ? `+86${phone}` : `+44${phone.slice(1)}`

const verification = z.object({ id: z.string() })
const meta = z.object({ terms_version: z.string(), privacy_version: z.string() })
const mails = z.object({ data: z.array(z.object({ id: z.string(), text: z.string() })) })
const deposit = z.object({
  id: z.string(),
  status: z.string(),
  action: z.object({ url: z.string() }).nullable(),
})

/**
 * Opens an account and signs its owner in to the visitor's browser by the API, for tests whose story begins later:
 * the way over the screens is walked by story.test.ts.
 */
export async function becomeCustomer(
  visitor: Visitor,
  language: Language,
  { name: wanted }: { name?: string } = {},
): Promise<Person> {
  const person = newPerson(language, wanted)
  const { request } = visitor.context
  const { name, email, password } = person
  const { terms_version, privacy_version } = meta.parse(await bodyOf(await request.get('/v1/meta'), 200))
  const wish = {
    name,
    email,
    phone: international(person),
    password,
    terms_version,
    privacy_version,
    locale: language,
  }
  const { id } = verification.parse(
    await bodyOf(await request.post('/v1/registrations', { data: wish }), 202),
  )
  const code = await eventually(`the code for ${email}`, async () => {
    const answer = await request.get('/v1/test_helpers/mails', { params: { to: email } })
    const { data } = mails.parse(await bodyOf(answer, 200))
    return data.map(mail => /\b(\d{3}) ?(\d{3})\b/.exec(mail.text)).find(match => match !== null)
  })
  const data = { code: `${code[1]}${code[2]}` }
  await bodyOf(await request.post(`/v1/email_verifications/${id}/confirm`, { data }), 200)
  return person
}

/** Tops the signed-in visitor up by card, without a screen; `amount` as `120.00 EUR`. */
export async function giveMoney({ context: { request } }: Visitor, amount: string): Promise<void> {
  const [value, currency] = amount.split(' ')
  const created = await request.post('/v1/deposits', {
    data: { amount: { value, currency }, method: 'card_debit' },
    headers: { 'idempotency-key': randomUUID() },
  })
  const { id } = deposit.parse(await bodyOf(created, 201))
  const read = async () => deposit.parse(await bodyOf(await request.get(`/v1/deposits/${id}`), 200))
  const url = await eventually('the payment page', async () => (await read()).action?.url)
  expect(await payWithCard(url, TEST_CARDS.visa_credit.number)).toMatchObject({ kind: 'returned' })
  await bodyOf(await request.post(`/v1/deposits/${id}/check`), 200)
  await expect.poll(async () => (await read()).status, patience).toBe('succeeded')
}

const question = z.object({ details: z.object({ challenge: z.object({ id: z.string() }) }) })

/** Does by the API what has to be confirmed, with the code that is mailed for it; answers what came of it. */
export async function confirmedByMail(
  { context: { request } }: Visitor,
  { email }: Person,
  { path, data }: { path: string; data?: object },
): Promise<unknown> {
  const inbox = async () => {
    const answer = await request.get('/v1/test_helpers/mails', { params: { to: email, limit: 10 } })
    return mails.parse(await bodyOf(answer, 200)).data
  }
  const key = { 'idempotency-key': randomUUID() }
  const body = data === undefined ? {} : { data }
  const asked = question.parse(await bodyOf(await request.post(path, { ...body, headers: key }), 403))
  const { id } = asked.details.challenge
  const before = new Set((await inbox()).map(mail => mail.id))
  const sending = await request.post(`/v1/challenges/${id}/send_code`, { data: { channel: 'email' } })
  await bodyOf(sending, 202)
  const code = await eventually(`the code for ${email}`, async () =>
    (await inbox())
      .filter(mail => !before.has(mail.id))
      .map(mail => /\b(\d{3}) (\d{3})\b/.exec(mail.text))
      .find(match => match !== null),
  )
  const proof = { method: 'email_code', code: `${code[1]}${code[2]}` }
  await bodyOf(await request.post(`/v1/challenges/${id}/pass`, { data: { proof } }), 200)
  const headers = { ...key, 'step-up-challenge': id }
  return await bodyOf(await request.post(path, { ...body, headers }), 201)
}

/** A machine that does something else besides is slow; only what never comes takes this long. */
export const patience = { timeout: 30_000, interval: 100 }

/** For what waits until files have gone to the bank and its answers have come back. */
export const bankPatience = { timeout: 100_000 }

async function bodyOf(answer: APIResponse, status: number): Promise<unknown> {
  if (answer.status() !== status)
    throw new Error(`${answer.url()}: ${answer.status()} ${await answer.text()}`)
  return await answer.json()
}

async function eventually<Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value> {
  const until = Date.now() + patience.timeout
  while (Date.now() < until) {
    const seen = await look()
    if (seen !== undefined) return seen
    await new Promise(resolve => setTimeout(resolve, patience.interval))
  }
  throw new Error(`${what} did not come within ${patience.timeout / 1_000} s`)
}
