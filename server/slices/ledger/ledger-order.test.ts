import { expect, test } from 'vitest'
import { inLedgerOrder } from './ledger-order.ts'

const movement = (journalId: string, seconds: number, places: Record<string, string>) => ({
  journalId,
  recordedAt: new Date(seconds * 1_000),
  places,
})

test('what was booked first comes first, whatever time its command bears', () => {
  const credit = movement('credit', 2, { available: '9' })
  const debit = movement('debit', 1, { available: '10' })
  expect(inLedgerOrder([debit, credit])).toEqual([credit, debit])
})

test('of two accounts each keeps its order, and what touches one stands by its time between the others', () => {
  const hold = movement('hold', 5, { available: '2', reserved: '1' })
  const before = movement('before', 7, { available: '1' })
  const taken = movement('taken', 6, { reserved: '2' })
  const after = movement('after', 1, { available: '3' })
  expect(inLedgerOrder([after, hold, taken, before]).map(({ journalId }) => journalId)).toEqual([
    'before',
    'hold',
    'after',
    'taken',
  ])
})

test('nothing is nothing', () => {
  expect(inLedgerOrder([])).toEqual([])
})
