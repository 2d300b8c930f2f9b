import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../test/db.ts'
import { bigints, byteas, dates, integers, smallints, texts, times, uuids } from './sql-binary-arrays.ts'

const database = await testDatabase()
const client = new Client({ connectionString: database.appUrl })
await client.connect()
afterAll(() => client.end())

/** What PostgreSQL understood, in its own words. */
async function understood(type: string, array: Buffer): Promise<(string | null)[]> {
  const { rows } = await client.query<{ value: string | null }>({
    text: `SELECT value::text FROM unnest($1::${type}[]) AS value`,
    values: [array],
  })
  return rows.map(({ value }) => value)
}

/** Values that PostgreSQL understands as something else than they are, or null where there are none. */
async function misunderstood<Value>(
  type: string,
  one: fc.Arbitrary<Value>,
  encode: (values: (Value | null)[]) => Buffer,
  print: (value: Value) => string,
): Promise<unknown> {
  const { counterexample } = await fc.check(
    fc.asyncProperty(fc.array(fc.option(one), { maxLength: 40 }), async values => {
      const expected = values.map(value => (value === null ? null : print(value)))
      expect(await understood(type, encode(values))).toEqual(expected)
    }),
  )
  return counterexample
}

/** Anything PostgreSQL can hold as text: well-formed and without U+0000. */
const text = fc.string({ unit: 'grapheme' }).filter(value => value.isWellFormed() && !value.includes('\0'))
const day = fc.date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })

test('texts of any kind come back as they were', async () => {
  expect(await misunderstood('text', text, texts, value => value)).toBeNull()
  const odd = ['"', '\\', '{}', 'NULL', '', '张小明 🍜', null]
  expect(await understood('text', texts(odd))).toEqual(odd)
})

test('ids come back as they were, whatever the case of their letters', async () => {
  expect(await misunderstood('uuid', fc.uuid(), uuids, value => value)).toBeNull()
  expect(
    await misunderstood(
      'uuid',
      fc.uuid(),
      values => uuids(values.map(value => value?.toUpperCase() ?? null)),
      value => value,
    ),
  ).toBeNull()
})

test('what is no value of the type throws, and is not written as another', () => {
  const id = '01912345-6789-7abc-8def-0123456789ab'
  const wrong = ['no-uuid', '', `${id}0`, id.replace('a', 'g'), id.replace('-', '0'), `${id.slice(0, -1)}é`]
  for (const text of wrong) expect(() => uuids([id, text])).toThrow(RangeError)
  expect(() => times([new Date(Number.NaN)])).toThrow(RangeError)
  for (const day of ['soon', '2026-02-30', '11/22/2026', '2026-11-22T00:00:00Z'])
    expect(() => dates([day])).toThrow(RangeError)
  expect(() => bigints([2n ** 63n])).toThrow(RangeError)
  expect(() => smallints([32_768])).toThrow(RangeError)
  for (const number of [1.5, Number.NaN]) {
    expect(() => smallints([number])).toThrow(RangeError)
    expect(() => integers([number])).toThrow(RangeError)
  }
})

test('numbers come back as they were', async () => {
  const range = { min: -(2n ** 63n), max: 2n ** 63n - 1n }
  expect(await misunderstood('bigint', fc.bigInt(range), bigints, String)).toBeNull()
  expect(await misunderstood('integer', fc.integer(), integers, String)).toBeNull()
  expect(
    await misunderstood('smallint', fc.integer({ min: -32_768, max: 32_767 }), smallints, String),
  ).toBeNull()
})

test('times and dates come back as they were, before and after 2000', async () => {
  await client.query(`SET TIME ZONE 'UTC'`)
  const printed = (at: Date): string =>
    at
      .toISOString()
      .replace('T', ' ')
      .replace('Z', '+00')
      .replace(/(\.\d*?)0+\+/, '$1+')
      .replace('.+', '+')
  expect(await misunderstood('timestamptz', day, times, printed)).toBeNull()
  const iso = day.map(at => at.toISOString().slice(0, 10))
  expect(await misunderstood('date', iso, dates, value => value)).toBeNull()
})

test('bytes come back as they were', async () => {
  const bytes = fc.uint8Array({ maxLength: 64 }).map(array => Buffer.from(array))
  await fc.assert(
    fc.asyncProperty(fc.array(bytes), async values => {
      const expected = values.map(value => `\\x${value.toString('hex')}`)
      expect(await understood('bytea', byteas(values))).toEqual(expected)
    }),
  )
})

test('an array of another type is refused, and not read as if it were that type', async () => {
  await expect(understood('text', uuids(['01912345-6789-7abc-8def-0123456789ab']))).rejects.toThrow(
    'element type',
  )
  await expect(understood('bigint', integers([1]))).rejects.toThrow('element type')
})
