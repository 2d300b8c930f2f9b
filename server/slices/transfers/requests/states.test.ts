import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import {
  paymentRequestStatuses,
  type PaymentRequestStatus,
} from '../../../../contract/api/payment-requests.ts'
import { diagram, requestMoves, transition, type RequestMove } from './states.ts'

/** Written down once more by hand: each line is every move a state allows. */
const allowed: Record<PaymentRequestStatus, Partial<Record<RequestMove, PaymentRequestStatus>>> = {
  pending: { pay: 'paid', decline: 'declined', cancel: 'canceled', expire: 'expired' },
  paid: {},
  declined: {},
  expired: {},
  canceled: {},
}

describe.each(paymentRequestStatuses)('a request that is %s', from => {
  test.each(requestMoves)('%s', move => {
    expect(transition(from, move)).toBe(allowed[from][move])
  })
})

test('the diagram in the README is the one the table makes', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`\`\`\`mermaid\n${diagram()}\n\`\`\``)
})
