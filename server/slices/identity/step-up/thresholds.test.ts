import { describe, expect, test } from 'vitest'
import { currencies } from '../../../../contract/money.ts'
import { startIdentity } from '../identity.fixture.ts'
import { challengeIn, passed, raiseTo, signedIn, type SignedIn } from './step-up.fixture.ts'
import { defaultThreshold, highestThreshold, thresholdOf } from './thresholds.ts'

const fixture = await startIdentity()
const eur = (value: string) => ({ value, currency: 'EUR' })

function choose(who: SignedIn, body: Record<string, unknown>, currency = 'EUR') {
  return fixture.send({
    method: 'PUT',
    path: `/v1/step_up_thresholds/${currency}`,
    bearer: who.session.token,
    body,
  })
}

test('whoever chose nothing is asked for every new recipient and above the operator’s threshold', async () => {
  const who = await signedIn(fixture)
  const { body } = await fixture.send({
    method: 'GET',
    path: '/v1/step_up_thresholds',
    bearer: who.session.token,
  })
  const { data } = body as { data: { amount: { currency: string } }[] }
  expect(data.map(({ amount }) => amount.currency)).toEqual([...currencies])
  expect(data.find(({ amount }) => amount.currency === 'EUR')).toEqual({
    amount: eur('500.00'),
    amount_at_most: eur('500.00'),
    new_recipient: eur('0.00'),
    new_recipient_at_most: eur('100.00'),
  })
})

describe('being asked more often', () => {
  test('needs no proof and is told', async () => {
    const who = await signedIn(fixture)
    expect(await choose(who, { amount: eur('20'), new_recipient: eur('0') })).toMatchObject({
      status: 200,
      body: { amount: eur('20.00'), new_recipient: eur('0.00') },
    })
    const told = await fixture.rows(
      `SELECT payload FROM outbox WHERE type = 'limit.changed' AND stream_id = $1`,
      [who.customer.id],
    )
    expect(told).toMatchObject([
      { payload: { kind: 'step_up', amount: eur('20.00'), amount_before: eur('500.00') } },
    ])
  })
})

describe('being asked less often', () => {
  test('needs a proof, also when one of the two is lowered with it', async () => {
    const who = await signedIn(fixture)
    await choose(who, { amount: eur('20'), new_recipient: eur('0') })
    const answer = await choose(who, { amount: eur('10'), new_recipient: eur('0.01') })
    expect(challengeIn(answer).operation).toBe('change_limit')
    const back = await choose(who, { amount: eur('20.01'), new_recipient: eur('0') })
    expect(challengeIn(back).operation).toBe('change_limit')
  })

  test('a choice that was lowered meanwhile cannot be raised by an order given before', async () => {
    const who = await signedIn(fixture)
    await raiseTo(fixture, who, '80', await passed(fixture, who, '80'))
    const body = (value: string) => ({ amount: eur('500'), new_recipient: eur(value) })
    const answers = await Promise.all([choose(who, body('0')), choose(who, body('50'))])
    const last = answers.findLastIndex(({ status }) => status === 200)
    const held = await fixture.rows(
      `SELECT new_recipient::int AS held FROM step_up_threshold WHERE customer_id = $1 AND currency = 'EUR'`,
      [who.customer.id],
    )
    // Whichever came first: after the lower one the other asks, after the other the lower one holds.
    expect(last).toBeGreaterThanOrEqual(0)
    expect(held).toEqual([{ held: 0 }])
  })
})

describe('refused', () => {
  test.each([
    [
      'above the operator’s ceiling',
      { amount: eur('500.01'), new_recipient: eur('0') },
      'amount_above_maximum',
    ],
    ['for new recipients too', { amount: eur('500'), new_recipient: eur('100.01') }, 'amount_above_maximum'],
    [
      'another currency',
      { amount: { value: '1', currency: 'USD' }, new_recipient: eur('0') },
      'validation_failed',
    ],
    ['nothing', {}, 'validation_failed'],
  ])('%s', async (_name, body, code) => {
    const who = await signedIn(fixture)
    expect([(await choose(who, body)).status, (await choose(who, body)).code]).toEqual([422, code])
  })

  test('an unknown currency', async () => {
    const who = await signedIn(fixture)
    const body = { amount: eur('1'), new_recipient: eur('0') }
    expect((await choose(who, body, 'BTC')).status).toBe(404)
  })

  test('without a session', async () => {
    const answer = await fixture.send({ method: 'GET', path: '/v1/step_up_thresholds' })
    expect(answer.status).toBe(401)
  })
})

test('a choice never outlasts the operator’s ceiling', () => {
  for (const currency of currencies) {
    const ceiling = highestThreshold(currency)
    const chosen = { amount: ceiling.amount * 2n, newRecipient: ceiling.newRecipient + 1n }
    expect(thresholdOf(currency, chosen)).toEqual(ceiling)
    expect(thresholdOf(currency, undefined)).toEqual(defaultThreshold(currency))
    expect(ceiling.newRecipient).toBeLessThanOrEqual(ceiling.amount)
  }
})
