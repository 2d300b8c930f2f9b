import { expect, test } from 'vitest'
import { placeOf } from './place.ts'

test.each([
  ['114.114.114.114', 'CN'],
  ['8.8.8.8', 'US'],
  ['::ffff:8.8.8.8', 'US'],
  ['202.40.210.1', 'HK'],
])('%s is in %s', (ip, country) => {
  expect(placeOf(ip)).toBe(country)
})

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.20',
  '100.64.0.1',
  '169.254.1.1',
  '::1',
  '::ffff:10.0.0.1',
  'fd12:3456::1',
  'fe80::1',
])('%s is a private network, which is nowhere', ip => {
  expect(placeOf(ip)).toBe('private')
})

test.each(['2001:db8::1', '203.0.113.7', 'not an address', ''])('of %s nobody knows', ip => {
  expect(placeOf(ip)).toBeNull()
})

test.each(['172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '11.0.0.1'])(
  '%s, next to a private range, is not private',
  ip => {
    expect(placeOf(ip)).not.toBe('private')
  },
)
