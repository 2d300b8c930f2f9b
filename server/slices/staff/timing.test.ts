import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../test/db.ts'
import { staffOffice, staffPassword } from '../../../test/factories/staff.ts'
import { relyingPartyOf } from '../../platform/authenticators/passkeys.ts'
import { createTestClock } from '../../platform/clock.ts'
import { readConfig } from '../../platform/config.ts'
import { openDb } from '../../platform/db.ts'
import { createHttpApp } from '../../platform/http/app.ts'
import { createLogger } from '../../platform/log.ts'
import { createMetrics } from '../../platform/metrics.ts'
import { statementsOf } from '../identity/identity.fixture.ts'
import { createPasswords, foldEmail } from '../identity/index.ts'
import { createStaffSlice } from './index.ts'

const database = await testDatabase()
const log = createLogger({ level: 'error', name: 'test' })
const db = openDb({ url: database.appUrl, maxConnections: 5, log, name: 'test' })
const clock = createTestClock()
const real = createPasswords()
const verified: string[] = []
const publicUrl = 'http://okpay.test'
const staff = createStaffSlice({
  db,
  clock,
  log,
  codeKey: Buffer.alloc(32, 7),
  sealKey: Buffer.alloc(32, 8),
  relyingParty: relyingPartyOf({ publicUrl, edition: 'test', name: 'OKPay' }),
  passwords: {
    hash: real.hash,
    verify(password, hash) {
      verified.push('one')
      return real.verify(password, hash)
    },
    verifyNothing(password) {
      verified.push('one')
      return real.verifyNothing(password)
    },
  },
  foldEmail,
  customersOfEmail: () => Promise.resolve([]),
  approvalKinds: [],
})
const http = createHttpApp({
  config: readConfig({ NODE_ENV: 'test', OKPAY_PUBLIC_URL: publicUrl, OKPAY_RATE_LIMIT_SCALE: '1000' }),
  log,
  clock,
  routes: staff.routes,
  authenticate: () => Promise.resolve(null),
  authenticateStaff: staff.authenticate,
  audit: () => Promise.resolve(),
  metrics: createMetrics({ processMetrics: false }),
  readiness: {},
})
afterAll(async () => {
  await http.close()
  await db.close()
})
const office = staffOffice({ http, db })

/** What a failed sign-in costs: statements with their shape, and computations of a password. */
async function costOf(email: string) {
  verified.length = 0
  const body = { email, password: 'not the password' }
  const statements = await statementsOf(async () => {
    const answer = await office.ask('POST', '/staff/v1/sessions', { body })
    expect(answer.code).toBe('credentials_invalid')
  })
  return { statements, computations: verified.length }
}

test('every address costs the same, whether somebody works here, was invited, left, or nobody has it', async () => {
  const active = await office.makeStaff(['agent'])
  const invited = await office.inviteStaff(['agent'])
  const known = await costOf(active.email)
  expect(known.computations).toBe(1)
  expect(known.statements.length).toBeGreaterThan(2)
  for (const email of [invited.email, 'nobody@okpay.example', 'no address at all', ''])
    expect(await costOf(email)).toEqual(known)
})

test('the right password of somebody who is active is the only one that opens anything', async () => {
  const who = await office.makeStaff(['agent'])
  const body = { email: who.email, password: staffPassword }
  expect((await office.ask('POST', '/staff/v1/sessions', { body })).status).toBe(201)
})
