import { describe, expect, test } from 'vitest'
import type { Imitation } from '../../../contract/api/official-channels.ts'
import { officialChannels } from './channels.ts'
import { judgeChannel } from './judge.ts'

const channels = officialChannels({
  publicUrl: 'https://wallet.okpay.com',
  mailFrom: 'OKPay <no-reply@mail.okpay.com>',
  supportEmail: 'Support@okpay.com',
  sites: ['okpay.com', 'okpay.com.cn'],
  emails: [],
  phones: ['+86 400 810 2030', '+442071234567'],
  social: [
    { network: 'weibo', url: 'https://weibo.com/okpay_official' },
    { network: 'x', url: 'https://x.com/OKPayHelp' },
  ],
})
const judge = (text: string) => judgeChannel(text, { channels, operatorName: 'OKPay' })

describe('official', () => {
  test.each([
    ['https://wallet.okpay.com/app/security?x=1#y', 'wallet.okpay.com'],
    ['okpay.com', 'okpay.com'],
    ['HTTPS://OKPay.com./help', 'okpay.com'],
    ['help.okpay.com.cn', 'okpay.com.cn'],
    ['support@okpay.com', 'support@okpay.com'],
    ['OKPay Support <SUPPORT@OKPAY.COM>', 'support@okpay.com'],
    ['mailto:no-reply@mail.okpay.com?subject=hello', 'no-reply@mail.okpay.com'],
    ['400 810 2030', '+86 400 810 2030'],
    ['+86-400-810-2030', '+86 400 810 2030'],
    ['４００８１０２０３０', '+86 400 810 2030'],
    ['020 7123 4567', '+442071234567'],
    ['https://www.weibo.com/OKPay_Official/', 'https://weibo.com/okpay_official'],
    ['x.com/okpayhelp', 'https://x.com/OKPayHelp'],
  ])('%s', (text, value) => {
    expect(judge(text)).toMatchObject({ verdict: 'official', official: { value }, imitation: null })
  })
})

describe('look-alikes are named', () => {
  const imitations: [string, Imitation][] = [
    // Cyrillic о and а, Greek ο, full-width, digits, capital I for l, rn for m.
    ['https://оkpay.com/login', 'homoglyph'],
    ['okpаy.com', 'homoglyph'],
    ['xn--kpay-45d.com', 'homoglyph'],
    ['0kpay.com', 'homoglyph'],
    ['ökpay.com', 'homoglyph'],
    ['okpay.net', 'other_ending'],
    ['okpay.top', 'other_ending'],
    ['okpay.co', 'other_ending'],
    ['okapy.com', 'typo'],
    ['okpayy.com', 'typo'],
    ['okpy.com', 'typo'],
    ['okpay-security.com', 'name_inside'],
    ['login.my-okpay.net', 'name_inside'],
    ['okpay.account-check.top', 'name_inside'],
    ['okpay.com.account-check.top', 'subdomain'],
    ['https://wallet.okpay.com.evil.example/a', 'subdomain'],
    ['okpay-com.evil.example', 'subdomain'],
    ['https://okpay.com@evil.example/login', 'credentials_in_link'],
    ['https://okpay.com%2Flogin@203.0.113.9/', 'credentials_in_link'],
    ['security@okpay.com', 'unlisted_address'],
    ['support@okpay.net', 'other_ending'],
    ['support@0kpay.com', 'homoglyph'],
    ['okpay.support@gmail.com', 'name_inside'],
    ['+86 400 810 2031', 'typo'],
    ['4008102003', 'typo'],
    ['https://weibo.com/okpay_officia1', 'homoglyph'],
    ['https://weibo.com/okpay_oficial', 'typo'],
    ['https://x.com/okpay_refunds', 'name_inside'],
  ]
  test.each(imitations)('%s: %s', (text, imitation) => {
    const { verdict, official, imitation: named } = judge(text)
    expect([verdict, named, official !== null]).toEqual(['look_alike', imitation, true])
  })
})

describe('not official, and no imitation either', () => {
  test.each([
    'https://example.org/pay',
    'someone@example.org',
    'pay.com',
    'www.weibo.com/somebody',
    '+1 202 555 0123',
    '95588',
    '203.0.113.9',
    'kayak.com',
    'http://localhost:3000',
  ])('%s', text => {
    expect(judge(text)).toMatchObject({ verdict: 'not_official', official: null, imitation: null })
  })
})

test.each([
  '',
  '   ',
  'hello',
  'who are you?',
  'javascript:alert(1)',
  'data:text/html,okpay.com',
  '@okpay',
  'a@',
  '\u0000',
])('what cannot be read is never called official: %j', text => {
  expect(judge(text)).toMatchObject({ verdict: 'unreadable', official: null })
})

test('the address people paste is shown as what it is, not as what it looks like', () => {
  expect(judge('https://okpay.com@evil.example/login').read_as).toBe('evil.example')
  expect(judge('https://xn--kpay-45d.com').read_as).toBe('оkpay.com')
})

describe('on a host without a domain of its own', () => {
  const local = officialChannels({
    publicUrl: 'http://localhost:3000',
    mailFrom: 'no-reply@okpay.example',
    supportEmail: 'support@okpay.example',
    sites: [],
    emails: [],
    phones: [],
    social: [],
  })
  const there = (text: string) => judgeChannel(text, { channels: local, operatorName: 'OKPay' }).verdict
  test('only the address itself is official', () => {
    expect([there('http://localhost:3000/app'), there('localhost'), there('localhost:4000')]).toEqual([
      'official',
      'not_official',
      'not_official',
    ])
    expect(there('evil.localhost:3000')).not.toBe('official')
  })
})

test('each channel is listed once, in lower case', () => {
  expect(channels.map(({ kind, purpose, value }) => `${kind} ${purpose} ${value}`)).toEqual([
    'site website wallet.okpay.com',
    'site website okpay.com',
    'site website okpay.com.cn',
    'email support support@okpay.com',
    'email mail_sender no-reply@mail.okpay.com',
    'phone hotline +86 400 810 2030',
    'phone hotline +442071234567',
    'social social https://weibo.com/okpay_official',
    'social social https://x.com/OKPayHelp',
  ])
})
