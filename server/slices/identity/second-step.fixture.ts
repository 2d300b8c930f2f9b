import { secondStepSchema } from '../../../contract/api/factors.ts'
import { signedInSchema } from '../../../contract/api/identity.ts'
import {
  makeCustomer,
  makeDevice,
  usualPassword,
  type MadeCustomer,
} from '../../../test/factories/customers.ts'
import { hashRecoveryCode, newRecoveryCodes } from '../../platform/authenticators/recovery-codes.ts'
import { newTotpSecret, totpCodeAt } from '../../platform/authenticators/totp.ts'
import { newId } from '../../platform/id.ts'
import { seal } from '../../platform/seal.ts'
import { sealContext } from './factors/prove-factor.ts'
import { confirmAuthenticator, insertAuthenticator, replaceRecoveryCodes } from './factors/queries.ts'
import { codeKey, sealKey, type Answer, type Fixture, type Request } from './identity.fixture.ts'

/** A sign-in with the password, by a program: both tokens are in the answers. */
export function tryPassword(
  fixture: Fixture,
  {
    email,
    password = usualPassword,
    device_token,
  }: { email: string; password?: string; device_token?: string },
  more: Partial<Request> = {},
): Promise<Answer> {
  const body = { email, password, delivery: 'token', device_token }
  return fixture.send({ method: 'POST', path: '/v1/sessions', body, ...more })
}

/** The half session an unknown device gets; its token and what it says of the second step. */
export async function half(
  fixture: Fixture,
  who: { email: string; device_token?: string; password?: string },
  more: Partial<Request> = {},
) {
  const answer = await tryPassword(fixture, who, more)
  const { second_factor: step } = secondStepSchema.parse(answer.body)
  if (step.token === null) throw new Error('a program gets the token of its half session')
  return { token: step.token, step }
}

/** The newest code that was mailed to somebody. */
export async function mailedCode(fixture: Fixture, email: string): Promise<string> {
  await fixture.settled()
  const mail = fixture.mails.findLast(each => each.to === email && each.template === 'one_time_code')
  if (mail?.template !== 'one_time_code') throw new Error(`no code was mailed to ${email}`)
  return mail.params.code
}

const path = '/v1/sessions/current/second_factor'

export function prove(
  fixture: Fixture,
  token: string,
  proof: { method: string; code: string },
  options: { remember?: boolean; request?: Partial<Request> } = {},
): Promise<Answer> {
  const body = { proof, delivery: 'token', remember_device: options.remember ?? false }
  return fixture.send({ method: 'POST', path, body, bearer: token, ...options.request })
}

export const byMail = (code: string) => ({ method: 'email_code', code })

/** The whole session a completed sign-in gives. */
export function whole(answer: Answer) {
  const { session, device_token } = signedInSchema.parse(answer.body)
  return { token: session.token ?? '', device_token }
}

export async function isSignedIn(fixture: Fixture, token: string): Promise<boolean> {
  const { status } = await fixture.send({ method: 'GET', path: '/v1/customers/me', bearer: token })
  return status === 200
}

export type Protected = MadeCustomer & {
  device_token: string
  /** The code the app shows at that moment of the fixture's clock. */
  totp: (shiftMs?: number) => string
  recoveryCodes: readonly string[]
  authenticatorId: string
}

/** A customer with an authenticator app and recovery codes, and a device of theirs. */
export async function protectedCustomer(fixture: Fixture): Promise<Protected> {
  const customer = await makeCustomer(fixture)
  const { token: device_token } = await makeDevice(fixture, customer)
  const id = newId()
  const secret = newTotpSecret()
  const codes = newRecoveryCodes()
  const now = fixture.clock.now()
  await fixture.db.transaction(async tx => {
    const sealed = seal(sealKey, secret, sealContext(id))
    await insertAuthenticator(tx, { id, customerId: customer.id, secret: sealed, now })
    await confirmAuthenticator(tx, { id, step: 0n, deviceId: null, now })
    const rows = codes.map(code => {
      const codeHash = hashRecoveryCode(codeKey, { owner: customer.id, code })
      if (!codeHash) throw new Error('a code of ours is one of ours')
      return { id: newId(), codeHash }
    })
    await replaceRecoveryCodes(tx, { customerId: customer.id, codes: rows, deviceId: null, now })
  })
  return {
    ...customer,
    device_token,
    totp: (shiftMs = 0) => totpCodeAt(secret, new Date(fixture.clock.now().getTime() + shiftMs)),
    recoveryCodes: codes,
    authenticatorId: id,
  }
}

/** The same thing twenty times at once. */
export function twentyTimes<Result>(work: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: 20 }, (_, index) => work(index)))
}

/** Events on a customer's stream that wait to be dispatched, in order. */
export async function eventsOf(fixture: Fixture, customerId: string, type: string) {
  return await fixture.rows('SELECT payload FROM outbox WHERE stream_id = $1 AND type = $2 ORDER BY id', [
    customerId,
    type,
  ])
}
