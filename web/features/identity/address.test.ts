import { beforeAll, expect, test, vi } from 'vitest'
import { looksLikeEmail, ownPage, tidyEmail } from './address.ts'

beforeAll(() => {
  vi.stubGlobal('location', { origin: 'https://wallet.example' })
})

test.each([
  ['/app', '/app'],
  ['/app/transactions/9014220733154869?x=1#top', '/app/transactions/9014220733154869?x=1#top'],
  ['/app?tab=1', '/app?tab=1'],
])('goes to the page that was asked for: %s', (next, page) => {
  expect(ownPage(next)).toBe(page)
})

test.each([
  undefined,
  '',
  '/',
  '/application',
  '/inbox',
  '//evil.example/app',
  'https://evil.example/app',
  '/\\evil.example/app',
  '/app/../sign-in',
  '/app/..//evil.example',
  'javascript:alert(1)',
])('goes to the wallet instead of %s', next => {
  expect(ownPage(next)).toBe('/app')
})

test('an address from a Chinese keyboard is understood', () => {
  expect(tidyEmail(' ｌｉ＠example.com ')).toBe('li@example.com')
  expect(looksLikeEmail('ｌｉ＠example.com')).toBe(true)
})

test.each(['', 'li', 'li@', '@example.com', 'li@example', 'li li@example.com', 'a@b@example.com'])(
  'is certainly no address: %s',
  text => {
    expect(looksLikeEmail(text)).toBe(false)
  },
)
