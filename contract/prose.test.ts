import { expect, test } from 'vitest'
import { approveApproval, rejectApproval, requestApproval } from './api/approvals.ts'
import { createTransfer } from './api/transfers.ts'
import { paragraphSchema, proseSchema } from './schemas.ts'

test('a card number in a note is masked before anybody keeps it', () => {
  const amount = { value: '1.00', currency: 'EUR' }
  const { note } = createTransfer.body.parse({
    recipient: 'alice@example.com',
    amount,
    note: 'for 4242 4242 4242 4242 thanks',
  })
  expect(note).toBe('for •••• 4242 thanks')
  expect(proseSchema({ min: 1, max: 40 }).parse('Lunch on Friday, 12:30')).toBe('Lunch on Friday, 12:30')
})

test('nor do the words of a request for a second person, and of the decision, keep one', () => {
  const action = { kind: 'lift_restriction', restriction: 'rs_1' }
  const [written, kept] = ['card 4242 4242 4242 4242', 'card •••• 4242']
  const content_hash = 'a'.repeat(64)
  expect(requestApproval.body.parse({ action, reason: written }).reason).toBe(kept)
  expect(approveApproval.body.parse({ content_hash, note: written }).note).toBe(kept)
  expect(rejectApproval.body.parse({ content_hash, note: written }).note).toBe(kept)
})

test('several lines of text are kept as they are, without what hides or turns it', () => {
  const schema = paragraphSchema({ min: 5, max: 100 })
  expect(schema.parse('  My phone fell into the river.\r\n手机掉进河里了 👋 ')).toBe(
    'My phone fell into the river.\r\n手机掉进河里了 👋',
  )
  expect(schema.parse('card\n4242424242424242')).toBe('card\n•••• 4242')
  for (const text of ['a name \u202e reversed', 'a bell \u0007 rings', 'a tab\tin it'])
    expect(schema.safeParse(text).error?.issues).toMatchObject([{ params: { field: 'text_not_allowed' } }])
  expect(schema.safeParse('    ').success).toBe(false)
})
