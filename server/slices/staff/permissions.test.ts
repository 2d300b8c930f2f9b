import { describe, expect, test } from 'vitest'
import { withCheckDigit } from '../../../contract/check-digit.ts'
import type { IdKind } from '../../../contract/ids.ts'
import { toTypeId } from '../../../contract/ids.ts'
import type { Operation } from '../../../contract/operation.ts'
import { operations } from '../../../contract/operations.ts'
import { staffOperations } from '../../../contract/staff-operations.ts'
import { permissionsOf, staffRoles, type StaffRole } from '../../../contract/staff-permissions.ts'
import { startTestApp } from '../../../test/factories/app.ts'
import { staffOffice } from '../../../test/factories/staff.ts'
import { staffBodyExamples } from '../../../tools/openapi-staff-examples.ts'
import { newId } from '../../platform/id.ts'

const { app, person, call } = await startTestApp()
const { ask, makeStaff } = staffOffice(app)

const list: readonly Operation[] = Object.values(staffOperations)
const guarded = list.filter(({ access }) => access === 'staff')

/** What stands in a path: kinds of ids, and what is no id at all. */
const idKinds: Record<string, IdKind> = {
  approval: 'approval',
  customer: 'customer',
  recovery_request: 'recoveryRequest',
  break: 'reconciliationBreak',
  order: 'paymentOrder',
  account: 'account',
  journal: 'journal',
  schedule: 'feeSchedule',
}
const plain: Record<string, string> = { number: withCheckDigit('900000000000000'), file: '1' }

/** A request of this operation that is well formed and about nobody: whether it may be made is all that is asked. */
function attempt({ id, method, path, body }: Operation, cookie?: string, headers?: Record<string, string>) {
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const text = plain[name]
    if (text !== undefined) return text
    const kind = idKinds[name]
    if (kind === undefined) throw new Error(`say in idKinds what a ${name} is`)
    return toTypeId(kind, newId())
  })
  if (method !== 'GET' && method !== 'POST' && method !== 'PUT' && method !== 'DELETE')
    throw new Error(`${method} is not tried`)
  return ask(method, url, {
    ...(body === undefined ? {} : { body: staffBodyExamples[id] }),
    ...(cookie === undefined ? {} : { cookie }),
    ...(headers === undefined ? {} : { headers }),
  })
}

/** Whether the role has what the route declares. */
const mayUse = (role: StaffRole, { permission }: Operation): boolean =>
  permission !== undefined && permissionsOf([role]).has(permission)

describe.each(staffRoles)('%s may', role => {
  test.each(guarded.filter(operation => mayUse(role, operation)))('$id: $method $path', async operation => {
    const answer = await attempt(operation, await cookieOf(role))
    // Beyond the door an approval of a kind may still be refused; never for the route's own permission.
    expect(answer.body?.details?.permission).not.toBe(operation.permission)
    expect([401, 500]).not.toContain(answer.status)
  })
})

describe.each(staffRoles)('%s may not', role => {
  test.each(guarded.filter(operation => !mayUse(role, operation)))('$id: $method $path', async operation => {
    const answer = await attempt(operation, await cookieOf(role))
    expect(answer.status).toBe(403)
    expect(answer.code).toBe('forbidden')
    expect(answer.body.details).toEqual({ permission: operation.permission })
  })
})

const cookies = new Map<StaffRole, string>()

/** Signing out is one of the operations that are tried. */
async function cookieOf(role: StaffRole): Promise<string> {
  const known = cookies.get(role)
  if (
    known !== undefined &&
    (await ask('GET', '/staff/v1/sessions/current', { cookie: known })).status === 200
  )
    return known
  const { cookie } = await makeStaff([role])
  cookies.set(role, cookie)
  return cookie
}

test('several roles may do what any of them allows', async () => {
  const { cookie } = await makeStaff(['operator', 'auditor'])
  const { body } = await ask('GET', '/staff/v1/sessions/current', { cookie })
  expect(new Set(body.member.permissions)).toEqual(permissionsOf(['operator', 'auditor']))
})

describe('who is not signed in as staff', () => {
  const needing = list.filter(({ access }) => access !== 'staff_public')

  test.each(needing)('nobody: $id', async operation => {
    const answer = await attempt(operation)
    expect(answer.status).toBe(401)
    expect(answer.code).toBe('not_signed_in')
  })

  test.each(guarded)('half a sign-in can do nothing: $id', async operation => {
    const answer = await attempt(operation, await halfCookie())
    expect(answer.status).toBe(401)
    expect(answer.code).toBe('not_signed_in')
  })

  test.each(needing)('a customer: $id', async operation => {
    const { token } = await customer()
    const asBearer = await attempt(operation, undefined, { authorization: `Bearer ${token}` })
    expect(asBearer.status).toBe(401)
    const asCookie = await attempt(operation, `okpay_session=${token}; okpay_staff=${token}`)
    expect(asCookie.status).toBe(401)
  })

  test.each(list.filter(({ access }) => access === 'staff_half'))(
    'a whole session has no business on the way in: $id',
    async operation => {
      const answer = await attempt(operation, await cookieOf('supervisor'))
      expect(answer.status).toBe(401)
    },
  )
})

describe('a staff session opens nothing of the customers’', () => {
  const customers: readonly Operation[] = Object.values(operations)
  const reads = customers.filter(
    ({ access, method, path }) => access === 'customer' && method === 'GET' && !path.includes('{'),
  )

  test.each(reads)('$id', async ({ path }) => {
    const token = (await cookieOf('supervisor')).split('=')[1] ?? ''
    const asBearer = await call('GET', path, { token })
    expect(asBearer.status).toBe(401)
    const asCookie = await call('GET', path, { headers: { cookie: `okpay_session=${token}` } })
    expect(asCookie.status).toBe(401)
  })
})

let half: string | undefined
async function halfCookie(): Promise<string> {
  if (half !== undefined) return half
  const who = await makeStaff(['supervisor'])
  const body = { email: who.email, password: who.password }
  half = (await ask('POST', '/staff/v1/sessions', { body })).cookie
  return half ?? ''
}

let someCustomer: ReturnType<typeof person> | undefined
function customer(): ReturnType<typeof person> {
  return (someCustomer ??= person())
}
