import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../test/db.ts'
import {
  bigintArray,
  byteaArray,
  jsonArray,
  nullableUuidArray,
  plainArray,
  textArray,
  timeArray,
} from './sql-arrays.ts'

const database = await testDatabase()
const client = new Client({ connectionString: database.appUrl })
await client.connect()
afterAll(() => client.end())

async function roundTrip(type: string, literal: string): Promise<unknown[]> {
  const { rows } = await client.query(`SELECT unnest($1::${type}[]) AS value`, [literal])
  return rows.map(row => row.value)
}

const uuids = ['01912345-6789-7abc-8def-0123456789ab', '00000000-0000-0000-0000-000000000000']

/** Anything PostgreSQL can hold as text: well-formed and without U+0000. */
const text = fc.string({ unit: 'grapheme' }).filter(value => value.isWellFormed() && !value.includes('\0'))

test('texts of any kind come back as they were', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(text)), async values => {
      expect(await roundTrip('text', textArray(values))).toEqual(values)
    }),
    { examples: [[['"', '\\', '\\"', '{}', 'NULL', '', ',', ' ', "'", '张小明 🍜', null]]] },
  )
})

test('JSON comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(text, fc.oneof(text, fc.boolean(), fc.integer()))),
      async values => {
        const plain = JSON.parse(JSON.stringify(values))
        expect(await roundTrip('jsonb', jsonArray(values))).toEqual(plain)
      },
    ),
  )
})

test('numbers, ids, bytes and times come back as they were', async () => {
  const numbers = [0n, -1n, 9_223_372_036_854_775_807n, null]
  expect(await roundTrip('bigint', bigintArray(numbers))).toEqual(
    numbers.map(value => value?.toString() ?? null),
  )
  expect(await roundTrip('uuid', plainArray(uuids))).toEqual(uuids)
  expect(await roundTrip('uuid', nullableUuidArray([...uuids, null]))).toEqual([...uuids, null])
  const bytes = [Buffer.from([0, 255, 92, 34]), Buffer.alloc(0)]
  expect(await roundTrip('bytea', byteaArray(bytes))).toEqual(bytes)
  const now = new Date('2026-11-22T08:00:00.123Z')
  const times = [now, now, null, new Date('1999-12-31T23:59:59.999Z'), now]
  expect(await roundTrip('timestamptz', timeArray(times))).toEqual(times)
})
