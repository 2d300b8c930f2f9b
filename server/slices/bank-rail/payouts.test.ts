import { afterEach, expect, test } from 'vitest'
import { camt054, pain002 } from './bank-messages.fixture.ts'
import { startBankRail } from './bank-rail.fixture.ts'

const world = await startBankRail()

afterEach(async () => {
  await world.books()
  expect(world.alerts.splice(0)).toEqual([])
})

async function sentMessage(order: { id: string }): Promise<string> {
  const { file } = await world.order(order.id)
  return `OKPAY-${String(file?.number).padStart(8, '0')}`
}

test('a payout leaves in a valid file, is accepted, debited, and the bank books are mirrored', async () => {
  const order = await world.payout()
  expect(await world.money(order.owner)).toBe(0n)
  await world.round()
  const message = await sentMessage(order)
  expect(world.sent()).toContain(`${message}-pain.001.xml`)

  world.put('a-pain.002.xml', pain002(message, { group: 'ACTC' }))
  world.put('b-pain.002.xml', pain002(message, { lines: [{ number: order.number, status: 'ACSP' }] }))
  await world.round()
  expect((await world.order(order.id)).status).toBe('accepted')

  world.put(
    'c-camt.054.xml',
    camt054([{ reference: 'B-1', amount: '10.50', side: 'DBIT', number: order.number }]),
  )
  await world.round()
  expect(await world.kinds(order.id)).toEqual(['queued', 'batched', 'sent', 'accepted', 'settled'])
  // The bank owes us 10.50 less; what cleared is gone from clearing.
  expect(await world.balance('safeguarding:bank')).toBe(1050n)
  expect(await world.balance('clearing:bank')).toBe(0n)
  expect(world.told.splice(0)).toEqual([`settled ${order.number}`])
})
