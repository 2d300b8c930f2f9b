import { io } from 'socket.io-client'
import { describe, expect, test } from 'vitest'
import { signedInSchema } from '../../../contract/api/identity.ts'
import { secondStepSchema } from '../../../contract/api/factors.ts'
import { toTypeId } from '../../../contract/ids.ts'
import type { Operation } from '../../../contract/operation.ts'
import { operations } from '../../../contract/operations.ts'
import { staffOperations } from '../../../contract/staff-operations.ts'
import { startTestApp } from '../../../test/factories/app.ts'
import { usualPassword } from '../../../test/factories/customers.ts'
import { newId } from '../../platform/id.ts'

/** Every operation of the program, so that none is forgotten: half a sign-in opens what finishes it, and nothing else. */
const { app, person } = await startTestApp()
const customer = await person({ EUR: 100_00n })

async function halfToken(): Promise<string> {
  const answer = await app.http.inject({
    method: 'POST',
    url: '/v1/sessions',
    payload: { email: customer.email, password: usualPassword, delivery: 'token' },
  })
  const { token } = secondStepSchema.parse(answer.json()).second_factor
  if (token === null) throw new Error('a program gets the token of its half session')
  return token
}

const half = await halfToken()

/** Who asks is looked at before the path's ids and the body, so these may be anything. */
function pathOf({ path }: Operation): string {
  return path.replaceAll(/\{\w+\}/g, () => toTypeId('transfer', newId()))
}

async function call(operation: Operation, headers: Record<string, string>): Promise<number> {
  const hasBody = operation.body !== undefined
  const answer = await app.http.inject({
    method: operation.method,
    url: pathOf(operation),
    headers: {
      ...headers,
      ...(operation.idempotency === 'required' ? { 'idempotency-key': newId() } : {}),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(hasBody ? { payload: '{}' } : {}),
  })
  return answer.statusCode
}

const every: Operation[] = [...Object.values(operations), ...Object.values(staffOperations)]
const idsBy = (wanted: (operation: Operation) => boolean) =>
  every.filter(wanted).map(operation => [operation.id, operation] as const)

const needsCustomer = idsBy(({ access }) => access === 'customer')
const needsStaff = idsBy(({ access }) => access === 'staff' || access === 'staff_half')
const finishesIt = idsBy(({ access }) => access === 'half_session')

test('there is something to test in each group', () => {
  expect(needsCustomer.length).toBeGreaterThan(40)
  expect(needsStaff.length).toBeGreaterThan(5)
  expect(finishesIt.map(([id]) => id).toSorted()).toEqual([
    'beginPasskeySecondStep',
    'completeSignIn',
    'dropSignIn',
    'getSecondStep',
    'sendSignInCode',
  ])
})

describe('half a session opens nothing of a customer’s', () => {
  test.each(needsCustomer)('%s', async (_, operation) => {
    expect(await call(operation, { authorization: `Bearer ${half}` })).toBe(401)
    expect(await call(operation, { cookie: `okpay_session=${half}` })).toBe(401)
  })
})

describe('nor of the staff’s', () => {
  test.each(needsStaff)('%s', async (_, operation) => {
    expect(await call(operation, { authorization: `Bearer ${half}` })).toBe(401)
    expect(await call(operation, { cookie: `okpay_session=${half}; okpay_staff=${half}` })).toBe(401)
  })
})

describe('a whole session, or none, opens nothing that is for half ones', () => {
  test.each(finishesIt)('%s', async (_, operation) => {
    expect(await call(operation, { authorization: `Bearer ${customer.token}` })).toBe(401)
    expect(await call(operation, {})).toBe(401)
  })
})

test('no live connection is opened with it', async () => {
  const origin = await app.http.listen({ port: 0, host: '127.0.0.1' })
  const refusalOf = async (token: string) => {
    const socket = io(origin, {
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { authorization: `Bearer ${token}` },
    })
    try {
      return await new Promise<string>(resolve => {
        socket.on('connect', () => resolve('connected'))
        socket.on('connect_error', error => resolve(error.message))
      })
    } finally {
      socket.disconnect()
    }
  }
  expect(await refusalOf(half)).toBe('not_signed_in')
  expect(await refusalOf(customer.token)).toBe('connected')
})

test('a session that is only half shows nowhere as one, and what it says is not about the customer', async () => {
  const listed = await app.http.inject({
    url: '/v1/sessions',
    headers: { authorization: `Bearer ${customer.token}` },
  })
  expect(listed.json().data).toHaveLength(1)
  const answer = await app.http.inject({
    url: '/v1/sessions/current/second_factor',
    headers: { authorization: `Bearer ${half}` },
  })
  expect(answer.statusCode).toBe(200)
  for (const secret of [customer.email, customer.name, customer.phone, customer.accountNumber, '100.00'])
    expect(answer.body).not.toContain(secret)
  expect(signedInSchema.safeParse(answer.json()).success).toBe(false)
})
