import { expect, test } from 'vitest'
import { post, startHttp, token } from './http.fixture.ts'
import { negotiateLocale } from './locale.ts'

test.each([
  ['zh', 'zh-CN'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['zh-TW', 'zh-CN'],
  ['ZH-hans-cn', 'zh-CN'],
  ['en-GB', 'en'],
  ['en-US,en;q=0.9,zh-CN;q=0.8', 'en'],
  ['en;q=0.5, zh;q=0.6', 'zh-CN'],
  ['de, zh;q=0.1', 'zh-CN'],
  ['de,fr', 'en'],
  ['zh;q=0', 'en'],
  ['zh;q=nonsense', 'en'],
  ['*', 'en'],
  [';;;,,,', 'en'],
  ['zhx', 'en'],
  ['x'.repeat(10_000), 'en'],
])('%s → %s', (header, locale) => {
  expect(negotiateLocale(header)).toBe(locale)
})

test('without a header the customer’s own language counts', () => {
  expect(negotiateLocale(undefined, 'zh-CN')).toBe('zh-CN')
  expect(negotiateLocale(undefined)).toBe('en')
})

test('refusals are written in it', async () => {
  const { app } = startHttp()
  const refused = async (headers: Record<string, string | undefined>) => {
    const answer = await app.inject(post('/v1/payments', '{}', { 'accept-language': undefined, ...headers }))
    return [answer.headers['content-language'], answer.json().title, answer.json().errors[0].detail]
  }
  const english = ['en', 'Some of the details need a correction', 'Please fill this in.']
  const chinese = ['zh-CN', '有些内容需要更正', '请填写此项。']
  expect(await refused({ 'accept-language': 'en' })).toEqual(english)
  expect(await refused({ 'accept-language': 'zh' })).toEqual(chinese)
  expect(await refused({ authorization: `Bearer ${token}` })).toEqual(chinese)
})
