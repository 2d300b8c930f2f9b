import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ALL_TEST_CARDS, brandOf, groupCardNumber, passesLuhn } from '../cards.ts'
import en from '../messages/en.json' with { type: 'json' }
import { chooseLanguage, formatAmount } from '../messages/messages.ts'
import zhCN from '../messages/zh-CN.json' with { type: 'json' }
import { pageOf, setUp, topUp, type Bench } from '../testing/harness.ts'
import { payWithCard } from '../testing/pay-with-card.ts'

let bench: Bench
beforeAll(async () => {
  bench = await setUp()
})
afterAll(async () => {
  await bench.close()
})

async function load(url: string, acceptLanguage = ''): Promise<{ response: Response; markup: string }> {
  const response = await fetch(url, { headers: { 'Accept-Language': acceptLanguage } })
  return { response, markup: await response.text() }
}

describe('the card page', () => {
  test('shows merchant, amount, notice, test cards and the way back', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp({ locale: 'en' }))
    const { markup } = await load(pageOf(session))
    expect(markup).toContain('<html lang="en">')
    expect(markup).toContain('Pay OKPay')
    expect(markup).toContain('EUR\u00A010.50')
    expect(markup).toContain('No real card is charged here')
    expect(markup).toContain('href="http://127.0.0.1:9/app/top-up/canceled"')
    for (const card of ALL_TEST_CARDS) expect(markup).toContain(`data-number="${card.number}"`)
    for (const hint of ['cc-number', 'cc-exp', 'cc-csc', 'cc-name'])
      expect(markup).toContain(`autocomplete="${hint}"`)
  })

  test.each([
    ['zh', 'en-US', 'zh-CN'],
    ['zh-HK', 'en-US', 'zh-CN'],
    ['en', 'zh-CN', 'en'],
    ['auto', 'zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['auto', 'fr;q=0.9,zh;q=0.2,en;q=0.5', 'en'],
    ['fr', 'zh-CN', 'en'],
  ] as const)('with locale %s and a browser in %s is in %s', async (locale, browser, language) => {
    const session = await bench.stripe.checkout.sessions.create(topUp({ locale }))
    const { markup } = await load(pageOf(session), browser)
    expect(markup).toContain(`<html lang="${language}">`)
    const other = language === 'en' ? 'zh-CN' : 'en'
    const switched = await load(`${pageOf(session)}?lang=${other}`, browser)
    expect(switched.markup).toContain(`<html lang="${other}">`)
  })

  test('escapes what the merchant wrote', async () => {
    const session = await bench.stripe.checkout.sessions.create(
      topUp({
        line_items: [
          {
            price_data: {
              currency: 'eur',
              unit_amount: 500,
              product_data: { name: '<script>alert("1")</script>' },
            },
            quantity: 1,
          },
        ],
      }),
    )
    const { markup } = await load(pageOf(session))
    expect(markup).not.toContain('<script>alert')
    expect(markup).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;')
  })

  test('allows no foreign code, and sends its form only to itself and the merchant', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    const { response } = await load(pageOf(session))
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("form-action 'self' http://127.0.0.1:9")
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('never sends the security code back to the browser', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    const body = new URLSearchParams({
      form: 'x',
      number: '4242424242424241',
      expiry: '12 / 40',
      cvc: '987',
      name: 'A',
    })
    const markup = await (await fetch(pageOf(session), { method: 'POST', body })).text()
    expect(markup).toContain('value="4242424242424241"')
    expect(markup).toMatch(/name="cvc"\s+value=""/)
  })

  test('fills in a test card without JavaScript', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    const body = new URLSearchParams({ form: 'x', fill: 'unionpay_debit' })
    const markup = await (await fetch(pageOf(session), { method: 'POST', body })).text()
    expect(markup).toContain('value="6200 0000 0000 0005"')
  })

  test('says in both languages why a card was declined', async () => {
    for (const [locale, words] of [
      ['zh', '这张卡余额不足。'],
      ['en', 'There is not enough money on this card.'],
    ] as const) {
      const session = await bench.stripe.checkout.sessions.create(topUp({ locale }))
      const { markup: page } = await load(pageOf(session))
      const form = /name="form" value="(\w+)"/.exec(page)?.[1] ?? ''
      const body = new URLSearchParams({
        form,
        number: '4000000000009995',
        expiry: '12/40',
        cvc: '123',
        name: 'A',
      })
      expect(await (await fetch(pageOf(session), { method: 'POST', body })).text()).toContain(words)
    }
  })

  test('that does not exist is 404', async () => {
    const { response, markup } = await load(`${bench.acquirer.url}/c/pay/cs_test_none`, 'zh')
    expect(response.status).toBe(404)
    expect(markup).toContain('没有这个付款页面')
  })
})

describe('the steering page', () => {
  test('shows sessions, intents, events and attempts in both languages', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    await payWithCard(pageOf(session), '4242424242424242')
    await bench.waitForEvents('checkout.session.completed')
    const { markup } = await load(`${bench.acquirer.url}/steer`, 'en')
    expect(markup).toContain('Steer the simulated acquirer')
    expect(markup).toContain(session.id)
    expect(markup).toContain('checkout.session.completed')
    expect((await load(`${bench.acquirer.url}/steer?lang=zh-CN`)).markup).toContain('控制模拟收单机构')
  })

  test('takes nothing that a form of another site could send', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const answer = await fetch(`${bench.acquirer.url}/steer/api/sessions/${session.id}/expire`, {
        method: 'POST',
        body: '{}',
        headers: { 'Content-Type': type },
      })
      expect(answer.status).toBe(415)
    }
    expect((await bench.stripe.checkout.sessions.retrieve(session.id)).status).toBe('open')
  })

  test('expires a session, and says why it cannot twice', async () => {
    const session = await bench.stripe.checkout.sessions.create(topUp())
    await bench.steer('POST', `/steer/api/sessions/${session.id}/expire`)
    await expect(bench.steer('POST', `/steer/api/sessions/${session.id}/expire`)).rejects.toThrow(
      'is expired, not open',
    )
  })
})

describe('words and numbers', () => {
  test('both languages have the same messages with the same values in them', () => {
    expect(Object.keys(zhCN)).toEqual(Object.keys(en))
    const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).toSorted()
    const valuesByKey = (messages: Record<string, string>) =>
      Object.fromEntries(Object.entries(messages).map(([key, text]) => [key, values(text)]))
    expect(valuesByKey(zhCN)).toEqual(valuesByKey(en))
  })

  test('amounts have the decimals of their currency', () => {
    // Code and amount are kept on one line by a no-break space.
    expect(formatAmount('en', 1_050n, 'usd')).toBe('USD\u00A010.50')
    expect(formatAmount('en', 123_456n, 'jpy')).toBe('JPY\u00A0123,456')
    expect(formatAmount('zh-CN', 5_120n, 'kwd')).toBe('KWD\u00A05.120')
  })

  test('every test card exists as far as its check digit can tell', () => {
    expect(ALL_TEST_CARDS.filter(card => !passesLuhn(card.number))).toEqual([])
    expect(ALL_TEST_CARDS.filter(card => brandOf(card.number) !== card.brand)).toEqual([])
    expect(new Set(ALL_TEST_CARDS.map(card => card.number)).size).toBe(ALL_TEST_CARDS.length)
  })

  test('numbers are grouped as on the card', () => {
    expect(groupCardNumber('4242424242424242')).toBe('4242 4242 4242 4242')
    expect(groupCardNumber('378282246310005')).toBe('3782 822463 10005')
    expect(groupCardNumber('42')).toBe('42')
  })

  test('the address decides the language before session and browser', () => {
    expect(chooseLanguage({ asked: 'en', sessionLocale: 'zh', acceptLanguage: 'zh' })).toBe('en')
    expect(chooseLanguage({ asked: 'xx', sessionLocale: null, acceptLanguage: undefined })).toBe('en')
  })
})
