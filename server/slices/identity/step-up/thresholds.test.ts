import { describe, expect, test } from 'vitest'
import { currencies } from '../../../../contract/money.ts'
import { startIdentity } from '../identity.fixture.ts'
import { lockChoices, writeThresholds } from './queries.ts'
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

  test('a choice that is being lowered cannot be raised by an order given before', async () => {
    const who = await signedIn(fixture)
    await raiseTo(fixture, who, '80', await passed(fixture, who, '80'))
    const customerId = who.customer.id
    const lowered = { customerId, currency: 'EUR' as const, amount: 500_00n, newRecipient: 0n }
    // Fifty is less than the eighty that held when it was ordered, and more than the nothing that is about to hold.
    const raising = await fixture.db.transaction(async tx => {
      await lockChoices(tx, customerId)
      await writeThresholds(tx, [{ ...lowered, at: fixture.clock.now() }])
      const answer = choose(who, { amount: eur('500'), new_recipient: eur('50') })
      await fixture.someoneWaits()
      return { answer }
    })
    expect(challengeIn(await raising.answer).operation).toBe('change_limit')
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
