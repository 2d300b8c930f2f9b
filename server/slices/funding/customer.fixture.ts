import { vi } from 'vitest'
import { z } from 'zod'
import { depositSchema, type DepositMethod } from '../../../contract/api/funding.ts'
import { fromTypeId } from '../../../contract/ids.ts'
import type { WireMoney } from '../../../contract/money.ts'
import { payWithCard, TEST_CARDS, type CardDetails } from '../../../simulators/acquirer/index.ts'
import { makeCustomer, makeSession } from '../../../test/factories/customers.ts'
import type { Funding } from './funding.fixture.ts'

/** What a customer does over HTTP and on the hosted page, and what became of it. */

export type WireDeposit = z.output<typeof depositSchema>
export type TestCard = keyof typeof TEST_CARDS
export type Customer = { id: string }

/** A customer who can sign in. */
export async function aCustomer(funding: Funding): Promise<Customer> {
  const { id } = await makeCustomer(funding)
  return { id }
}

export type Sent = { status: number; body: unknown; code: string | undefined; replayed: boolean }

const problemShape = z.object({ code: z.string() })

/** A request over HTTP. Each signs in anew: tests let days pass, which no session outlives. */
export async function send(
  funding: Funding,
  customer: Customer | null,
  request: { method: 'GET' | 'POST'; path: string; body?: unknown; key?: string },
): Promise<Sent> {
  const { method, path, body, key } = request
  const session = customer ? await makeSession(funding, customer) : undefined
  const response = await funding.http.inject({
    method,
    url: path,
    headers: {
      ...(session ? { authorization: `Bearer ${session.token}` } : {}),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const json: unknown = response.body === '' ? undefined : response.json()
  return {
    status: response.statusCode,
    body: json,
    code: response.statusCode >= 400 ? problemShape.parse(json).code : undefined,
    replayed: response.headers['idempotency-replayed'] === 'true',
  }
}

let keys = 0

export const tenEuros: WireMoney = { value: '10.00', currency: 'EUR' }

/** Opens a top-up over HTTP; fails when it is refused. */
export async function openDeposit(
  funding: Funding,
  customer: Customer,
  {
    amount = tenEuros,
    key = `key-${(keys += 1)}`,
    ...wish
  }: {
    amount?: WireMoney
    key?: string
    method?: DepositMethod
    payment_method?: string
    save_payment_method?: boolean
  } = {},
): Promise<WireDeposit> {
  const sent = await send(funding, customer, {
    method: 'POST',
    path: '/v1/deposits',
    body: { amount, ...(wish.payment_method === undefined ? { method: 'card_debit' } : {}), ...wish },
    key,
  })
  if (sent.status !== 201) throw new Error(`opening a deposit answered ${sent.status} ${sent.code}`)
  return depositSchema.parse(sent.body)
}

/** Pays on the hosted page as a browser does. */
export function pay(deposit: Pick<WireDeposit, 'action'>, card: TestCard | CardDetails) {
  if (deposit.action?.kind !== 'redirect') throw new Error('the deposit has no page to pay on')
  return payWithCard(deposit.action.url, typeof card === 'string' ? TEST_CARDS[card].number : card)
}

export async function getDeposit(funding: Funding, customer: Customer, id: string): Promise<WireDeposit> {
  const sent = await send(funding, customer, { method: 'GET', path: `/v1/deposits/${id}` })
  return depositSchema.parse(sent.body)
}

/** Waits until the deposit is as wished and answers it. */
export async function untilDeposit(
  funding: Funding,
  customer: Customer,
  id: string,
  check: (deposit: WireDeposit) => boolean,
): Promise<WireDeposit> {
  return vi.waitFor(
    async () => {
      const deposit = await getDeposit(funding, customer, id)
      if (!check(deposit)) throw new Error(`the deposit is ${JSON.stringify(deposit)}`)
      return deposit
    },
    { timeout: 15_000, interval: 30 },
  )
}

export const is =
  (status: WireDeposit['status']) =>
  (deposit: WireDeposit): boolean =>
    deposit.status === status

/** What the ledger says the customer has, in minor units, and by how many credits. */
export async function balanceOf(funding: Funding, customer: Customer, currency = 'EUR') {
  const [row] = await funding.rows(
    `SELECT coalesce(max(b.balance), 0)::text AS balance, count(e.*) FILTER (WHERE e.amount > 0)::int AS credits
     FROM account a JOIN balance b ON b.account_id = a.id LEFT JOIN entry e ON e.account_id = a.id
     WHERE a.owner_id = $1 AND a.purpose = 'available' AND a.currency = $2`,
    [customer.id, currency],
  )
  return row
}

export function uuidOf(deposit: { id: string }): string {
  const uuid = fromTypeId('deposit', deposit.id)
  if (uuid === undefined) throw new Error(`${deposit.id} is no deposit's id`)
  return uuid
}

/** When nothing waits for the worker now, every job that was due has run. */
export async function jobsDone(funding: Funding): Promise<void> {
  await vi.waitFor(
    async () => {
      const [row] = await funding.rows(
        `SELECT count(*)::int AS due FROM graphile_worker._private_jobs WHERE run_at <= now() AND attempts < max_attempts`,
      )
      if (row?.['due'] !== 0) throw new Error('jobs are waiting')
    },
    { timeout: 15_000, interval: 20 },
  )
}

export function post(
  funding: Funding,
  customer: Customer,
  deposit: WireDeposit,
  verb: 'check' | 'cancel',
): Promise<Sent> {
  return send(funding, customer, { method: 'POST', path: `/v1/deposits/${deposit.id}/${verb}` })
}

/** How many sessions the acquirer has for a deposit. */
export async function sessionsOf({ acquirer }: Funding, deposit: WireDeposit): Promise<number> {
  const answer = await fetch(`${acquirer.url}/v1/checkout/sessions?limit=100`, {
    headers: { authorization: `Bearer ${acquirer.settings.secretKey}` },
  })
  const list = z.object({ data: z.array(z.object({ client_reference_id: z.string().nullable() })) })
  const { data } = list.parse(await answer.json())
  return data.filter(session => session.client_reference_id === deposit.id).length
}

/** What is used of the customer's limits, in minor units. */
export async function limitUsed(funding: Funding, customer: Customer): Promise<unknown> {
  const [row] = await funding.rows('SELECT daily::text FROM limit_use WHERE customer_id = $1', [customer.id])
  return row?.['daily']
}
