import { z } from 'zod'
import type { Customer } from './customer.ts'
import type { Person } from './demo-people.ts'
import type { Memory } from './memory.ts'
import { call, expectStatus, isProblem, mailsTo, messagesTo, withCode, type Answer } from './okpay-api.ts'

/** How the demo people come in: they open an account once, and sign in again on the device they have. */

const meta = z.object({ terms_version: z.string(), privacy_version: z.string() })
const identified = z.object({ id: z.string() })
const opened = z.object({ session: z.object({ token: z.string() }), device_token: z.string().nullable() })
const half = z.object({ second_factor: z.object({ token: z.string(), code: z.unknown() }) })

/** Opens an account, or signs in where there is one already; answers that customer. */
export async function comeIn(okpayUrl: string, person: Person, memory: Memory): Promise<Customer> {
  const known = memory.signInOf(person.email)
  if (known) {
    const { status } = await call(okpayUrl, 'GET', '/v1/customers/me', { token: known.session })
    if (status === 200) return { okpayUrl, person, token: known.session }
  }
  const before = new Set((await mailsTo(okpayUrl, person.email)).map(({ id }) => id))
  const answer = await askIn(okpayUrl, person, known?.device)
  const isNobody = isProblem(answer, 'credentials_invalid') || isProblem(answer, 'verification_required')
  // Who had an account has chosen another password, and is left alone.
  const signedIn =
    isNobody && !known
      ? await openAccount(okpayUrl, person)
      : await completeSignIn(okpayUrl, person, { answer, before })
  const device = signedIn.device ?? known?.device
  if (device === undefined) throw new Error(`${person.email} is signed in on no device`)
  await memory.keepSignIn(person.email, { device, session: signedIn.session })
  return { okpayUrl, person, token: signedIn.session }
}

type Opened = { session: string; device: string | undefined }

function askIn(
  okpayUrl: string,
  { email, password, device }: Person,
  deviceToken: string | undefined,
): Promise<Answer> {
  const body = {
    email,
    password,
    delivery: 'token',
    ...(deviceToken === undefined ? {} : { device_token: deviceToken }),
  }
  return call(okpayUrl, 'POST', '/v1/sessions', { body, device })
}

/** On a device nobody knows, with the code that is mailed for it. */
async function completeSignIn(
  okpayUrl: string,
  { email, device }: Person,
  { answer, before }: { answer: Answer; before: ReadonlySet<string> },
): Promise<Opened> {
  const body = expectStatus(answer, 'signing in', 201)
  const whole = opened.safeParse(body).data
  if (whole) return { session: whole.session.token, device: whole.device_token ?? undefined }
  const { token, code } = half.parse(body).second_factor
  const path = '/v1/sessions/current/second_factor'
  if (code === null) {
    const asked = await call(okpayUrl, 'POST', `${path}/send_code`, { token, body: { method: 'email_code' } })
    expectStatus(asked, 'a code for signing in', 202)
  }
  return withCode(
    `for ${email} to sign in`,
    () => mailsTo(okpayUrl, email),
    before,
    async code => {
      const proof = { method: 'email_code', code }
      const passed = await call(okpayUrl, 'POST', path, { token, device, body: { proof, delivery: 'token' } })
      if (isProblem(passed, 'code_invalid')) return undefined
      const { session, device_token } = opened.parse(expectStatus(passed, 'the second step', 201))
      return { session: session.token, device: device_token ?? undefined }
    },
  )
}

/** Opens the account; session and device are those the browser it was opened in would keep. */
async function openAccount(okpayUrl: string, person: Person): Promise<Opened> {
  const { name, email, phone, password, locale, device } = person
  const { terms_version, privacy_version } = meta.parse(
    expectStatus(await call(okpayUrl, 'GET', '/v1/meta'), 'what is agreed to', 200),
  )
  const before = allButNewest(await mailsTo(okpayUrl, email))
  const body = { name, email, phone, password, locale, terms_version, privacy_version }
  const asked = await call(okpayUrl, 'POST', '/v1/registrations', { body, device })
  const { id } = identified.parse(expectStatus(asked, `the registration of ${email}`, 202))
  const path = `/v1/email_verifications/${id}/confirm`
  return withCode(
    `for ${email} to open an account`,
    () => mailsTo(okpayUrl, email),
    before,
    async code => {
      const confirmed = await call(okpayUrl, 'POST', path, { body: { code }, device })
      if (isProblem(confirmed, 'code_invalid')) return undefined
      expectStatus(confirmed, `the address ${email}`, 200)
      const [session, kept] = ['okpay_session', 'okpay_device'].map(cookie => tokenIn(confirmed, cookie))
      if (!session) throw new Error(`${email} has an account but no session`)
      return { session, device: kept }
    },
  )
}

/** Where another code is only sent after a minute, the newest from before may be the one. */
function allButNewest(messages: readonly { id: string }[]): ReadonlySet<string> {
  return new Set(messages.slice(1).map(({ id }) => id))
}

function tokenIn({ cookies }: Answer, name: string): string | undefined {
  return cookies.map(cookie => new RegExp(`${name}=([\\w-]{43})`).exec(cookie)?.[1]).find(Boolean)
}

const me = z.object({ phone_verified: z.boolean() })

/** Reads the code on the phone, so that others find this person by the number. */
export async function proveNumber({ okpayUrl, token, person }: Customer): Promise<void> {
  const known = await call(okpayUrl, 'GET', '/v1/customers/me', { token })
  if (me.parse(expectStatus(known, 'who I am', 200)).phone_verified) return
  const path = '/v1/customers/me/phone_verification'
  const { phone, device } = person
  const before = allButNewest(await messagesTo(okpayUrl, phone))
  const asked = await call(okpayUrl, 'POST', path, { token, device })
  // One that was cut off has asked for a code a moment ago.
  expectStatus(asked, `a code for ${phone}`, 202, 409, 429)
  await withCode(
    `for ${phone}`,
    () => messagesTo(okpayUrl, phone),
    before,
    async code => {
      const answer = await call(okpayUrl, 'POST', `${path}/confirm`, { token, device, body: { code } })
      if (isProblem(answer, 'code_invalid')) return undefined
      return expectStatus(answer, `the number ${phone}`, 200)
    },
  )
}
