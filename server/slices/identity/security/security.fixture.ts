import { z } from 'zod'
import { makeCustomer, makeSession } from '../../../../test/factories/customers.ts'
import { passChallenge } from '../../../../test/factories/challenges.ts'
import type { Answer, Fixture, Request } from '../identity.fixture.ts'
import { createAlertLinks } from './alert-links.ts'

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export type Somebody = Awaited<ReturnType<typeof somebody>>

/** A customer who is signed in, and what they ask. */
export async function somebody(fixture: Fixture) {
  const customer = await makeCustomer(fixture)
  const session = await makeSession(fixture, customer)
  const ask = (
    method: Request['method'],
    path: string,
    { body, ...more }: Partial<Request> = {},
  ): Promise<Answer> =>
    fixture.send({ method, path, bearer: session.token, ...(body === undefined ? {} : { body }), ...more })
  return {
    customer,
    session,
    ask,
    /** Another session after an hour or more: the clock only goes forward, and sessions idle. */
    async again() {
      const next = await makeSession(fixture, customer)
      return (method: Request['method'], path: string, more: Partial<Request> = {}) =>
        fixture.send({ method, path, bearer: next.token, ...more })
    },
  }
}

/** The tokens of the two links of an alert. */
export async function alertFor(fixture: Fixture, customerId: string, event = 'session.new_device') {
  const links = await fixture.db.transaction(tx =>
    createAlertLinks(tx, { customerId, event, publicUrl: 'http://okpay.test', now: fixture.clock.now() }),
  )
  const tokenOf = (link: string) => new URL(link).hash.slice(1)
  return { links, notMe: tokenOf(links.notMe), freeze: tokenOf(links.freeze) }
}

export const answerAlert = (fixture: Fixture, token: string) =>
  fixture.send({ method: 'POST', path: '/v1/alert_links/answer', body: { token } })

const challenge = z.object({ challenge: z.object({ id: z.string() }) })

/** Repeats a request with the challenge it is answered with, passed. */
export async function confirmed(
  fixture: Fixture,
  request: (more: Partial<Request>) => Promise<Answer>,
): Promise<Answer> {
  const asked = await request({})
  if (asked.code !== 'step_up_required') return asked
  const { id } = challenge.parse(asked.details).challenge
  await passChallenge(fixture.db, { challenge: id, now: fixture.clock.now() })
  return await request({ stepUp: id })
}
