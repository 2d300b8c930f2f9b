import { randomInt } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import { Secret } from 'otpauth'
import type { StaffRole } from '../../contract/staff-permissions.ts'
import { totpCodeAt } from '../../server/platform/authenticators/totp.ts'
import type { Db } from '../../server/platform/db.ts'
import type { App } from '../../server/app.ts'
import { foldEmail } from '../../server/slices/identity/index.ts'
import { invite } from '../../server/slices/staff/index.ts'

/** What a request of the console carries besides its body. */
export type StaffAsk = { body?: unknown; cookie?: string; headers?: Record<string, string>; ip?: string }

export type MadeStaff = {
  id: string
  name: string
  email: string
  password: string
  /** Of the authenticator app; empty where a passkey was enrolled. */
  secret: Buffer
  /** The session cookie, `name=value`. */
  cookie: string
}

export const staffPassword = 'violet kettle orbit 57'

let nextNumber = randomInt(10_000_000, 90_000_000)

/**
 * Members of staff for tests, through the realm's own doors: an invitation, then password and second factor over
 * HTTP. The clock is the application's, which `advance` moves.
 */
export function staffOffice(app: Pick<App, 'http' | 'db'>) {
  let aheadMs = 0
  const now = (): Date => new Date(Date.now() + aheadMs)

  async function ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, asked: StaffAsk = {}) {
    const { body, cookie, headers = {}, ip = '203.0.113.9' } = asked
    const options: InjectOptions = {
      method,
      url: path,
      remoteAddress: ip,
      headers: {
        'accept-language': 'en',
        ...(cookie === undefined ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    }
    const response = await app.http.inject(options)
    const set = response.headers['set-cookie']
    const setCookie = (Array.isArray(set) ? set : [set]).find(each => each?.includes('okpay_staff=') === true)
    return {
      status: response.statusCode,
      headers: response.headers,
      body: response.body === '' ? undefined : response.json(),
      code: response.statusCode >= 400 ? String(response.json().code) : undefined,
      setCookie,
      /** What a browser would send back. */
      cookie: setCookie?.split(';', 1)[0],
    }
  }

  async function inviteStaff(
    roles: readonly StaffRole[],
    wishes: { email?: string; again?: boolean; ownCustomers?: readonly string[] } = {},
  ): Promise<{ id: string; token: string; email: string; name: string }> {
    nextNumber += 1
    const { email = `staff.${nextNumber}@okpay.example`, again = false, ownCustomers = [] } = wishes
    const name = `Staff ${nextNumber}`
    const emailKey = foldEmail(email) ?? email
    const invitee = { name, email, emailKey, locale: 'en' as const, roles, ownCustomers }
    const invited = await app.db.transaction(tx => invite(tx, invitee, { again, now: now() }))
    if (invited.kind !== 'invited') throw new Error(`${email} is a member of staff already`)
    return { id: invited.staffId, token: invited.token, email, name }
  }

  /** Somebody with these roles, enrolled with an authenticator app and signed in. */
  async function makeStaff(
    roles: readonly StaffRole[],
    wishes: Parameters<typeof inviteStaff>[1] = {},
  ): Promise<MadeStaff> {
    const { id, token, email, name } = await inviteStaff(roles, wishes)
    const opened = await ask('POST', '/staff/v1/invitations/open', { body: { token } })
    const secret = secretOf(opened.body.totp.secret)
    const factor = { method: 'totp', code: totpCodeAt(secret, now()) }
    const body = { token, password: staffPassword, factor }
    const accepted = await ask('POST', '/staff/v1/invitations/accept', { body })
    if (accepted.cookie === undefined) throw new Error(`enrolment failed: ${JSON.stringify(accepted.body)}`)
    return { id, name, email, password: staffPassword, secret, cookie: accepted.cookie }
  }

  return {
    ask,
    inviteStaff,
    makeStaff,
    now,
    /** The code of a step: 0 is now, 1 the next one, which is accepted too. */
    code: (secret: Buffer, step = 0): string => totpCodeAt(secret, new Date(now().getTime() + step * 30_000)),
    /** Lets time pass. */
    async advance(seconds: number): Promise<void> {
      const moved = await ask('POST', '/v1/test_helpers/clock', { body: { advance_seconds: seconds } })
      if (moved.status !== 200) throw new Error(`the clock does not move: ${JSON.stringify(moved.body)}`)
      aheadMs += seconds * 1_000
    },
  }
}

export function secretOf(base32: string): Buffer {
  return Buffer.from(Secret.fromBase32(base32).bytes)
}

/** Looks at a table as the application's role. */
export async function rowsOf(
  db: Db,
  sql: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  return (await db.pool.query<Record<string, unknown>>(sql, values)).rows
}
