import { createHash } from 'node:crypto'
import { z } from 'zod'
import { payWithCard, type CardDetails } from '../acquirer/index.ts'
import { payWithWallet, type WalletKey } from '../ewallet/index.ts'
import type { Amount, Person } from './demo-people.ts'
import {
  call,
  eventually,
  expectStatus,
  isProblem,
  mailsTo,
  withCode,
  type Answer,
  type Request,
} from './okpay-api.ts'

/** What a customer does, by the interface anybody has. */

/** Somebody who is signed in and reads their mail. */
export type Customer = { okpayUrl: string; person: Person; token: string }

const identified = z.object({ id: z.string() })

export async function ask(me: Customer, path: string): Promise<unknown> {
  return expectStatus(await call(me.okpayUrl, 'GET', path, requestOf(me)), path, 200)
}

/** As a browser's: told again, the same deed has the same key, and customers see it as evidence. */
function keyOf({ person }: Customer, deed: string): string {
  const hex = createHash('sha256').update(`${person.email} ${deed}`).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

function requestOf({ token, person }: Customer): Request {
  return { token, device: person.device }
}

/**
 * Does what may have to be confirmed first, with the code that is mailed for it.
 * @param key Names this deed among all of this customer's: told again, it is the same one.
 * @returns the answer; undefined where it was done before at another price, which is an order under way like any.
 */
export async function order(
  me: Customer,
  path: string,
  { body, key }: { body?: unknown; key: string },
): Promise<unknown> {
  const answer = await ordered(me, path, { body, key })
  if (isProblem(answer, 'idempotency_key_reused')) return undefined
  return expectStatus(answer, path, 200, 201)
}

/** The same where it is declined, and kept with its reason. */
export async function orderInVain(
  me: Customer,
  path: string,
  { body, key }: { body?: unknown; key: string },
): Promise<void> {
  const answer = await ordered(me, path, { body, key })
  if (!isProblem(answer, 'idempotency_key_reused')) expectStatus(answer, path, 402)
}

async function ordered(
  me: Customer,
  path: string,
  { body, key }: { body?: unknown; key: string },
): Promise<Answer> {
  const request = { ...requestOf(me), body, key: keyOf(me, key) }
  const answer = await call(me.okpayUrl, 'POST', path, request)
  if (!isProblem(answer, 'step_up_required')) return answer
  const challenge = await passChallenge(me, answer)
  return call(me.okpayUrl, 'POST', path, { ...request, challenge })
}

const refusal = z.object({ details: z.object({ challenge: z.object({ id: z.string() }) }) })

async function passChallenge(me: Customer, answer: Answer): Promise<string> {
  const { okpayUrl, person } = me
  const { id } = refusal.parse(answer.body).details.challenge
  const path = `/v1/challenges/${id}`
  const before = new Set((await mailsTo(okpayUrl, person.email)).map(mail => mail.id))
  const request = { ...requestOf(me), body: { channel: 'email' } }
  expectStatus(await call(okpayUrl, 'POST', `${path}/send_code`, request), 'a code to confirm', 202)
  return withCode(
    `for ${person.email} to confirm`,
    () => mailsTo(okpayUrl, person.email),
    before,
    async code => {
      const proof = { method: 'email_code', code }
      const passed = await call(okpayUrl, 'POST', `${path}/pass`, { ...requestOf(me), body: { proof } })
      if (isProblem(passed, 'step_up_failed')) return undefined
      expectStatus(passed, 'the confirmation', 200)
      return id
    },
  )
}

const wallet = z.object({ account_number: z.string() })

export async function accountNumberOf(me: Customer): Promise<string> {
  return wallet.parse(await ask(me, '/v1/wallet')).account_number
}

const deposit = z.object({
  id: z.string(),
  status: z.string(),
  action: z.object({ url: z.string().optional(), reference: z.string().optional() }).nullable(),
})
type Deposit = z.output<typeof deposit>

type TopUp = { key: string; amount: Amount; method?: 'card_debit' | 'ewallet'; keep?: boolean }

/** Begins a top-up and waits for the counterparty's page; null where it has gone on from there already. */
export async function beginTopUp(
  me: Customer,
  { key, amount, method = 'card_debit', keep = false }: TopUp,
): Promise<{ id: string; url: string | null }> {
  const body = { amount, method, ...(keep ? { save_payment_method: true } : {}) }
  const { id } = deposit.parse(await order(me, '/v1/deposits', { body, key }))
  const url = await eventually('the payment page', async () => {
    const { status, action } = await depositOf(me, id)
    return status === 'requires_action' ? action?.url : null
  })
  return { id, url }
}

async function depositOf(me: Customer, id: string): Promise<Deposit> {
  return deposit.parse(await ask(me, `/v1/deposits/${id}`))
}

/** The success card of the acquirer's documentation. */
const cardThatWorks = '4242424242424242'

/** Pays on the acquirer's page like anybody and waits until the money has arrived. */
export async function topUp(
  me: Customer,
  { card = cardThatWorks, ...wish }: TopUp & { card?: string | CardDetails },
): Promise<void> {
  const { id, url } = await beginTopUp(me, wish)
  if (url !== null) await payWithCard(url, card)
  await arrived(me, id)
}

/** Pays on the page of the e-wallet's house, and agrees that the wallet is kept. */
export async function topUpByWallet(
  me: Customer,
  { key, amount, wallet }: { key: string; amount: Amount; wallet: WalletKey },
): Promise<void> {
  const { id, url } = await beginTopUp(me, { key, amount, method: 'ewallet', keep: true })
  if (url !== null) await payWithWallet(url, wallet, { agree: true })
  await arrived(me, id)
}

export async function arrived(me: Customer, id: string): Promise<void> {
  await eventually('the money', async () =>
    (await depositOf(me, id)).status === 'succeeded' ? true : undefined,
  )
}

/** Says that money will come by bank transfer; under which reference. */
export async function announceTransfer(
  me: Customer,
  { key, amount }: { key: string; amount: Amount },
): Promise<{ id: string; reference: string | undefined }> {
  const body = { amount, method: 'bank_transfer' }
  const { id, action } = deposit.parse(await order(me, '/v1/deposits', { body, key }))
  return { id, reference: action?.reference }
}

export type BankAccount = { country: string; fields: Readonly<Record<string, string>> }

const methods = z.object({
  data: z.array(z.object({ id: z.string(), details: z.object({ country: z.string().optional() }) })),
})

/** Has the bank asked for the name, and keeps the account to withdraw to; its id. One for each country. */
export async function keepBankAccount(me: Customer, account: BankAccount): Promise<string> {
  const kept = methods.parse(await ask(me, '/v1/payment_methods?kind=bank_account')).data
  const known = kept.find(({ details }) => details.country === account.country)
  if (known) return known.id
  const holder_name = me.person.name
  const asked = await call(me.okpayUrl, 'POST', '/v1/name_checks', {
    ...requestOf(me),
    body: { account, holder_name },
  })
  const check = identified.parse(expectStatus(asked, 'the name check', 200))
  const body = { kind: 'bank_account', account, holder_name, name_check: check.id }
  const key = `bank-account-${account.country}`
  return identified.parse(await order(me, '/v1/payment_methods', { body, key })).id
}

export async function exchange(
  me: Customer,
  { key, from, to, amount }: { key: string; from: string; to: string; amount: Amount },
): Promise<void> {
  const { id: quote } = await quoted(me, '/v1/quotes', { from, to, amount })
  await order(me, '/v1/conversions', { body: { quote }, key })
}

/** Prices cost nothing and move nothing: asked again, another one is told. */
async function quoted(me: Customer, path: string, body: unknown): Promise<{ id: string }> {
  const answer = await call(me.okpayUrl, 'POST', path, { ...requestOf(me), body })
  return identified.parse(expectStatus(answer, path, 201))
}

export type Recipient = {
  name: string
  label?: string
  account: BankAccount
  address?: object
}

/** Keeps somebody abroad; their id. Kept already, it is the same one. */
export async function keepRecipient(me: Customer, recipient: Recipient): Promise<string> {
  const answer = await call(me.okpayUrl, 'POST', '/v1/recipients', { ...requestOf(me), body: recipient })
  return identified.parse(expectStatus(answer, 'a recipient abroad', 201)).id
}

export type Abroad = { key: string; recipient: string; amount: Amount; message: string; purpose?: string }

/** Sends what leaves the wallet, fees included, at the price of now. */
export async function sendAbroad(me: Customer, { key, ...wish }: Abroad): Promise<string | undefined> {
  const body = await abroad(me, wish)
  return identified.optional().parse(await order(me, '/v1/transfers_abroad', { body, key }))?.id
}

/** The same where there is not enough money for it. */
export async function sendAbroadInVain(me: Customer, { key, ...wish }: Abroad): Promise<void> {
  await orderInVain(me, '/v1/transfers_abroad', { body: await abroad(me, wish), key })
}

async function abroad(me: Customer, { recipient, amount, message, purpose }: Omit<Abroad, 'key'>) {
  const { id: quote } = await quoted(me, '/v1/transfer_abroad_quotes', {
    recipient,
    source: amount.currency,
    fixed: 'send',
    amount,
  })
  return { quote, message, ...(purpose === undefined ? {} : { purpose }) }
}

/** Does what may have been done before, and is refused then because nothing is left to do. */
export async function doOnce(me: Customer, path: string, key?: string): Promise<void> {
  const answer = await call(me.okpayUrl, 'POST', path, {
    ...requestOf(me),
    ...(key === undefined ? {} : { key: keyOf(me, key) }),
  })
  if (!isProblem(answer, 'transition_not_allowed')) expectStatus(answer, path, 200, 201)
}
