import { beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../contract/operations.ts'
import type { Operation } from '../contract/operation.ts'
import { fromTypeId, toTypeId } from '../contract/ids.ts'
import { withCheckDigit } from '../contract/check-digit.ts'
import { makeDevice, makeSession } from '../test/factories/customers.ts'
import type { Person } from '../test/factories/app.ts'
import { bodyExamples } from '../tools/openapi-examples.ts'
import { newId } from './platform/id.ts'
import { confirmAuthenticator, insertAuthenticator } from './slices/identity/factors/queries.ts'
import { startRecords } from './slices/records/records.fixture.ts'
import { remittancesIn } from './slices/remittances/remittances.fixture.ts'
import { withdrawalsIn } from './slices/withdrawals/withdrawals.fixture.ts'

/**
 * Every id a customer can name, in a path or a body: of something that is another customer's it is answered as if it were
 * nobody's, to the letter (api.md: 404, absent or not yours, same body). An operation that is new fails here until an
 * object of its kind is made below.
 */
const world = await startRecords()
const abroad = await remittancesIn(world)
const bank = withdrawalsIn(world)

type Thing = { id: string; owner: Person }

const euros = (value: string) => ({ value, currency: 'EUR' })

/** Alice's, by what they are called in paths; where somebody else's is easier to make, theirs. */
const things = new Map<string, Thing>()
/** Never in any answer to somebody else. */
const secrets: string[] = []
let stranger: Person

beforeAll(async () => {
  stranger = await world.person({ EUR: 100_00n, CNY: 100_00n }, { name: 'Bob Stranger' })
  const alice = await world.person({ EUR: 5_000_00n, CNY: 5_000_00n }, { name: 'Alice Unmistakable' })
  const carol = await world.person({ EUR: 100_00n }, { name: 'Carol Other' })
  const keep: Keep = (name, id, owner = alice) => {
    if (typeof id !== 'string') throw new Error(`there is no ${name}`)
    things.set(name, { id, owner })
  }
  await makeMoney({ alice, carol, keep })
  await makeRecords({ alice, carol, keep })
  await makeOthers({ alice, carol, keep })
  secrets.push(alice.name, alice.email, alice.phone, alice.accountNumber)
  for (const { id, owner } of things.values()) if (owner === alice) secrets.push(id)
}, 120_000)

type Keep = (name: string, id: unknown, owner?: Person) => void
type Making = { alice: Person; carol: Person; keep: Keep }

/** Makes it over HTTP, confirmed where it has to be; the answer's body. */
async function made(
  who: Person,
  method: 'POST' | 'PUT',
  path: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const answer = await world.callConfirmed(method, path, { token: who.token, ...(body ? { body } : {}) })
  if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

async function makeMoney({ alice, carol, keep }: Making): Promise<void> {
  const transfer = await made(alice, 'POST', '/v1/transfers', {
    recipient: carol.email,
    amount: euros('10.00'),
  })
  keep('transfer', transfer['id'])
  keep('number', transfer['number'])
  const refund = await made(carol, 'POST', '/v1/refunds', { transfer: transfer['id'], amount: euros('1.00') })
  keep('refund', refund['id'], carol)
  const invitation = { recipient: carol.email, amount: euros('5.00') }
  keep('invitation', (await made(alice, 'POST', '/v1/transfer_invitations', invitation))['id'])
  keep('invitation_to_me', things.get('invitation')?.id, carol)
  const request = { payer: carol.email, amount: euros('3.00') }
  keep('request', (await made(alice, 'POST', '/v1/payment_requests', request))['id'])
  keep('request_to_me', things.get('request')?.id, carol)
  const bill = {
    title: 'Dinner',
    total: euros('9.00'),
    own_weight: 1,
    shares: [{ payer: carol.email, weight: 1 }],
  }
  keep('bill', (await made(alice, 'POST', '/v1/bills', bill))['id'])
  const schedule = {
    recipient: carol.email,
    amount: euros('2.00'),
    rhythm: 'monthly',
    starts_on: new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10),
    count: 2,
    time_zone: 'Europe/Berlin',
  }
  keep('schedule', (await made(alice, 'POST', '/v1/scheduled_transfers', schedule))['id'])
  const quote = { from: 'EUR', to: 'CNY', amount: euros('10.00') }
  keep('quote', (await made(alice, 'POST', '/v1/quotes', quote))['id'])
  const price = await made(alice, 'POST', '/v1/quotes', quote)
  keep('conversion', (await made(alice, 'POST', '/v1/conversions', { quote: price['id'] }))['id'])
  const alert = { from: 'CNY', to: 'EUR', target: '0.5', basis: 'ours' }
  keep('alert', (await made(alice, 'POST', '/v1/rate_alerts', alert))['id'])
  const withdrawn = await bank.ordered()
  keep('withdrawal', withdrawn.id, withdrawn.who)
  keep('payment_method', withdrawn.method, withdrawn.who)
  const sent = await abroad.sent()
  keep('transfer_abroad', sent.id, sent.who)
  keep('recipient', sent.to, sent.who)
  keep('abroad_quote', (await abroad.quote(sent.who, sent.to)).id, sent.who)
  const account = { country: 'DE', fields: { iban: 'DE02120300000000202051' } }
  const check = await made(alice, 'POST', '/v1/name_checks', { account, holder_name: alice.name })
  keep('name_check', check['id'])
}

async function makeRecords({ alice, carol, keep }: Making): Promise<void> {
  const from = await world.person({}, { name: 'Dora Earlier' })
  const deposit = await world.depositAt(from, 100_00n, new Date('2026-05-03T10:00:00Z'))
  keep('deposit', toTypeId('deposit', deposit), from)
  await world.transferAt({ payer: from, payee: carol }, { minor: 10_00n }, new Date('2026-05-04T10:00:00Z'))
  await world.dispatch()
  await world.runJob('records.close_months', { customer: from.id })
  const { body } = await world.get(from, '/v1/statements?limit=1')
  keep('statement', body.data[0].id, from)
  const asked = await made(alice, 'POST', '/v1/exports', {})
  await world.runJob('records.make_export', { export: fromTypeId('export', String(asked['id'])) })
  keep('export', asked['id'])
}

async function makeOthers({ alice, keep }: Making): Promise<void> {
  const clock = { now: () => new Date() }
  const { app } = world
  const identity = { db: app.db, clock, identity: app.slices.identity }
  keep('device', toTypeId('device', (await makeDevice(identity, alice)).id))
  keep('session', toTypeId('session', (await makeSession(identity, alice)).id))
  const customer = await made(alice, 'PUT', '/v1/customers/me/avatar', bodyExamples['setAvatar'])
  keep('avatar', customer['avatar'])
  const subscription = await made(
    alice,
    'POST',
    '/v1/push_subscriptions',
    bodyExamples['createPushSubscription'],
  )
  keep('subscription', subscription['id'])
  keep('data_export', (await made(alice, 'POST', '/v1/data_exports'))['id'])
  const job = app.slices.identity.jobs.find(({ name }) => name === 'identity.make_data_export')
  const dataExport = fromTypeId('dataExport', things.get('data_export')?.id ?? '')
  await job?.run({ dataExport }, { attempt: 1, isLastAttempt: false })
  const change = { kind: 'email', email: 'alice.elsewhere@example.com' }
  keep('contact_change', (await made(alice, 'POST', '/v1/contact_changes', change))['id'])
  const passkey = newId()
  await app.db.pool.query(
    `INSERT INTO passkey (id, customer_id, credential_id, public_key, sign_count, transports, aaguid, backup_eligible,
       backed_up, name, created_at)
     VALUES ($1, $2, $3, $4, 0, '{}', $1, false, false, 'Phone', now())`,
    [passkey, alice.id, Buffer.from(passkey), Buffer.alloc(77, 4)],
  )
  keep('passkey', toTypeId('passkey', passkey))
  keep('authenticator', (await made(alice, 'POST', '/v1/authenticators'))['id'])
  const [guarded, inUse, now] = [await world.person({}, { name: 'Gil Guarded' }), newId(), clock.now()]
  await app.db.transaction(async tx => {
    await insertAuthenticator(tx, { id: inUse, customerId: guarded.id, secret: Buffer.alloc(60, 1), now })
    await confirmAuthenticator(tx, { id: inUse, step: 0n, deviceId: null, now })
  })
  keep('authenticator_in_use', toTypeId('authenticator', inUse), guarded)
  const asked = await world.call('POST', '/v1/recovery_codes', { token: alice.token, key: null })
  keep('challenge', asked.body.details.challenge.id)
  const renamed = await world.person({}, { name: 'Emil Before' })
  const wish = await made(renamed, 'POST', '/v1/name_changes', { name: 'Emil After' })
  keep('name_change', wish['id'], renamed)
  const leaving = await world.person({}, { name: 'Fay Leaving' })
  keep('account_closing', (await made(leaving, 'POST', '/v1/account_closings'))['id'], leaving)
}

/** What stands in paths and is nobody's property. */
const plain = new Set(['lesson', 'currency'])

const forCustomers: readonly Operation[] = Object.values(operations).filter(
  ({ access }) => access === 'customer',
)

const namesIn = ({ path }: Operation): string[] =>
  Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => name).filter(name => !plain.has(name))

/** An id or a number of that kind that is nobody's. */
function nobodys(id: string): string {
  const [prefix = '', suffix] = id.split('_')
  if (suffix === undefined) return withCheckDigit('912345678901234')
  return `${prefix}_${toTypeId('transfer', newId()).slice('tr_'.length)}`
}

type Asked = { status: number; body: Record<string, unknown> | string }

const verdictOf = ({ status, body }: Asked) => [status, typeof body === 'string' ? null : body['code']]

type Call = Pick<Operation, 'method' | 'idempotency'> & { path: string }

async function ask(who: Person, { method, path, idempotency }: Call, body: unknown): Promise<Asked> {
  const response = await world.app.http.inject({
    method,
    url: path,
    headers: {
      authorization: `Bearer ${who.token}`,
      ...(idempotency === 'required' ? { 'idempotency-key': newId() } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const isJson = /json/.test(response.headers['content-type'] ?? '')
  if (!isJson) return { status: response.statusCode, body: `${response.rawPayload.length} bytes` }
  const { request_id: _, ...told } = response.json()
  return { status: response.statusCode, body: told }
}

const withId = (operation: Operation, id: string): Call => ({
  ...operation,
  path: operation.path.replace(/\{\w+\}/, id),
})

/** What the operation is tried with: whoever may not do it to their own is not asked to. */
function thingFor(operation: Operation): Thing {
  const name = insteadOf[operation.id] ?? namesIn(operation)[0] ?? ''
  const thing = things.get(name)
  if (thing === undefined) throw new Error(`make a ${name} above`)
  return thing
}

const insteadOf: Readonly<Record<string, string>> = {
  acceptInvitation: 'invitation_to_me',
  declinePaymentRequest: 'request_to_me',
  removeAuthenticator: 'authenticator_in_use',
}

describe('an id in the path', () => {
  const named = forCustomers.filter(operation => namesIn(operation).length > 0)

  test('there is something of every kind', () => {
    const unknown = named.flatMap(namesIn).filter(name => !things.has(name))
    expect(unknown).toEqual([])
    expect(named.length).toBeGreaterThan(50)
  })

  // Reads first: what owners do to see that a test could fail changes what is theirs.
  const inOrder = named.toSorted(
    (one, other) => Number(one.method !== 'GET') - Number(other.method !== 'GET'),
  )

  test.each(inOrder.map(operation => [operation.id, operation] as const))('%s', async (_, operation) => {
    const thing = thingFor(operation)
    const body = operation.body === undefined ? undefined : bodyExamples[operation.id]
    const theirs = await ask(stranger, withId(operation, thing.id), body)
    // The first code of an app comes late, whosever it is: it is told like one that has expired.
    const absent = operation.id === 'confirmAuthenticator' ? [410, 'challenge_expired'] : [404, 'not_found']
    expect(verdictOf(theirs)).toEqual(absent)
    expect(theirs).toEqual(await ask(stranger, withId(operation, nobodys(thing.id)), body))
    // The owner is answered otherwise, so it was there to be found.
    const owners = await ask(thing.owner, withId(operation, thing.id), body)
    expect(verdictOf(owners)).not.toEqual(absent)
  })
})

describe('an id in the body', () => {
  const amount = euros('1.00')
  const account = { country: 'DE', fields: { iban: 'DE02120300000000202051' } }
  const bodies: [keyof typeof operations, string, (id: string) => unknown][] = [
    ['createConversion', 'quote', quote => ({ quote })],
    ['createTransferAbroad', 'abroad_quote', quote => ({ quote })],
    [
      'createTransferAbroadQuote',
      'recipient',
      recipient => ({ recipient, source: 'CNY', fixed: 'receive', amount }),
    ],
    ['previewWithdrawal', 'payment_method', payment_method => ({ payment_method, amount })],
    ['createWithdrawal', 'payment_method', payment_method => ({ payment_method, amount })],
    ['previewRefund', 'transfer', transfer => ({ transfer, amount })],
    ['createRefund', 'transfer', transfer => ({ transfer, amount })],
    [
      'addBankAccount',
      'name_check',
      name_check => ({
        kind: 'bank_account',
        account,
        holder_name: 'Alice Unmistakable',
        name_check,
        despite_name_check: true,
      }),
    ],
  ]
  test.each(bodies)('%s: %s', async (id, name, bodyOf) => {
    const thing = things.get(name)
    if (thing === undefined) throw new Error(`make a ${name} above`)
    const operation: Operation = operations[id]
    const theirs = await ask(stranger, operation, bodyOf(thing.id))
    expect(theirs.status).toBeGreaterThanOrEqual(400)
    expect(theirs).toEqual(await ask(stranger, operation, bodyOf(nobodys(thing.id))))
  })
})

describe('what is listed is one’s own', () => {
  const lists = forCustomers.filter(operation => operation.method === 'GET' && !operation.path.includes('{'))

  test.each(lists.map(operation => [operation.id, operation] as const))('%s', async (_, operation) => {
    const { status, body } = await ask(stranger, operation, undefined)
    expect(status).toBeLessThan(500)
    const told = JSON.stringify(body)
    for (const secret of secrets) expect(told).not.toContain(secret)
  })
})
