import { Client } from 'pg'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type Person, type TestApp } from '../../../test/factories/app.ts'
import { deriveSecrets } from '../../platform/secrets.ts'
import { startNameProvider } from './name-provider.fixture.ts'
import { paymentMethodData } from './personal-data.ts'

let world: TestApp
let provider: Awaited<ReturnType<typeof startNameProvider>>
beforeAll(async () => {
  provider = await startNameProvider()
  world = await startTestApp(provider.environment)
})
beforeEach(() => provider.answerWith({ result: 'match', name: null, reference: 'ref-1' }))

const ibans = [
  'DE89 3704 0044 0532 0130 00',
  'DE02 1203 0000 0000 2020 51',
  'DE02 5001 0517 0137 0750 30',
  'DE02 3001 0444 0121 2000 11',
]
const german = (iban = ibans[0]) => ({ country: 'DE', fields: { iban } })
const holder = 'Erika Mustermann'

function check(who: Person, account: unknown = german(), name: unknown = holder) {
  return world.call('POST', '/v1/name_checks', { token: who.token, body: { account, holder_name: name } })
}

type Wish = { account?: unknown; holder_name?: unknown; name_check?: string; despite_name_check?: boolean }

function orderOf(nameCheck: string, wish: Wish = {}) {
  return { kind: 'bank_account', account: german(), holder_name: holder, name_check: nameCheck, ...wish }
}

async function add(who: Person, wish: Wish = {}) {
  const checked = await check(who, wish.account ?? german(), wish.holder_name ?? holder)
  const body = orderOf(wish.name_check ?? checked.body.id, wish)
  return await world.callConfirmed('POST', '/v1/payment_methods', { token: who.token, body })
}

const list = async (who: Person) =>
  (await world.call('GET', '/v1/payment_methods', { token: who.token })).body.data

async function remove(who: Person, id: string): Promise<number> {
  // An answer without a body, which `world.call` would try to read.
  const { statusCode } = await world.app.http.inject({
    method: 'DELETE',
    url: `/v1/payment_methods/${id}`,
    headers: { authorization: `Bearer ${who.token}` },
  })
  return statusCode
}

describe('the name on an account', () => {
  test('is asked of the bank with the account as it is kept', async () => {
    const person = await world.person()
    const { status, body } = await check(person, german('de89 3704 0044 0532 0130 00'))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      result: 'match',
      name: null,
      account: { country: 'DE', currency: 'EUR', fields: { iban: 'DE89370400440532013000' } },
    })
    expect(provider.asked.at(-1)).toMatchObject({
      authorization: 'Bearer a token that only tests use',
      body: { name: holder, account: { country: 'DE', currency: 'EUR' } },
    })
  })

  test('a close match shows the bank’s name; no other answer does', async () => {
    const person = await world.person()
    provider.answerWith({ result: 'close_match', name: 'Erica Mustermann', reference: null })
    expect((await check(person)).body).toMatchObject({ result: 'close_match', name: 'Erica Mustermann' })
    // Shown, and kept nowhere: she may be nobody's customer.
    const { rows } = await world.app.db.pool.query<object>(
      `SELECT * FROM name_check WHERE customer_id = $1 AND result = 'close_match'`,
      [person.id],
    )
    expect(rows.map(row => Object.keys(row).toSorted())).toEqual([
      ['checked_at', 'customer_id', 'id', 'reference', 'result', 'subject'],
    ])
    provider.answerWith({ result: 'no_match', name: 'Somebody Else', reference: null })
    expect((await check(person)).body).toMatchObject({ result: 'no_match', name: null })
  })

  test.each([
    ['a bank that breaks the connection', null],
    ['an answer nobody understands', { verdict: 'fine' }],
  ])('%s means that it is not possible', async (_name, answer) => {
    const person = await world.person()
    provider.answerWith(answer)
    expect((await check(person)).body).toMatchObject({ result: 'not_possible', name: null })
  })

  test('an account that is none is refused before anybody is asked', async () => {
    const person = await world.person()
    const before = provider.asked.length
    const { status, body } = await check(person, german('DE89 3704 0044 0532 0130 01'))
    expect([status, body.code]).toEqual([422, 'validation_failed'])
    expect(body.errors).toMatchObject([{ path: 'account.fields.iban', code: 'malformed' }])
    expect(body.details.problems).toEqual([{ field: 'iban', code: 'iban_check_digits' }])
    expect(provider.asked.length).toBe(before)
  })

  test.each([
    ['GB', { sort_code: '12-34-56', account_number: '12345678' }, 'GBP', '123456'],
    [
      'US',
      { routing_number: '021000021', account_number: '123456789', account_kind: 'checking' },
      'USD',
      '021000021',
    ],
  ])('%s accounts are checked by their own form', async (country, fields, currency, bank) => {
    const person = await world.person()
    const account = { country, fields }
    const { body } = await check(person, account)
    expect(body.account?.currency).toBe(currency)
    const added = await add(person, { account })
    expect(added.status).toBe(201)
    expect(added.body.details).toMatchObject({ country, currency, bank })
  })
})

describe('adding a bank account', () => {
  test('is asked for once, confirmed, listed masked and the default', async () => {
    const person = await world.person()
    const checked = await check(person)
    const body = orderOf(checked.body.id)
    const first = await world.call('POST', '/v1/payment_methods', { token: person.token, body })
    expect([first.status, first.body.code]).toEqual([403, 'step_up_required'])
    expect(first.body.details.challenge.display).toMatchObject({
      recipient: holder,
      recipient_account: '•••• 3000',
      facts: [{ name: 'payment_method', value: 'DE •••• 3000' }],
    })
    expect(await list(person)).toEqual([])
    const added = await add(person)
    expect(added.status).toBe(201)
    expect(added.body).toMatchObject({ kind: 'bank_account', status: 'active', is_default: true })
    expect(await list(person)).toEqual([added.body])
    expect(JSON.stringify(added.body)).not.toContain('0532013000')
    expect(added.body.verified_at).not.toBeNull()
  })

  test('at rest the account is sealed: no column holds its number', async () => {
    const person = await world.person()
    await add(person)
    const { rows } = await world.app.db.pool.query<{ row: string }>(
      `SELECT row_to_json(m)::text || encode(m.sealed, 'escape') AS row FROM payment_method m WHERE customer_id = $1`,
      [person.id],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]?.row).not.toContain('370400440532013000')
  })

  test.each(['close_match', 'no_match', 'not_possible'])(
    'after %s only with the customer’s word',
    async result => {
      const person = await world.person()
      provider.answerWith({
        result,
        name: result === 'close_match' ? 'E. Mustermann' : null,
        reference: null,
      })
      const refused = await add(person)
      expect([refused.status, refused.body.code, refused.body.details]).toEqual([
        422,
        'payee_mismatch',
        { result },
      ])
      const added = await add(person, { despite_name_check: true })
      expect([added.status, added.body.details.name_check, added.body.verified_at]).toEqual([
        201,
        result,
        null,
      ])
    },
  )

  test('a name that no bank on the way can read is refused before anything is kept', async () => {
    const person = await world.person()
    const refused = await check(person, german(), '王小明')
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [expect.objectContaining({ path: 'holder_name', code: 'not_latin' })],
    ])
  })

  test.each([
    ['for another account', { account: german(ibans[1]) }],
    ['for another name', { holder_name: 'Erica Mustermann' }],
  ])('a name check %s does not serve', async (_name, wish) => {
    const person = await world.person()
    const { body } = await check(person)
    const order = orderOf(body.id, wish)
    const refused = await world.callConfirmed('POST', '/v1/payment_methods', {
      token: person.token,
      body: order,
    })
    expect([refused.status, refused.body.errors?.[0].path]).toEqual([422, 'name_check'])
  })

  test('a name check of somebody else, or an old one, does not serve', async () => {
    const [person, other] = [await world.person(), await world.person()]
    const { body } = await check(other)
    const send = (nameCheck: string) =>
      world.callConfirmed('POST', '/v1/payment_methods', { token: person.token, body: orderOf(nameCheck) })
    expect((await send(body.id)).status).toBe(422)
    const own = (await check(person)).body.id
    const owner = new Client({ connectionString: world.database.ownerUrl })
    await owner.connect()
    await owner.query(
      `UPDATE name_check SET checked_at = checked_at - interval '31 minutes' WHERE customer_id = $1`,
      [person.id],
    )
    await owner.end()
    expect((await send(own)).status).toBe(422)
  })

  test('the same account is kept once, however it is written', async () => {
    const person = await world.person()
    expect((await add(person)).status).toBe(201)
    const again = await add(person, { account: german('DE89370400440532013000') })
    expect([again.status, again.body.code]).toEqual([409, 'payment_method_known'])
    expect(await list(person)).toHaveLength(1)
  })

  test('any change of the order voids its challenge', async () => {
    const person = await world.person()
    const order = orderOf((await check(person)).body.id)
    const asked = await world.call('POST', '/v1/payment_methods', { token: person.token, body: order })
    const other = orderOf((await check(person, german(ibans[1]))).body.id, { account: german(ibans[1]) })
    const headers = { 'step-up-challenge': asked.body.details.challenge.id }
    const changed = await world.call('POST', '/v1/payment_methods', {
      token: person.token,
      body: other,
      headers,
    })
    expect(changed.body.code).toBe('step_up_required')
    expect(await list(person)).toEqual([])
  })

  test('two at once are one default', async () => {
    const person = await world.person()
    await Promise.all([add(person), add(person, { account: german(ibans[1]) })])
    const methods = await list(person)
    expect(methods.map((method: { is_default: boolean }) => method.is_default)).toEqual([true, false])
  })
})

describe('default and removal', () => {
  test('another can be made the default; removing it hands the place on', async () => {
    const person = await world.person()
    const [one, two] = [
      (await add(person)).body.id,
      (await add(person, { account: german(ibans[1]) })).body.id,
    ]
    const made = await world.call('POST', `/v1/payment_methods/${two}/default`, { token: person.token })
    expect(made.body).toMatchObject({ id: two, is_default: true })
    expect((await list(person)).map(({ id }: { id: string }) => id)).toEqual([two, one])
    expect(await remove(person, two)).toBe(204)
    expect(await list(person)).toMatchObject([{ id: one, is_default: true }])
  })

  test('another customer’s is as absent as none', async () => {
    const [person, other] = [await world.person(), await world.person()]
    const { id } = (await add(person)).body
    const made = await world.call('POST', `/v1/payment_methods/${id}/default`, { token: other.token })
    expect([made.status, made.body.code]).toEqual([404, 'not_found'])
    expect(await remove(other, id)).toBe(404)
    expect(await list(person)).toHaveLength(1)
  })

  test('a removed one can be added anew', async () => {
    const person = await world.person()
    const { id } = (await add(person)).body
    expect(await remove(person, id)).toBe(204)
    expect(await list(person)).toEqual([])
    expect((await add(person)).status).toBe(201)
  })
})

test('the copy of my data has the account in full', async () => {
  const person = await world.person()
  await add(person)
  const { sealKey } = deriveSecrets('a master key that only tests use 0123456789')
  const copy = await paymentMethodData(sealKey).read(world.app.db.read, person.id)
  expect(copy).toMatchObject({
    payment_methods: [
      { account: { holderName: holder, account: { fields: { iban: 'DE89370400440532013000' } } } },
    ],
    name_checks: [{ result: 'match' }],
  })
})
