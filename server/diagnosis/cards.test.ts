import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { payWithCard, startAcquirer, TEST_CARDS } from '../../simulators/acquirer/index.ts'
import type { DiagnosisCause } from '../../contract/api/diagnosis.ts'
import type { Person } from '../../test/factories/app.ts'
import { eur, startDiagnosis } from './diagnosis.fixture.ts'

let world: Awaited<ReturnType<typeof startDiagnosis>>
let acquirer: Awaited<ReturnType<typeof startAcquirer>>
beforeAll(async () => {
  const webhookSecret = 'whsec_diagnosis'
  acquirer = await startAcquirer({ webhookSecret })
  world = await startDiagnosis({
    STRIPE_SECRET_KEY: acquirer.settings.secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_API_URL: acquirer.url,
  })
})
afterAll(() => acquirer.close())

type Opened = { id: string; number: string; url: string }

async function open(who: Person): Promise<Opened> {
  const { status, body } = await world.call('POST', '/v1/deposits', {
    token: who.token,
    body: { amount: eur('10.00'), method: 'card_debit' },
  })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return { id: body.id, number: body.number, url: body.action.url }
}

const check = async (who: Person, { id }: Opened): Promise<void> => {
  await world.call('POST', `/v1/deposits/${id}/check`, { token: who.token, key: null })
}

const declines: [keyof typeof TEST_CARDS, DiagnosisCause][] = [
  ['generic_decline', 'card_declined'],
  ['insufficient_funds', 'card_without_funds'],
  ['expired_card', 'card_expired'],
  ['lost_card', 'card_lost_or_stolen'],
  ['stolen_card', 'card_lost_or_stolen'],
  ['incorrect_cvc', 'card_details_wrong'],
  ['processing_error', 'card_error'],
  ['card_velocity_exceeded', 'card_used_too_often'],
]

describe('a top-up', () => {
  test('nobody has paid yet: pay, or give up', async () => {
    const who = await world.person()
    const opened = await open(who)
    const found = await world.diagnosed(who, opened.number, 'waiting_for_you')
    expect([found.severity, found.types]).toEqual(['waiting', ['continue', 'cancel']])
  })

  test.each(declines)('refused for %s: why, and on with another card', async (card, cause) => {
    const who = await world.person()
    const opened = await open(who)
    await payWithCard(opened.url, TEST_CARDS[card].number)
    await check(who, opened)
    const found = await world.diagnosed(who, opened.number, cause)
    expect([found.severity, found.types]).toEqual(['problem', ['continue', 'cancel']])
    expect(found.evidence[0]).toMatchObject({ fact: 'declined' })
  })

  test('that was not confirmed with the bank', async () => {
    const who = await world.person()
    const opened = await open(who)
    await payWithCard(opened.url, { number: TEST_CARDS.authentication_required.number, bank: 'reject' })
    await check(who, opened)
    expect((await world.diagnosed(who, opened.number, 'card_not_confirmed')).types[0]).toBe('continue')
  })

  test('given up', async () => {
    const who = await world.person()
    const opened = await open(who)
    await world.call('POST', `/v1/deposits/${opened.id}/cancel`, { token: who.token, key: null })
    await check(who, opened)
    const found = await world.diagnosed(who, opened.number, 'canceled_by_you')
    expect([found.severity, found.types]).toEqual(['fine', ['try_again']])
  })

  test('paid', async () => {
    const who = await world.person()
    const opened = await open(who)
    await payWithCard(opened.url, TEST_CARDS.visa_debit.number)
    await check(who, opened)
    expect((await world.diagnosed(who, opened.number, 'all_done')).severity).toBe('fine')
  })
})
