import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorOf, setUp, topUpOf, type Bench } from '../testing/harness.ts'

let bench: Bench
beforeAll(async () => {
  bench = await setUp()
})
afterAll(async () => {
  await bench.close()
})

describe('amounts', () => {
  test.each([
    ['usd', 50],
    ['eur', 50],
    ['gbp', 30],
    ['hkd', 400],
    ['jpy', 50],
    ['cny', 400],
    ['kwd', 160],
  ])('in %s begin at %i minor units', async (currency, minimum) => {
    const session = await bench.stripe.checkout.sessions.create(topUpOf(minimum, currency))
    expect(session.amount_total).toBe(minimum)
    const error = await errorOf(bench.stripe.checkout.sessions.create(topUpOf(minimum - 10, currency)))
    expect(error).toMatchObject({ statusCode: 400, code: 'amount_too_small' })
  })

  test('are named with the decimals of their currency', async () => {
    const tooSmall = async (amount: number, currency: string) =>
      (await errorOf(bench.stripe.checkout.sessions.create(topUpOf(amount, currency)))).message
    expect(await tooSmall(10, 'usd')).toContain('$0.50 usd')
    expect(await tooSmall(10, 'jpy')).toContain('¥50 jpy')
    expect(await tooSmall(10, 'kwd')).toContain('KD0.160 kwd')
  })

  test('in three-decimal currencies must end in 0', async () => {
    const error = await errorOf(bench.stripe.checkout.sessions.create(topUpOf(5_124, 'kwd')))
    expect(error).toMatchObject({ statusCode: 400, code: 'invalid_charge_amount' })
    const session = await bench.stripe.checkout.sessions.create(topUpOf(5_120, 'kwd'))
    expect(session.amount_total).toBe(5_120)
  })

  test('have at most eight digits', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUpOf(99_999_999, 'jpy'))
    expect(session.amount_total).toBe(99_999_999)
    const error = await errorOf(bench.stripe.checkout.sessions.create(topUpOf(100_000_000, 'jpy')))
    expect(error).toMatchObject({ code: 'amount_too_large' })
  })

  test.each([['-100'], ['10.5'], ['1e3'], ['']])('are never read from %j', async amount => {
    const body = new URLSearchParams({
      mode: 'payment',
      success_url: 'http://127.0.0.1:9/',
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'eur',
      'line_items[0][price_data][product_data][name]': 'Top up',
      'line_items[0][price_data][unit_amount]': amount,
    })
    const answer = await fetch(`${bench.acquirer.url}/v1/checkout/sessions`, {
      method: 'POST',
      body,
      headers: { Authorization: `Bearer ${bench.acquirer.settings.secretKey}` },
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { code: 'parameter_invalid_integer' } })
  })

  test('in a currency that is not supported are refused', async () => {
    const error = await errorOf(bench.stripe.checkout.sessions.create(topUpOf(1_000, 'xyz')))
    expect(error.message).toContain('Invalid currency: xyz')
  })
})
