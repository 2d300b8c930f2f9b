import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fileDiagram, fileMoves, fileStates, fileTransition } from './file-states.ts'
import { suspenseDiagram } from './suspense.ts'
import { orderDiagram, orderMoves, orderStates, transition, type OrderState } from './order-states.ts'

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')

test('the diagrams in the README are those of the tables', () => {
  expect(readme).toContain(orderDiagram())
  expect(readme).toContain(fileDiagram())
  expect(readme).toContain(suspenseDiagram())
})

/** Written down once more by hand: `from move to`. Everything else is refused. */
const orderTable = new Set([
  'queued batch batched',
  'queued cancel canceled',
  'batched send sent',
  'batched accept accepted',
  'batched settle settled',
  'batched reject rejected',
  'sent accept accepted',
  'sent settle settled',
  'sent reject rejected',
  'sent recall recall_requested',
  'accepted settle settled',
  'accepted reject rejected',
  'accepted recall recall_requested',
  'settled return returned',
  'recall_requested settle settled',
  'recall_requested reject rejected',
  'recall_requested recall_agreed canceled',
  'recall_requested recall_refused sent',
])

describe.each(orderStates)('an order that is %s', from => {
  test.each(orderMoves)('%s', move => {
    const beforeRecall: OrderState | null = from === 'recall_requested' ? 'sent' : null
    const to = transition({ status: from, beforeRecall }, move)
    const expected = Array.from(orderTable).find(line => line.startsWith(`${from} ${move} `))
    expect(to).toBe(expected?.split(' ')[2])
  })
})

test('a refused recall leads back to where the order was', () => {
  expect(transition({ status: 'recall_requested', beforeRecall: 'accepted' }, 'recall_refused')).toBe(
    'accepted',
  )
})

const fileTable = new Set([
  'composing generate generated',
  'generated send sent',
  'sent acknowledge acknowledged',
  'sent accept_partly partially_accepted',
  'sent reject rejected',
  'sent settle settled',
  'acknowledged accept_partly partially_accepted',
  'acknowledged reject rejected',
  'acknowledged settle settled',
  'partially_accepted settle settled',
  'received apply applied',
  'received quarantine quarantined',
  'quarantined release received',
  'quarantined dismiss dismissed',
])

describe.each(fileStates)('a file that is %s', from => {
  test.each(fileMoves)('%s', move => {
    const expected = Array.from(fileTable).find(line => line.startsWith(`${from} ${move} `))
    expect(fileTransition(from, move)).toBe(expected?.split(' ')[2])
  })
})
