import { z } from 'zod'
import { challengeSchema } from '../../../../contract/api/challenges.ts'
import { makeCustomer, makeSession, type MadeCustomer } from '../../../../test/factories/customers.ts'
import { DomainError } from '../../../platform/errors.ts'
import type { Answer, Fixture } from '../identity.fixture.ts'

export type SignedIn = { customer: MadeCustomer; session: { id: string; token: string } }

export async function signedIn(fixture: Fixture): Promise<SignedIn> {
  const customer = await makeCustomer(fixture)
  return { customer, session: await makeSession(fixture, customer) }
}

const eur = (value: string) => ({ value, currency: 'EUR' })

/** The thresholds every test here wants to raise: asked about new recipients only above that. */
export function raiseTo(fixture: Fixture, who: SignedIn, value: string, stepUp?: string): Promise<Answer> {
  return fixture.send({
    method: 'PUT',
    path: '/v1/step_up_thresholds/EUR',
    bearer: who.session.token,
    body: { amount: eur('500.00'), new_recipient: eur(value) },
    ...(stepUp === undefined ? {} : { stepUp }),
  })
}

const asking = z.object({ challenge: challengeSchema })

/** The challenge an operation was answered with. */
export function challengeIn(answer: Answer) {
  if (answer.code !== 'step_up_required') throw new Error(`no challenge: ${answer.text}`)
  return asking.parse(answer.details).challenge
}

/** The same for who asks without HTTP. */
export function challengeOf(error: unknown) {
  if (!(error instanceof DomainError)) throw new Error(`no refusal: ${String(error)}`)
  return asking.parse(error.refusal.details).challenge
}

export function readChallenge(fixture: Fixture, who: SignedIn, challenge: string): Promise<Answer> {
  return fixture.send({ method: 'GET', path: `/v1/challenges/${challenge}`, bearer: who.session.token })
}

/** Asks for a code by mail and reads it there. */
export async function mailedCode(fixture: Fixture, who: SignedIn, challenge: string): Promise<string> {
  const sent = await fixture.send({
    method: 'POST',
    path: `/v1/challenges/${challenge}/send_code`,
    bearer: who.session.token,
    body: { channel: 'email' },
  })
  if (sent.status !== 202) throw new Error(`no code was sent: ${sent.text}`)
  await fixture.settled()
  const mail = fixture.mails.findLast(
    each => each.to === who.customer.email && each.template === 'one_time_code',
  )
  if (mail?.template !== 'one_time_code') throw new Error('no code came')
  return mail.params.code
}

export function pass(fixture: Fixture, who: SignedIn, challenge: string, code: string): Promise<Answer> {
  return fixture.send({
    method: 'POST',
    path: `/v1/challenges/${challenge}/pass`,
    bearer: who.session.token,
    body: { proof: { method: 'email_code', code } },
  })
}

/** A challenge for raising to that value, passed with a code by mail. */
export async function passed(fixture: Fixture, who: SignedIn, value: string): Promise<string> {
  const { id } = challengeIn(await raiseTo(fixture, who, value))
  const answer = await pass(fixture, who, id, await mailedCode(fixture, who, id))
  if (answer.status !== 200) throw new Error(`not passed: ${answer.text}`)
  return id
}
