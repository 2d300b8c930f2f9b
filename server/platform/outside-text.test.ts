import { expect, test } from 'vitest'
import { outsideLine, outsidePageSchema } from './outside-text.ts'

test.each([
  ['Mei\u0000\u0007 Lin\r\n\tZhang', 'Mei Lin Zhang'],
  ['pay \u202e001\u202c now\u2066\ufeff', 'pay 001 now'],
  ['half \ud800 of one', 'half \ufffd of one'],
  ['  张 小明 👩‍👩‍👧  ', '张 小明 👩‍👩‍👧'],
  ['x'.repeat(30), 'x'.repeat(20)],
])('%j is kept as %j', (text, kept) => {
  expect(outsideLine(text, 20)).toBe(kept)
})

test.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', '/relative', ''])(
  'nobody is sent to %j',
  page => expect(outsidePageSchema.safeParse(page).success).toBe(false),
)

test('a page of the web is one', () => {
  expect(outsidePageSchema.parse('https://pay.example/c/1?x=y')).toBe('https://pay.example/c/1?x=y')
})
