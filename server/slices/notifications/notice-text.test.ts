import { expect, test } from 'vitest'
import { noticeText } from './notice-text.ts'
import type { NoticeFact } from './notices.ts'

const reader = { locale: 'en', timeZone: 'UTC' } as const
const amount = { name: 'amount', value: { value: '25.00', currency: 'EUR' } } satisfies NoticeFact
const before = { name: 'amount_before', value: { value: '500.00', currency: 'EUR' } } satisfies NoticeFact
const time = '2026-11-23T00:52:00.000Z'

test('the amount of a withdrawal is an amount, and not one of now', () => {
  const params = { number: '9056821459630745', time, amount: amount.value, facts: [amount] }
  const { facts } = noticeText({ template: 'withdrawal_ordered', params }, reader)
  expect(facts).toEqual([{ label: 'Amount', value: '25.00\u00A0EUR' }])
})

test('beside what it was before, an amount is the one of now', () => {
  const { facts } = noticeText(
    { template: 'limit_changed', params: { time, facts: [before, amount] } },
    reader,
  )
  expect(facts.map(({ label }) => label)).toEqual(['Amount before', 'Amount now'])
})
