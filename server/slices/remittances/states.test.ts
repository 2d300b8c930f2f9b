import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { transferAbroadStatuses, type TransferAbroadStatus } from '../../../contract/api/remittances.ts'
import {
  actionsIn,
  diagram,
  heldStatuses,
  isOpen,
  openStatuses,
  transferMoves,
  transition,
  type TransferMove,
} from './states.ts'

/** Written down once more by hand: each line is every move a state allows. */
const allowed: Record<TransferAbroadStatus, Partial<Record<TransferMove, TransferAbroadStatus>>> = {
  processing: { settle: 'sent', cancel: 'canceled', reject: 'failed' },
  sent: { arrive: 'completed', return: 'returned' },
  completed: { return: 'returned' },
  failed: {},
  canceled: {},
  returned: {},
}

describe.each(transferAbroadStatuses)('a transfer abroad that is %s', from => {
  test.each(transferMoves)('%s', move => {
    expect(transition(from, move)).toBe(allowed[from][move])
  })
})

test('whatever waits has a way out, and money is held only while it waits', () => {
  expect(openStatuses).toEqual(['processing', 'sent'])
  expect(openStatuses.filter(status => Object.keys(allowed[status]).length === 0)).toEqual([])
  expect(heldStatuses.filter(status => !isOpen(status))).toEqual([])
})

test('what can be canceled is what has not left', () => {
  expect(transferAbroadStatuses.filter(status => actionsIn(status).includes('cancel'))).toEqual([
    'processing',
  ])
  expect(transferAbroadStatuses.filter(status => transition(status, 'cancel') !== undefined)).toEqual([
    'processing',
  ])
})

test('the diagram in the README is the one the table makes', async () => {
  const readme = await readFile(new URL('README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`\`\`\`mermaid\n${diagram()}\n\`\`\``)
})
