import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { depositStatuses, type DepositStatus } from '../../../contract/api/funding.ts'
import {
  actionsIn,
  countsAgainstLimit,
  depositMoves,
  diagram,
  isBooked,
  isOpen,
  isPayable,
  transition,
  type DepositMove,
} from './states.ts'

/** Written down once more by hand: each line is every move a state allows. */
const allowed: Record<DepositStatus, Partial<Record<DepositMove, DepositStatus>>> = {
  requires_action: {
    wait: 'pending',
    credit: 'succeeded',
    review: 'in_review',
    fail: 'failed',
    cancel: 'canceled',
    expire: 'expired',
  },
  pending: {
    credit: 'succeeded',
    review: 'in_review',
    fail: 'failed',
    cancel: 'canceled',
    expire: 'expired',
  },
  in_review: { credit: 'succeeded', fail: 'failed', cancel: 'canceled', expire: 'expired' },
  succeeded: { reverse: 'reversed' },
  failed: { credit: 'succeeded', review: 'in_review' },
  canceled: { credit: 'succeeded', review: 'in_review' },
  expired: { credit: 'succeeded', review: 'in_review' },
  reversed: {},
}

describe.each(depositStatuses)('a deposit that is %s', from => {
  test.each(depositMoves)('%s', move => {
    expect(transition(from, move)).toBe(allowed[from][move])
  })
})

test('every state but the one after a reversal has a way out or is an end with the money settled', () => {
  const stuck = depositStatuses.filter(status => isOpen(status) && Object.keys(allowed[status]).length === 0)
  expect(stuck).toEqual([])
  expect(depositStatuses.filter(isBooked)).toEqual(['succeeded', 'reversed'])
})

test('money that may still come, or has come, counts against the limit; nothing else does', () => {
  expect(depositStatuses.filter(countsAgainstLimit)).toEqual([
    'requires_action',
    'pending',
    'in_review',
    'succeeded',
    'reversed',
  ])
})

test('only a deposit waiting for the customer can be paid, and only there is it offered', () => {
  expect(depositStatuses.filter(isPayable)).toEqual(['requires_action'])
  expect(depositStatuses.filter(status => actionsIn(status).includes('continue'))).toEqual([
    'requires_action',
  ])
})

test('the diagram in the README is the one the table makes', async () => {
  const readme = await readFile(new URL('README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`\`\`\`mermaid\n${diagram()}\n\`\`\``)
})
