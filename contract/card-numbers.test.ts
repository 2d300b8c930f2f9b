import { expect, test } from 'vitest'
import { maskCardNumbers } from './card-numbers.ts'

test.each([
  ['4242424242424242', '•••• 4242'],
  ['My card is 4242 4242 4242 4242, code 123', 'My card is •••• 4242, code 123'],
  ['5555-5555-5555-4444', '•••• 4444'],
  ['卡号6212345678901232谢谢', '卡号•••• 1232谢谢'],
  ['25 4242 4242 4242 4242 123', '25 •••• 4242 123'],
  ['卡号 6212345678901232 谢谢', '卡号 •••• 1232 谢谢'],
  ['378282246310005 and 6011111111111117', '•••• 0005 and •••• 1117'],
])('%s', (text, masked) => {
  expect(maskCardNumbers(text)).toBe(masked)
})

test.each([
  ['a wrong check digit', '4242424242424241'],
  ['too short', '424242424242'],
  ['a transaction number of ours', '9000 0000 0000 0008'],
  ['an account number of ours', '800000000002'],
  ['a mobile number', '+86 138 0000 1234'],
  ['an IBAN', 'DE89 3704 0044 0532 0130 00'],
  ['a time in milliseconds', '1795420800000'],
])('%s stays: %s', (_, text) => {
  expect(maskCardNumbers(text)).toBe(text)
})
