import { randomInt } from 'node:crypto'
import { Secret } from 'otpauth'
import { z } from 'zod'
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
  const log = createLogger({ level: 'silent', name: 'okpay launcher' })
  const db = openDb({ url: around.databaseUrl, maxConnections: 1, log, name: 'okpay launcher' })
  try {
    return await enrolMissing(db, around)
  } catch (error) {
    if (!around.stopping.aborted)
      say('demoStaffFailed', { reason: error instanceof Error ? error.message : String(error) })
    return []
  } finally {
    await db.close()
  }
}

async function enrolMissing(db: Db, { dataDir, apiUrl }: Surroundings): Promise<DemoColleague[]> {
  const clock = createTestClock(await readClockOffset(db))
  const known = await readDemoStaff(dataDir)
  const members = await listMembers(db.read)
  const colleagues: DemoColleague[] = []
  for (const wanted of demoColleagues) {
    const before = known.find(({ email }) => email === wanted.email)
    const isEnrolled = before && members.some(({ id, status }) => id === before.id && status !== 'invited')
    colleagues.push(isEnrolled ? before : await enrol({ db, clock, apiUrl }, wanted))
    await writeDemoStaff(dataDir, colleagues)
  }
  return colleagues
}

const opened = z.object({ totp: z.object({ secret: z.string() }) })

async function enrol(
  { db, clock, apiUrl }: { db: Db; clock: Clock; apiUrl: string },
  { name, email, locale, roles }: (typeof demoColleagues)[number],
): Promise<DemoColleague> {
  const emailKey = foldEmail(email) ?? email
  const invitee = { name, email, emailKey, locale, roles, ownCustomers: [] }
  const now = clock.now()
  const invited = await db.transaction(tx => invite(tx, invitee, { again: true, now }))
  if (invited.kind !== 'invited') throw new Error(`${email} could not be invited`)
  const { token } = invited
  const { totp } = opened.parse(await post(`${apiUrl}/staff/v1/invitations/open`, { token }))
  const secret = Buffer.from(Secret.fromBase32(totp.secret).bytes)
  const password = newPassword()
  const factor = { method: 'totp', code: totpCodeAt(secret, clock.now()) }
  await post(`${apiUrl}/staff/v1/invitations/accept`, { token, password, factor }, locale)
  return { id: invited.staffId, name, email, roles: [...roles], password, secret: secret.toString('base64') }
}

async function post(url: string, body: unknown, locale = 'en'): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': locale },
    body: JSON.stringify(body),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${JSON.stringify(answer)}`)
  return answer
}

/** No letter or digit that is easily taken for another one. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Four times four characters: 79 bits, and bearable to type. */
function newPassword(): string {
  const group = (): string =>
    Array.from({ length: 4 }, () => letters.charAt(randomInt(letters.length))).join('')
  return Array.from({ length: 4 }, group).join('-')
}
