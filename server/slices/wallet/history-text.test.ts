import { beforeAll, expect, test } from 'vitest'
import { startTestApp, type Person, type TestApp } from '../../../test/factories/app.ts'
import { historian } from './history.fixture.ts'

let world: TestApp
let payer: Person
let numbers: Record<'coffee' | 'lunch' | 'rent' | 'plain' | 'topUp', string>
beforeAll(async () => {
  world = await startTestApp()
  const history = await historian(world)
  payer = await world.person({ EUR: 10_000_00n, CNY: 10_000_00n })
  const ming = await world.person({}, { name: '张小明' })
  const alice = await world.person({}, { name: 'Alice Baker' })
  const pay = (payee: Person, minor: bigint, note: string | null, minute: number, currency: 'EUR' | 'CNY') =>
    history.transferAt(
      { payer, payee },
      { minor, note, currency },
      new Date(Date.UTC(2026, 4, 1, 12, minute)),
    )
  numbers = {
    coffee: await pay(alice, 4_50n, 'Coffee at the CAFÉ', 1, 'EUR'),
    lunch: await pay(ming, 38_00n, '午饭和咖啡', 2, 'CNY'),
    rent: await pay(alice, 95_00n, 'Rent for May 5%_off', 3, 'EUR'),
    plain: await pay(ming, 1_00n, null, 4, 'CNY'),
    topUp: '',
  }
  await history.depositAt(payer, 20_00n, new Date(Date.UTC(2026, 4, 1, 12, 5)))
  const { body } = await world.call('GET', '/v1/transactions?kind=deposit', { token: payer.token })
  numbers.topUp = body.data.find((row: { created_at: string }) => row.created_at.startsWith('2026-05')).number
})

async function found(query: Record<string, string>): Promise<string[]> {
  const search = new URLSearchParams({ ...query, from: '2026-05-01', to: '2026-05-01' }).toString()
  const { status, body } = await world.call('GET', `/v1/transactions?${search}`, { token: payer.token })
  expect([status, body.errors]).toEqual([200, undefined])
  return body.data.map(({ number }: { number: string }) => number)
}

const refused = async (query: string) => {
  const { status, body } = await world.call('GET', `/v1/transactions?${query}`, { token: payer.token })
  return [status, body.errors?.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`)]
}

test.each([
  ['咖啡', ['lunch']],
  ['咖', ['lunch']],
  ['午', ['lunch']],
  ['小明', ['plain', 'lunch']],
  ['coffee', ['coffee']],
  ['cafÉ', ['coffee']],
  ['ｃｏｆｆｅｅ', ['coffee']],
  ['ffee at', ['coffee']],
  ['5%_', ['rent']],
  ['%%', []],
  ['tea', []],
  ['A***', ['rent', 'coffee']],
  ['o', ['rent', 'coffee']],
  ['*', ['plain', 'rent', 'lunch', 'coffee']],
] as const)('text %s is found in notes and names', async (text, expected) => {
  expect(await found({ text })).toEqual(expected.map(name => numbers[name]))
})

test('a transaction number is found, with blanks too, and nobody else’s', async () => {
  const spaced = numbers.rent.replace(/(.{4})/g, '$1 ').trim()
  expect(await found({ text: spaced })).toEqual([numbers.rent])
  const stranger = await world.person()
  const { body } = await world.call('GET', `/v1/transactions?text=${numbers.rent}`, { token: stranger.token })
  expect(body.data).toEqual([])
})

test('the text of others is never found', async () => {
  const stranger = await world.person()
  const text = encodeURIComponent('咖啡')
  const { body } = await world.call('GET', `/v1/transactions?text=${text}`, { token: stranger.token })
  expect(body.data).toEqual([])
})

test('a counterparty, amounts, kinds and a method narrow it, alone and together', async () => {
  expect(await found({ counterparty: '小明' })).toEqual([numbers.plain, numbers.lunch])
  expect(await found({ counterparty: 'coffee' })).toEqual([])
  expect(await found({ counterparty: '小明', text: '咖啡' })).toEqual([numbers.lunch])
  expect(await found({ currency: 'EUR', min_amount: '4.50' })).toEqual([
    numbers.topUp,
    numbers.rent,
    numbers.coffee,
  ])
  expect(await found({ currency: 'EUR', min_amount: '4.51', max_amount: '20' })).toEqual([numbers.topUp])
  expect(await found({ kind: 'deposit,transfer', currency: 'EUR' })).toHaveLength(3)
  expect(await found({ kind: 'deposit' })).toEqual([numbers.topUp])
  expect(await found({ kind: 'transfer', text: 'rent', currency: 'EUR', max_amount: '94.99' })).toEqual([])
})

test('pages of a search go on where the one before ended', async () => {
  const query = 'text=%E5%B0%8F%E6%98%8E&limit=1'
  const first = await world.call('GET', `/v1/transactions?${query}`, { token: payer.token })
  const next = await world.call('GET', `/v1/transactions?${query}&cursor=${first.body.next_cursor}`, {
    token: payer.token,
  })
  expect([first, next].map(({ body }) => body.data[0].number)).toEqual([numbers.plain, numbers.lunch])
  expect(next.body.next_cursor).toBeNull()
})

test('amounts need a currency and its decimals', async () => {
  expect(await refused('min_amount=5')).toEqual([422, ['currency required']])
  expect(await refused('currency=JPY&max_amount=5.5')).toEqual([422, ['max_amount amount_too_precise']])
  expect(await refused('currency=EUR&max_amount=1e3')).toEqual([422, ['max_amount amount_malformed']])
  expect(await refused('kind=transfer,loan')).toEqual([422, ['kind not_allowed']])
})
