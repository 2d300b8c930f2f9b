import { randomInt } from 'node:crypto'
import { Secret } from 'otpauth'
import { z } from 'zod'
import type { StaffRole } from '../contract/staff-permissions.ts'
import { earlierShift } from '../simulators/people/earlier-shift.ts'
import { demoColleagues, readDemoStaff, writeDemoStaff, type DemoColleague } from './demo-staff.ts'
import { say } from './launch-messages.ts'
import { totpCodeAt } from './platform/authenticators/totp.ts'
import { createTestClock, type Clock } from './platform/clock.ts'
import { openDb, type Db } from './platform/db.ts'
import { createLogger } from './platform/log.ts'
import { foldEmail } from './slices/identity/index.ts'
import { invite, listMembers } from './slices/staff/index.ts'
import { readClockOffset } from './test-edition/queries.ts'

type Surroundings = { dataDir: string; databaseUrl: string; apiUrl: string; stopping: AbortSignal }

/**
 * Lets the demo colleagues enrol, once: invited like anybody, then password and second factor over HTTP. Who is there
 * already is left alone. The system is of use without them, so a failure does not stop it.
 */
export async function enrolDemoStaff(around: Surroundings): Promise<DemoColleague[]> {
  try {
    return await withOffice(around, office => enrolMissing(office, around.dataDir))
  } catch (error) {
    if (!around.stopping.aborted)
      say('demoStaffFailed', { reason: error instanceof Error ? error.message : String(error) })
    return []
  }
}

/**
 * Lets the two of the earlier shift in, whose work the others find on their desks; answers their sessions, as cookies
 * by address. They are invited anew each time and nobody keeps their passwords, so nobody else can be them.
 */
export async function admitEarlierShift(
  around: Omit<Surroundings, 'dataDir'>,
): Promise<Record<string, string>> {
  return withOffice(around, async office => {
    const sessions: Record<string, string> = {}
    for (const colleague of Object.values(earlierShift))
      sessions[colleague.email] = (await enrol(office, colleague)).cookie
    return sessions
  })
}

/** Where somebody is let in: the launcher invites as the operator's command line does, the rest is over HTTP. */
type Office = { db: Db; clock: Clock; apiUrl: string }

async function withOffice<Value>(
  { databaseUrl, apiUrl }: Omit<Surroundings, 'dataDir'>,
  use: (office: Office) => Promise<Value>,
): Promise<Value> {
  const log = createLogger({ level: 'silent', name: 'okpay launcher' })
  const db = openDb({ url: databaseUrl, maxConnections: 1, log, name: 'okpay launcher' })
  try {
    return await use({ db, clock: createTestClock(await readClockOffset(db)), apiUrl })
  } finally {
    await db.close()
  }
}

async function enrolMissing(office: Office, dataDir: string): Promise<DemoColleague[]> {
  const { db } = office
  const known = await readDemoStaff(dataDir)
  const members = await listMembers(db.read)
  const colleagues: DemoColleague[] = []
  for (const wanted of demoColleagues) {
    const before = known.find(({ email }) => email === wanted.email)
    const isEnrolled = before && members.some(({ id, status }) => id === before.id && status !== 'invited')
    colleagues.push(isEnrolled ? before : (await enrol(office, wanted)).colleague)
    await writeDemoStaff(dataDir, colleagues)
  }
  return colleagues
}

const opened = z.object({ totp: z.object({ secret: z.string() }) })

type Invitee = { name: string; email: string; locale: 'zh-CN' | 'en'; roles: readonly StaffRole[] }

async function enrol(
  { db, clock, apiUrl }: Office,
  { name, email, locale, roles }: Invitee,
): Promise<{ colleague: DemoColleague; cookie: string }> {
  const emailKey = foldEmail(email) ?? email
  const invitee = { name, email, emailKey, locale, roles, ownCustomers: [] }
  const now = clock.now()
  const invited = await db.transaction(tx => invite(tx, invitee, { again: true, now }))
  if (invited.kind !== 'invited') throw new Error(`${email} could not be invited`)
  const { token } = invited
  const { answer } = await post(`${apiUrl}/staff/v1/invitations/open`, { token })
  const { totp } = opened.parse(answer)
  const secret = Buffer.from(Secret.fromBase32(totp.secret).bytes)
  const password = newPassword()
  const factor = { method: 'totp', code: totpCodeAt(secret, clock.now()) }
  const accepted = await post(`${apiUrl}/staff/v1/invitations/accept`, { token, password, factor }, locale)
  return {
    colleague: {
      id: invited.staffId,
      name,
      email,
      roles: [...roles],
      password,
      secret: secret.toString('base64'),
    },
    cookie: accepted.cookie,
  }
}

/** The answer, and the cookie it sets as `name=value`. */
async function post(url: string, body: unknown, locale = 'en'): Promise<{ answer: unknown; cookie: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': locale },
    body: JSON.stringify(body),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${JSON.stringify(answer)}`)
  return { answer, cookie: response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '' }
}

/** No letter or digit that is easily taken for another one. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Four times four characters: 79 bits, and bearable to type. */
function newPassword(): string {
  const group = (): string =>
    Array.from({ length: 4 }, () => letters.charAt(randomInt(letters.length))).join('')
  return Array.from({ length: 4 }, group).join('-')
}
