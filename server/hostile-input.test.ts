import { beforeEach, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { Problem } from '../contract/errors.ts'
import { operations } from '../contract/operations.ts'
import type { Operation } from '../contract/operation.ts'
import { staffOperations } from '../contract/staff-operations.ts'
import { startTestApp } from '../test/factories/app.ts'
import { staffOffice } from '../test/factories/staff.ts'
import { makeSession } from '../test/factories/customers.ts'
import { bodyExamples } from '../tools/openapi-examples.ts'
import { staffBodyExamples } from '../tools/openapi-staff-examples.ts'
import { newId } from './platform/id.ts'

/**
 * The table "Bad input" of the design's security.md, for every operation there is: each field of each body, each parameter
 * of each query and each id of each path is tried with what nobody types by accident. None of it may be an error of ours,
 * and what is refused is refused in the caller's language. What a schema refuses is answered alike for every operation
 * (`platform/http/bad-input.test.ts`), so only what gets past one is sent.
 */
const { app, person } = await startTestApp()
const office = staffOffice(app)
const customer = await person({ EUR: 100_00n })
const staff = await office.makeStaff(['supervisor', 'finance', 'auditor', 'senior_agent', 'operator'])

const hostile: readonly unknown[] = [
  null,
  -1,
  1e300,
  '',
  'x'.repeat(20_000),
  'a\u0000b',
  'a\ud800b\u202e',
  '９９',
  '1e309',
  "'; DROP TABLE customer; --",
  '+275760-09-13T00:00:00Z',
  [[null]],
  {},
]

const texts = hostile.filter(value => typeof value === 'string')

type Path = readonly (string | number)[]

/** Where in an example something stands, the whole first. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, part]) => pathsIn(part, [...path, key]))]
}

function changed(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to
  if (Array.isArray(value))
    return value.map((part, index) => (String(index) === key ? changed(part, rest, to) : part))
  if (typeof value !== 'object' || value === null) return value
  return { ...value, [key]: changed(Reflect.get(value, key), rest, to) }
}

const world = { db: app.db, clock: { now: () => new Date() }, identity: app.slices.identity }
let token: string | undefined

/** Signing out is one of the operations that are tried, so each has a session of its own. */
async function headersFor({ access, idempotency }: Operation): Promise<Record<string, string>> {
  token ??= (await makeSession(world, customer)).token
  return {
    ...(access === 'staff' ? { cookie: staff.cookie } : { authorization: `Bearer ${token}` }),
    'accept-language': 'zh-CN',
    ...(idempotency === 'required' ? { 'idempotency-key': newId() } : {}),
  }
}

beforeEach(() => {
  token = undefined
})

/** What is wrong with the answer to this request; nothing, as it should be. */
async function send(operation: Operation, sent: { url: string; body?: unknown }): Promise<string[]> {
  const { url, body } = sent
  const response = await app.http.inject({
    method: operation.method,
    url,
    headers: {
      ...(await headersFor(operation)),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
  const { statusCode: status } = response
  const told = `${status} ${JSON.stringify(sent).slice(0, 300)}`
  if (status >= 500) return [`an error of ours: ${told}`]
  if (status === 401 && operation.access !== 'public') return [`not signed in: ${told}`]
  if (status < 400) return []
  const { detail, errors = [] }: Problem = response.json()
  const texts = [detail, ...errors.map(each => each.detail)]
  return texts.filter(text => !isChinese(text)).map(text => `not in Chinese: ${text} ${told}`)
}

const isChinese = (text: string | undefined): boolean => text !== undefined && /[\u4e00-\u9fff]/.test(text)

const anId = 'tr_01kabcdefgh0123456789jkmnp'
const pathOf = ({ path }: Operation, id = anId): string => path.replaceAll(/\{\w+\}/g, id)

/** Whoever signs in, or is between two proofs, has hundreds of tests; the test edition’s helpers guard nothing. */
const tried: readonly Operation[] = [...Object.values(operations), ...Object.values(staffOperations)].filter(
  ({ access }) => access === 'customer' || access === 'public' || access === 'staff',
)
const named = (wanted: (operation: Operation) => boolean) =>
  tried.filter(wanted).map(operation => [operation.id, operation] as const)

describe('in a body', () => {
  test.each(named(({ body }) => body !== undefined))('%s', async (id, operation) => {
    const example = bodyExamples[id] ?? staffBodyExamples[id]
    const { body: schema }: { body?: z.ZodType } = operation
    const wrong: string[] = []
    for (const path of pathsIn(example)) {
      const bodies = hostile.map(value => changed(example, path, value))
      const passing = bodies.filter(body => schema?.safeParse(body).success)
      for (const body of [bodies[0], ...passing])
        wrong.push(...(await send(operation, { url: pathOf(operation), body })))
    }
    expect(wrong).toEqual([])
  })
})

describe('a field nobody asked for', () => {
  const surplus = { customer_id: anId, status: 'active', role: 'operator', is_admin: true, id: anId }

  test.each(named(({ body }) => body !== undefined))('%s refuses it', async (id, operation) => {
    const example = bodyExamples[id] ?? staffBodyExamples[id]
    const { body }: { body?: z.ZodType } = operation
    const parsed = body?.safeParse({ ...(typeof example === 'object' ? example : {}), ...surplus })
    expect(parsed?.error?.issues).toContainEqual(expect.objectContaining({ code: 'unrecognized_keys' }))
  })
})

describe('in a query', () => {
  test.each(named(({ query }) => query !== undefined))('%s', async (_, operation) => {
    const wrong: string[] = []
    for (const name of Object.keys(operation.query?.shape ?? {})) {
      const passing = texts.filter(
        text => text.isWellFormed() && operation.query?.safeParse({ [name]: text }).success,
      )
      for (const text of ['', ...passing])
        wrong.push(
          ...(await send(operation, { url: `${pathOf(operation)}?${name}=${encodeURIComponent(text)}` })),
        )
    }
    expect(wrong).toEqual([])
  })
})

describe('in a path', () => {
  const ids = ['%00', '%F0%9F%92%A9', '..%2F..%2Fetc', '9'.repeat(99), anId]

  test.each(named(({ path }) => path.includes('{')))('%s', async (_, operation) => {
    const body = bodyExamples[operation.id] ?? staffBodyExamples[operation.id]
    const wrong: string[] = []
    for (const id of ids)
      wrong.push(
        ...(await send(operation, { url: pathOf(operation, id), ...(body === undefined ? {} : { body }) })),
      )
    expect(wrong).toEqual([])
  })
})
