import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

/** The sentences with which a configuration is refused, without the first line. */
function refusal(environment: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1)
    throw error
  }
  return []
}

describe('everything that is wrong is said at once', () => {
  test('a setting that cannot be read, groups of which something is missing, and what the live edition needs', () => {
    const said = refusal({
      OKPAY_EDITION: 'live',
      PORT: 'http',
      OKPAY_SMS_FROM: '+15005550006',
      EWALLET_API_URL: 'https://wallet.example',
      OKPAY_BANK_SFTP_USER: 'okpay',
      OKPAY_NAME_CHECK_URL: 'https://names.example',
    }).join('\n')
    for (const name of [
      'PORT',
      'OKPAY_SMS_AUTH_TOKEN',
      'EWALLET_API_KEY',
      'OKPAY_BANK_SFTP_URL',
      'OKPAY_NAME_CHECK_TOKEN',
      'OKPAY_SECRET_KEY',
      'OKPAY_PUBLIC_URL',
      'STRIPE_SECRET_KEY',
      'STRIPE_WEBHOOK_SECRET',
      'SMTP_URL',
    ])
      expect(said).toContain(name)
  })

  test('of a setting that cannot be read nothing else is said', () => {
    const said = refusal({
      OKPAY_EDITION: 'live',
      OKPAY_PUBLIC_URL: 'pay.example',
      OKPAY_SECRET_KEY: 'short',
    })
    expect(said.filter(sentence => sentence.includes('OKPAY_PUBLIC_URL'))).toHaveLength(1)
    expect(said.filter(sentence => sentence.includes('OKPAY_SECRET_KEY'))).toHaveLength(1)
    expect(said.filter(sentence => sentence.includes('SMTP_URL'))).toHaveLength(1)
  })

  test.each([
    [{ PORT: 'abc' }, 'PORT: must be a whole number from 0 to 65535.'],
    [{ PORT: '70000' }, 'PORT: must be a whole number from 0 to 65535.'],
    [{ OKPAY_ROLE: 'both' }, 'OKPAY_ROLE: must be one of all, api, worker.'],
    [{ SMTP_URL: 'mail.example' }, 'SMTP_URL: must begin with smtp:// or smtps://.'],
  ])('%o in words that say what it may be', (environment, sentence) => {
    expect(refusal(environment)).toEqual([`  ${sentence}`])
  })
})

describe('the public address', () => {
  test.each([
    'localhost:3000',
    'ftp://pay.example',
    'https://pay.example/wallet',
    'https://pay.example/?a=1',
  ])('is not %s', address => {
    expect(refusal({ OKPAY_PUBLIC_URL: address }).join()).toContain('OKPAY_PUBLIC_URL: must be')
  })

  test.each([
    ['https://pay.example/', 'https://pay.example'],
    ['https://Pay.Example:443', 'https://pay.example'],
    ['http://10.0.0.7:3000', 'http://10.0.0.7:3000'],
  ])('is what a browser calls it: %s', (given, address) => {
    expect(readConfig({ OKPAY_PUBLIC_URL: given }).http.publicUrl).toBe(address)
  })
})
