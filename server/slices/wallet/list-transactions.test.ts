import { beforeAll, describe, expect, test } from 'vitest'
import { toTypeId } from '../../../contract/ids.ts'
import { startTestApp, type Person, type TestApp } from '../../../test/factories/app.ts'
import { newId } from '../../platform/id.ts'
import { historian } from './history.fixture.ts'

let world: TestApp
let history: Awaited<ReturnType<typeof historian>>
let payee: Person
beforeAll(async () => {
  world = await startTestApp()
  history = await historian(world)
  payee = await world.person({}, { name: 'Alice Baker' })
})

type Page = { data: { number: string; [field: string]: unknown }[]; next_cursor: string | null }

async function read(who: Person, query: Record<string, string> = {}): Promise<Page> {
  const search = new URLSearchParams(query).toString()
  const { status, body } = await world.call('GET', `/v1/transactions?${search}`, { token: who.token })
  expect([status, body.errors]).toEqual([200, undefined])
  return body
}

const numbersOf = ({ data }: Page): string[] => data.map(({ number }) => number)

/** One transfer of `minor` cents at each of these moments, in the order given; the numbers in that order. */
async function transfersAt(payer: Person, moments: readonly string[]): Promise<string[]> {
  const numbers: string[] = []
  for (const moment of moments)
    numbers.push(await history.transferAt({ payer, payee }, { minor: 1_00n }, new Date(moment)))
  return numbers
}

describe('pages', () => {
  const second = (index: number) => `2026-05-01T12:00:0${index}Z`

  test('nothing at first', async () => {
    expect(await read(await world.person())).toEqual({ data: [], next_cursor: null })
  })

  test('newest first, whatever the order in which they were decided', async () => {
    const payer = await world.person({ EUR: 100_00n })
    const numbers = await transfersAt(payer, [2, 0, 3, 1].map(second))
    expect(numbersOf(await read(payer))).toEqual([2, 0, 3, 1].map(index => numbers[index]))
  })

  test('one after the other give every entry once, also when many are of the same instant', async () => {
    const payer = await world.person({ EUR: 100_00n })
    const moments = [0, 1, 1, 1, 1, 2, 2, 3].map(second)
    const numbers = await transfersAt(payer, moments)
    for (const limit of ['1', '2', '3', '7', '8', '9']) {
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page: Page = await read(payer, { limit, ...(cursor === null ? {} : { cursor }) })
        expect(page.data.length).toBeLessThanOrEqual(Number(limit))
        seen.push(...numbersOf(page))
        cursor = page.next_cursor
      } while (cursor !== null)
      expect(seen).toEqual(numbersOf(await read(payer)))
      expect(new Set(seen)).toEqual(new Set(numbers))
    }
  })

  test('stay as they are while new entries come in on top', async () => {
    const payer = await world.person({ EUR: 100_00n })
    const numbers = await transfersAt(payer, [0, 1, 2, 3, 4, 5].map(second))
    const first = await read(payer, { limit: '2' })
    const added = await transfersAt(payer, [6, 7].map(second))
    const next = await read(payer, { limit: '2', cursor: first.next_cursor ?? '' })
    added.push(...(await transfersAt(payer, [second(8)])))
    const last = await read(payer, { limit: '2', cursor: next.next_cursor ?? '' })
    expect([first, next, last].flatMap(numbersOf)).toEqual(numbers.toReversed())
    expect(last.next_cursor).toBeNull()
    expect(numbersOf(await read(payer, { limit: '3' }))).toEqual(added.toReversed())
  })

  test('keep their filter and tell the end where the last is full', async () => {
    const payer = await world.person({ EUR: 100_00n })
    const numbers = await transfersAt(payer, [0, 1, 2, 3].map(second))
    await history.depositAt(payer, 5_00n, new Date(second(4)))
    const first = await read(payer, { limit: '2', kind: 'transfer' })
    const next = await read(payer, { limit: '2', kind: 'transfer', cursor: first.next_cursor ?? '' })
    expect([...numbersOf(first), ...numbersOf(next)]).toEqual(numbers.toReversed())
    expect(next.next_cursor).toBeNull()
  })

  test('have 25 entries where nothing else is asked for', async () => {
    const payer = await world.person({ EUR: 100_00n })
    await transfersAt(
      payer,
      Array.from({ length: 26 }, () => second(0)),
    )
    const { data, next_cursor } = await read(payer)
    expect([data.length, next_cursor === null]).toEqual([25, false])
    expect((await read(payer, { cursor: next_cursor ?? '' })).data).toHaveLength(1)
  })
})

describe('an entry', () => {
  test('is what its owner may see: each side their own direction, amount and counterparty', async () => {
    const payer = await world.person({ EUR: 100_00n }, { name: '王小明' })
    const now = new Date('2026-05-02T08:00:00Z')
    const number = await history.transferAt({ payer, payee }, { minor: 12_34n, note: '谢谢 🍵' }, now)
    const shared = {
      number,
      kind: 'transfer',
      id: expect.stringMatching(/^tr_/),
      status: 'completed',
      status_reason: null,
      amount: { value: '12.34', currency: 'EUR' },
      method: null,
      note: '谢谢 🍵',
      created_at: now.toISOString(),
      updated_at: now.toISOString(),
    }
    expect((await read(payer)).data).toEqual([{ ...shared, direction: 'out', counterparty: 'A*** B***' }])
    expect((await read(payee, { limit: '1', from: '2026-05-02', to: '2026-05-02' })).data).toEqual([
      { ...shared, direction: 'in', counterparty: '*小明' },
    ])
  })

  test('of a declined transfer is its payer’s alone and says why', async () => {
    const [payer, other] = [await world.person(), await world.person()]
    const parties = { payer, payee: other }
    const number = await history.transferAt(parties, { minor: 5_00n }, new Date())
    expect((await read(payer)).data).toMatchObject([
      { number, direction: 'out', status: 'failed', status_reason: 'insufficient_funds' },
    ])
    expect((await read(other)).data).toEqual([])
  })
})

describe('filters', () => {
  let customer: Person
  let all: Record<'deposit' | 'out' | 'in' | 'yen' | 'failed', string>
  beforeAll(async () => {
    const [one, other] = [
      await world.person({ EUR: 100_00n, JPY: 1_000n }),
      await world.person({ EUR: 100_00n }),
    ]
    const at = (minute: number) => new Date(Date.UTC(2026, 4, 3, 12, minute))
    customer = one
    const [mine, theirs] = [
      { payer: one, payee: other },
      { payer: other, payee: one },
    ]
    const out = await history.transferAt(mine, { minor: 1_00n }, at(1))
    const yen = await history.transferAt(mine, { minor: 100n, currency: 'JPY' }, at(2))
    const into = await history.transferAt(theirs, { minor: 2_00n }, at(3))
    const failed = await history.transferAt(mine, { minor: 5_000_00n }, at(4))
    await history.depositAt(one, 20_00n, at(5))
    const [newest] = numbersOf(await read(one))
    all = { deposit: newest ?? '', out, in: into, yen, failed }
  })

  test.each<[Record<string, string>, (keyof typeof all)[]]>([
    [{}, ['deposit', 'failed', 'in', 'yen', 'out']],
    [{ kind: 'transfer' }, ['failed', 'in', 'yen', 'out']],
    [{ kind: 'deposit' }, ['deposit']],
    [{ status: 'completed' }, ['in', 'yen', 'out']],
    [{ status: 'succeeded' }, ['deposit']],
    [{ status: 'failed' }, ['failed']],
    [{ status: 'reversed' }, []],
    [{ currency: 'JPY' }, ['yen']],
    [{ currency: 'EUR' }, ['deposit', 'failed', 'in', 'out']],
    [{ currency: 'KWD' }, []],
    [{ direction: 'in' }, ['deposit', 'in']],
    [{ direction: 'out' }, ['failed', 'yen', 'out']],
    [{ from: '2026-05-03', to: '2026-05-03' }, ['deposit', 'failed', 'in', 'yen', 'out']],
    [{ from: '2026-05-04' }, []],
    [{ to: '2026-05-02' }, []],
    [{ from: '2026-05-04', to: '2026-05-02' }, []],
    [
      { kind: 'transfer', status: 'completed', currency: 'EUR', direction: 'out', from: '2026-05-03' },
      ['out'],
    ],
  ])('%o', async (query, wanted) => {
    expect(numbersOf(await read(customer, query))).toEqual(wanted.map(name => all[name]))
  })
})

describe('days, where the customer lives', () => {
  test.each([
    ['UTC', '2026-03-01', '2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z'],
    ['Asia/Shanghai', '2026-03-01', '2026-02-28T16:00:00.000Z', '2026-03-01T16:00:00.000Z'],
    // 23 hours, 25 hours, and one that begins at one o'clock because there is no midnight.
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00.000Z', '2026-09-07T03:00:00.000Z'],
    ['Asia/Kathmandu', '2026-03-01', '2026-02-28T18:15:00.000Z', '2026-03-01T18:15:00.000Z'],
  ])('in %s the %s is from %s until before %s', async (time_zone, day, start, end) => {
    const payer = await world.person({ EUR: 100_00n })
    const before = (moment: string) => new Date(Date.parse(moment) - 1).toISOString()
    const numbers = await transfersAt(payer, [before(start), start, before(end), end])
    const [dayBefore, first, last, dayAfter] = numbers
    const dated = (query: Record<string, string>) => read(payer, { time_zone, ...query }).then(numbersOf)
    expect(await dated({ from: day, to: day })).toEqual([last, first])
    expect(await dated({ from: day })).toEqual([dayAfter, last, first])
    expect(await dated({ to: day })).toEqual([last, first, dayBefore])
  })

  test('a range includes its first and its last day', async () => {
    const payer = await world.person({ EUR: 100_00n })
    const days = ['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01'].map(day => `${day}T12:00:00Z`)
    const numbers = await transfersAt(payer, days)
    const page = await read(payer, { from: '2026-02-01', to: '2026-02-28' })
    expect(numbersOf(page)).toEqual([numbers[2], numbers[1]])
  })

  test('every day there is can be asked for', async () => {
    const payer = await world.person({ EUR: 100_00n })
    const numbers = await transfersAt(payer, ['2026-01-31T00:00:00Z'])
    expect(numbersOf(await read(payer, { from: '0000-01-01', to: '9999-12-31' }))).toEqual(numbers)
  })
})

describe('422', () => {
  const cursorOf = (time: string, id: string) => ({ cursor: `${time}.${id}` })
  const anId = toTypeId('transfer', newId())

  test.each<[Record<string, string>, string, string]>([
    [{ cursor: 'x' }, 'cursor', 'malformed'],
    [{ cursor: '' }, 'cursor', 'malformed'],
    [cursorOf('', anId), 'cursor', 'malformed'],
    [cursorOf('-1', anId), 'cursor', 'malformed'],
    [cursorOf('zzzzzzzzzz', anId), 'cursor', 'malformed'],
    [cursorOf('abc', 'tr_zzz'), 'cursor', 'malformed'],
    [cursorOf('abc', toTypeId('customer', newId())), 'cursor', 'malformed'],
    [cursorOf('abc', `${anId}.more`), 'cursor', 'malformed'],
    [cursorOf('abc', "tr_'; DROP TABLE wallet; --"), 'cursor', 'malformed'],
    [{ time_zone: 'Mars/Olympus' }, 'time_zone', 'not_allowed'],
    [{ time_zone: '' }, 'time_zone', 'not_allowed'],
    [{ time_zone: '2026-01-01T00:00+01:00[Europe/Paris]' }, 'time_zone', 'not_allowed'],
    [{ time_zone: 'x'.repeat(61) }, 'time_zone', 'too_long'],
    [{ from: '2026-02-30' }, 'from', 'malformed'],
    [{ from: '2026-2-3' }, 'from', 'malformed'],
    [{ to: 'yesterday' }, 'to', 'malformed'],
    [{ to: '2026-02-03T00:00:00Z' }, 'to', 'malformed'],
    [{ limit: '0' }, 'limit', 'too_small'],
    [{ limit: '101' }, 'limit', 'too_large'],
    [{ limit: 'all' }, 'limit', 'wrong_type'],
    [{ kind: 'loan' }, 'kind', 'not_allowed'],
    [{ status: 'lost' }, 'status', 'not_allowed'],
    [{ currency: 'XXX' }, 'currency', 'not_allowed'],
    [{ direction: 'up' }, 'direction', 'not_allowed'],
    [{ owner: newId() }, 'owner', 'unknown_field'],
  ])('%o: %s is %s', async (query, path, code) => {
    const { token } = payee
    const search = new URLSearchParams(query).toString()
    const { status, body } = await world.call('GET', `/v1/transactions?${search}`, { token })
    expect([status, body.code, body.errors[0]]).toMatchObject([422, 'validation_failed', { path, code }])
  })
})

test('a cursor of another customer’s page leads nowhere but into one’s own history', async () => {
  const [one, other] = [await world.person({ EUR: 100_00n }), await world.person({ EUR: 100_00n })]
  await transfersAt(one, ['2026-05-04T12:00:00Z', '2026-05-04T12:00:01Z'])
  const own = await transfersAt(other, ['2026-05-03T12:00:00Z'])
  const { next_cursor } = await read(one, { limit: '1' })
  expect(numbersOf(await read(other, { cursor: next_cursor ?? '' }))).toEqual(own)
})

test('401 without a session', async () => {
  const { status, body } = await world.call('GET', '/v1/transactions')
  expect([status, body.code]).toEqual([401, 'not_signed_in'])
})

test('after all of it the books are in order', async () => {
  expect((await world.app.slices.ledger.watch.verifyAll()).findings).toEqual([])
})
