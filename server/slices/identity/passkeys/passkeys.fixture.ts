import { z } from 'zod'
import { passkeySchema } from '../../../../contract/api/passkeys.ts'
import { fromTypeId } from '../../../../contract/ids.ts'
import { creationOptionsSchema, requestOptionsSchema } from '../../../../contract/api/webauthn.ts'
import { makeCustomer, makeSession, type MadeCustomer } from '../../../../test/factories/customers.ts'
import { softwareAuthenticator, type Lies } from '../../../platform/authenticators/authenticator.fixture.ts'
import type { Answer, Fixture, Request } from '../identity.fixture.ts'

export const origin = 'http://okpay.test'

const creationSchema = z.object({ options: creationOptionsSchema })
const questionSchema = z.object({ options: requestOptionsSchema })

export type Holder = Awaited<ReturnType<typeof signedIn>>

/** A signed-in customer with an authenticator nobody has registered yet. */
export async function signedIn(fixture: Fixture, { counting = true } = {}) {
  const customer = await makeCustomer(fixture)
  const session = await makeSession(fixture, customer)
  return { customer, session, authenticator: softwareAuthenticator({ origin }, { counting }) }
}

/** Asks for a new passkey as the website does. */
export async function begin(fixture: Fixture, { session }: { session: { token: string } }) {
  const answer = await sendConfirmed(fixture, {
    method: 'POST',
    path: '/v1/passkeys/options',
    bearer: session.token,
  })
  return creationSchema.parse(answer.body).options
}

/** Sends it, is asked to confirm it, confirms and sends it again. How one confirms is not what these tests are about. */
export async function sendConfirmed(fixture: Fixture, request: Request): Promise<Answer> {
  return (await confirmed(fixture, request)).answer
}

/** The same, with the challenge that was used. */
export async function confirmed(fixture: Fixture, request: Request) {
  const stepUp = await challengeFor(fixture, request)
  await pass(fixture, stepUp)
  return { stepUp, answer: await fixture.send({ ...request, stepUp }) }
}

/** Passes a challenge as if its proof had been right. */
export async function pass(fixture: Fixture, challenge: string): Promise<void> {
  await fixture.rows(
    `UPDATE challenge SET status = 'passed', method = 'totp', passed_at = created_at WHERE id = $1`,
    [fromTypeId('challenge', challenge)],
  )
}

/** The id of the challenge a request is answered with. */
export async function challengeFor(fixture: Fixture, request: Request): Promise<string> {
  const answer = await fixture.send(request)
  if (answer.code !== 'step_up_required') throw new Error(`no step-up was asked for: ${answer.text}`)
  return z.object({ challenge: z.object({ id: z.string() }) }).parse(answer.details).challenge.id
}

export async function add(
  fixture: Fixture,
  { session, authenticator }: { session: { token: string }; authenticator: Holder['authenticator'] },
  { name = 'Phone', lies = {} }: { name?: string; lies?: Lies } = {},
): Promise<Answer> {
  const options = await begin(fixture, { session })
  const attestation = authenticator.create(options, lies)
  return await fixture.send({
    method: 'POST',
    path: '/v1/passkeys',
    bearer: session.token,
    body: { name, attestation },
  })
}

/** A signed-in customer with a passkey. */
export async function withPasskey(fixture: Fixture, options: { counting?: boolean } = {}) {
  const holder = await signedIn(fixture, options)
  const passkey = passkeySchema.parse((await add(fixture, holder)).body)
  return { ...holder, passkey }
}

export async function signInOptions(fixture: Fixture) {
  const answer = await fixture.send({ method: 'POST', path: '/v1/sessions/passkey_options' })
  return questionSchema.parse(answer.body).options
}

export function sendAssertion(
  fixture: Fixture,
  assertion: unknown,
  { delivery, ...more }: Partial<Request> & { delivery?: string } = {},
): Promise<Answer> {
  const body = { assertion, delivery }
  return fixture.send({ method: 'POST', path: '/v1/sessions/with_passkey', body, ...more })
}

/** Signs in with a passkey and nothing else. */
export async function enter(
  fixture: Fixture,
  { authenticator }: Pick<Holder, 'authenticator'>,
  lies: Lies = {},
): Promise<Answer> {
  return await sendAssertion(fixture, authenticator.get(await signInOptions(fixture), lies))
}

/** Types of the events about a customer, in order. */
export async function eventsOf(fixture: Fixture, customer: MadeCustomer): Promise<unknown[]> {
  const rows = await fixture.rows(
    `SELECT type, payload FROM outbox WHERE stream_id = $1 AND type LIKE 'passkey.%' ORDER BY id`,
    [customer.id],
  )
  return rows.map(({ type, payload }) => ({ type, payload }))
}
