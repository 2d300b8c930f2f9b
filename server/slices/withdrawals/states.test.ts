import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { withdrawalStatuses, type WithdrawalStatus } from '../../../contract/api/withdrawals.ts'
import { diagram, isOpen, transition, withdrawalMoves, type WithdrawalMove } from './states.ts'

const allowed: readonly [WithdrawalStatus, WithdrawalMove, WithdrawalStatus][] = [
  ['pending', 'send', 'in_transit'],
  ['pending', 'settle', 'paid'],
  ['pending', 'reject', 'failed'],
  ['pending', 'cancel', 'canceled'],
  ['pending', 'review', 'in_review'],
  ['in_transit', 'settle', 'paid'],
  ['in_transit', 'reject', 'failed'],
  ['in_transit', 'cancel', 'canceled'],
  ['in_transit', 'review', 'in_review'],
  ['in_review', 'send', 'in_transit'],
  ['in_review', 'settle', 'paid'],
  ['in_review', 'reject', 'failed'],
  ['in_review', 'cancel', 'canceled'],
  ['paid', 'return', 'returned'],
]

test.each(allowed)('%s, %s → %s', (from, move, to) => {
  expect(transition(from, move)).toBe(to)
})

describe('everything else is refused', () => {
  const refused = withdrawalStatuses.flatMap(from =>
    withdrawalMoves
      .filter(move => !allowed.some(([state, allowedMove]) => state === from && allowedMove === move))
      .map(move => [from, move] as const),
  )
  test.each(refused)('%s, %s', (from, move) => {
    expect(transition(from, move)).toBeUndefined()
  })
})

test('only what is open can end; only what was paid can come back', () => {
  const wrong = withdrawalStatuses.flatMap(from =>
    withdrawalMoves.filter(
      move => transition(from, move) !== undefined && isOpen(from) !== (move !== 'return'),
    ),
  )
  expect(wrong).toEqual([])
})

test('the README shows the diagram of this table', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`\`\`\`mermaid\n${diagram()}\n\`\`\``)
})
