import { beforeAll, expect, test } from 'vitest'
import { fromTypeId } from '../../../contract/ids.ts'
import { startTestApp, type Person, type TestApp } from '../../../test/factories/app.ts'
import { maxRecipients } from './create-recipient.ts'
import { remittancesIn } from './remittances.fixture.ts'

let world: TestApp
let abroad: Awaited<ReturnType<typeof remittancesIn>>
let who: Person
beforeAll(async () => {
  world = await startTestApp()
  abroad = await remittancesIn(world)
  who = await world.person()
})

const request = (method: 'PATCH' | 'DELETE', id: string, by: Person, payload?: object) =>
  world.app.http.inject({
    method,
    url: `/v1/recipients/${id}`,
    headers: { authorization: `Bearer ${by.token}` },
    ...(payload ? { payload } : {}),
  })
const list = async (by: Person) => (await world.call('GET', '/v1/recipients', { token: by.token })).body.data

test('corridors are public, with the form of each country', async () => {
  const { status, body } = await world.call('GET', '/v1/corridors')
  expect(status).toBe(200)
  const china = body.data.find(({ country }: { country: string }) => country === 'CN')
  expect(china).toMatchObject({ currency: 'CNY', name: 'han_or_latin' })
  expect(china.fields.map(({ id }: { id: string }) => id)).toEqual(['cnaps', 'account_number'])
})

test('one is kept with what it is called; its account leaves only masked, and lies sealed', async () => {
  const { status, body } = await abroad.addRecipient(who, 'DE', { label: 'Anna, Berlin' })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    label: 'Anna, Berlin',
    name: 'Anna Schmidt',
    name_on_order: 'Anna Schmidt',
    country: 'DE',
    currency: 'EUR',
    account: '•••• 3000',
    last_used_at: null,
  })
  const { rows } = await world.app.db.pool.query(`SELECT * FROM recipient WHERE id = $1`, [
    fromTypeId('recipient', body.id),
  ])
  expect(JSON.stringify(rows)).not.toContain('3704 0044'.replace(' ', ''))
  expect(JSON.stringify(rows)).not.toContain(Buffer.from('370400440532013000').toString('hex'))
})

test('the same account and name once more is the one that is kept; another name is somebody else', async () => {
  const first = await abroad.recipient(who, 'GB')
  expect(await abroad.recipient(who, 'GB', { name: 'ANNA  schmidt' })).toBe(first)
  expect(await abroad.recipient(who, 'GB', { name: 'Bert Schmidt' })).not.toBe(first)
  const other = await world.person()
  expect(await abroad.recipient(other, 'GB')).not.toBe(first)
  const raced = await Promise.all(Array.from({ length: 10 }, () => abroad.recipient(who, 'HK')))
  expect(new Set(raced).size).toBe(1)
})

test('a name without Latin letters needs its Latin form where the corridor says so', async () => {
  const refused = await abroad.addRecipient(who, 'FR', { name: '张小明' })
  expect([refused.status, refused.body.code]).toEqual([422, 'validation_failed'])
  expect(refused.body.errors).toMatchObject([{ path: 'latin_name' }])
  expect(refused.body.details.problems).toEqual([{ field: 'latin_name', code: 'latin_form_needed' }])
  const kept = await abroad.addRecipient(who, 'FR', { name: '张小明', latin_name: 'Zhang Xiaoming' })
  expect(kept.body).toMatchObject({ name: '张小明', name_on_order: 'Zhang Xiaoming' })
  const china = await abroad.addRecipient(who, 'CN', { name: '张小明' })
  expect(china.body.name_on_order).toBe('张小明')
})

test('every wrong field is named at once', async () => {
  const account = { country: 'US', fields: { routing_number: '021000022', account_kind: 'credit', x: '1' } }
  const refused = await abroad.addRecipient(who, 'US', { account, address: null })
  expect(refused.body.details.problems).toEqual(
    expect.arrayContaining([
      { field: 'street', code: 'required' },
      { field: 'x', code: 'unknown_field' },
      { field: 'routing_number', code: 'routing_check_digit' },
      { field: 'account_kind', code: 'not_allowed' },
      { field: 'account_number', code: 'required' },
    ]),
  )
  const nowhere = await abroad.addRecipient(who, 'DE', { account: { country: 'XX', fields: {} } })
  expect(nowhere.body.details.problems).toEqual([{ field: 'country', code: 'country_unsupported' }])
})

test('they are renamed and removed by their customer alone, and the latest used come first', async () => {
  const me = await world.person({ EUR: 100_00n })
  const stranger = await world.person()
  const [first, second] = [await abroad.recipient(me, 'IT'), await abroad.recipient(me, 'ES')]
  expect((await request('PATCH', first, stranger, { label: 'Mine' })).statusCode).toBe(404)
  expect((await request('DELETE', first, stranger)).statusCode).toBe(404)
  const renamed = await request('PATCH', first, me, { label: 'Rome' })
  expect(renamed.json()).toMatchObject({ id: first, label: 'Rome', name: 'Anna Schmidt' })
  const priced = await abroad.quote(me, first, {
    source: 'EUR',
    amount: { value: '1.00', currency: 'EUR' },
  })
  expect((await abroad.send(me, priced.id)).status).toBe(201)
  expect((await list(me)).map(({ id }: { id: string }) => id)).toEqual([first, second])
  expect((await request('DELETE', first, me)).statusCode).toBe(204)
  expect((await request('DELETE', first, me)).statusCode).toBe(404)
  expect((await list(me)).map(({ id }: { id: string }) => id)).toEqual([second])
  // Kept anew they are somebody new, who was never confirmed.
  expect(await abroad.recipient(me, 'IT')).not.toBe(first)
})

test('the book has an end', async () => {
  const me = await world.person()
  await world.app.db.pool.query(
    `INSERT INTO recipient (id, customer_id, label, name, name_on_order, country, currency, account, sealed,
       fingerprint, created_at)
     SELECT gen_random_uuid(), $1, 'n', 'n', 'n', 'DE', 'EUR', 'x', '\\x00', sha256(n::text::bytea), now()
     FROM generate_series(1, $2::int) AS n`,
    [me.id, maxRecipients],
  )
  const refused = await abroad.addRecipient(me)
  expect([refused.status, refused.body.code]).toEqual([409, 'too_many_recipients'])
})

test('a copy of the customer’s data has them in full', async () => {
  const me = await world.person()
  await abroad.recipient(me)
  const { remittanceData } = await import('./personal-data.ts')
  const { deriveSecrets } = await import('../../platform/secrets.ts')
  const { sealKey } = deriveSecrets('a master key that only tests use 0123456789')
  expect(await remittanceData(sealKey).read(world.app.db.read, me.id)).toMatchObject({
    recipients: [{ name: 'Anna Schmidt', account: { fields: { iban: 'DE89370400440532013000' } } }],
    transfers: [],
  })
})
