import { expect, test } from 'vitest'
import { liveEnvironment } from '../../test/factories/live-edition.ts'
import { unsafeInLive } from './config-live.ts'
import { readConfig } from './config.ts'

const about = (ratesUrl: string) =>
  unsafeInLive(readConfig({ OKPAY_RATES_URL: ratesUrl })).filter(sentence => sentence.includes('RATES'))

test('rates do not come over a line on which anybody may set them, nor from a simulator', () => {
  for (const url of ['http://rates.example/daily.xml', 'data:text/xml,<a/>', 'https://localhost/rates.xml'])
    expect(about(url)).toHaveLength(1)
  expect(about('https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml')).toEqual([])
})

test('the live edition starts with what it needs', () => {
  expect(unsafeInLive(readConfig(liveEnvironment))).toEqual([])
})

test.each([
  ['STRIPE_SECRET_KEY', 'sk_live_'],
  ['STRIPE_SECRET_KEY', 'sk_test_onlyfortests4711'],
  ['STRIPE_WEBHOOK_SECRET', 'whsec_'],
  ['STRIPE_WEBHOOK_SECRET', 'whsec_secret'],
  ['OKPAY_METRICS_TOKEN', 'aaaaaaaaaaaaaaaa'],
  ['OKPAY_SECRET_KEY', 'abababababababababababababababab'],
  ['OKPAY_MAIL_FROM', 'OKPay <no-reply@okpay.example>'],
  ['OKPAY_SUPPORT_EMAIL', 'support@mail.example.com'],
  ['STRIPE_API_URL', 'http://127.0.0.1:4242'],
])('it does not start with %s=%s', (name, value) => {
  expect(() => readConfig({ ...liveEnvironment, [name]: value })).toThrow(name)
})
