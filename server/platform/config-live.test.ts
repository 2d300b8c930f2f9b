import { expect, test } from 'vitest'
import { unsafeInLive } from './config-live.ts'
import { readConfig } from './config.ts'

const about = (ratesUrl: string) =>
  unsafeInLive(readConfig({ OKPAY_RATES_URL: ratesUrl })).filter(sentence => sentence.includes('RATES'))

test('rates do not come over a line on which anybody may set them, nor from a simulator', () => {
  for (const url of ['http://rates.example/daily.xml', 'data:text/xml,<a/>', 'https://localhost/rates.xml'])
    expect(about(url)).toHaveLength(1)
  expect(about('https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml')).toEqual([])
})
