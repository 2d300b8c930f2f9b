import { expect, test } from 'vitest'
import { eventText } from './event-name.ts'

test('money that moved has a name, whichever step of it is told', () => {
  expect(eventText('withdrawal.paid')).toBe('withdrawal')
  expect(eventText('deposit.page_opened')).toBe('deposit')
  expect(eventText('transfer_abroad.left')).toBe('transfer_abroad')
  expect(eventText('transfer.failed')).toBe('transfer_failed')
  expect(eventText('something.else')).toBe('other')
})
