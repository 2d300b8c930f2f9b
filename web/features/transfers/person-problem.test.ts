import { expect, test } from 'vitest'
import { withCheckDigit } from '../../../contract/check-digit.ts'
import { mistakeIn } from './person-problem.ts'

const account = withCheckDigit('80706220269')

test('an account number with a wrong digit is called mistyped, however it is grouped', () => {
  const wrong = account.slice(0, -1) + String((Number(account.at(-1)) + 1) % 10)
  expect(mistakeIn(wrong, false)).toBe('recipientMistyped')
  expect(mistakeIn(` ${wrong.slice(0, 4)} ${wrong.slice(4, 8)}-${wrong.slice(8)} `, false)).toBe(
    'recipientMistyped',
  )
})

test("one's own account is said to be one's own", () => {
  expect(mistakeIn(account, true)).toBe('recipientSelf')
})

test.each(['not an address', '12345678901234567890', '8070', '13800000000'])(
  '%s is nothing money can be sent to',
  typed => {
    expect(mistakeIn(typed, false)).toBe('recipientMalformed')
  },
)
