import { expect, test } from 'vitest'
import { startTestApp, type Person } from '../../../../test/factories/app.ts'
import { feeRuleSchema, limitRuleSchema } from '../schedules.ts'

/** What the last month would have been: over the book that real decisions have written. */
const world = await startTestApp()
const eur = (value: string) => ({ value, currency: 'EUR' })
const one = feeRuleSchema.parse({
  id: 'transfer',
  operation: 'transfer',
  currency: null,
  fixed: '1',
  basis_points: 0,
  minimum: null,
  maximum: null,
})

async function invite(who: Person, value: string): Promise<string> {
  const { body } = await world.callConfirmed('POST', '/v1/transfer_invitations', {
    token: who.token,
    body: { recipient: `${value}@somewhere.example`, amount: eur(value) },
  })
  return body.id
}

const takeBack = (who: Person, id: string) =>
  world.call('POST', `/v1/transfer_invitations/${id}/cancel`, { token: who.token, body: {} })

test('what came to nothing earned nothing, and what a draft refuses gives nothing back when it ends', async () => {
  const { pricing } = world.app.slices
  await pricing.publishFees([one])
  const who = await world.person({ EUR: 500_00n })
  const friend = await world.person()
  const send = (value: string) =>
    world.callConfirmed('POST', '/v1/transfers', {
      token: who.token,
      body: { recipient: friend.email, amount: eur(value) },
    })
  // Under a limit of 100 a day: 60 are sent, 70 more would have been refused, and 50 more as well.
  await send('60')
  expect((await takeBack(who, await invite(who, '70'))).status).toBe(200)
  await send('50')
  const now = new Date(Date.now() + 1_000)
  const fees = await pricing.replay({ kind: 'fees', rules: [{ ...one, fixed: '3' }], startsAt: null }, now)
  expect(fees.lines).toMatchObject([
    { operation: 'transfer', count: 2, moved: 110_00n, incomeBefore: 2_00n, incomeAfter: 6_00n },
  ])
  const limit = limitRuleSchema.parse({ operation: 'transfer', interval: 'daily', amounts: { EUR: '100' } })
  const limits = await pricing.replay({ kind: 'limits', rules: [limit], startsAt: null }, now)
  expect(limits.lines).toMatchObject([{ count: 2, refused: 1, refusedCustomers: 1 }])
})

test('prices that are published to hold at once are no error of what was being decided', async () => {
  const who = await world.person({ EUR: 500_00n })
  const friend = await world.person()
  const { body } = await world.callConfirmed('POST', '/v1/transfers', {
    token: who.token,
    body: { recipient: friend.email, amount: eur('5') },
  })
  // As if the new prices had been committed between the reading and the writing of this decision.
  const { pool } = world.app.db
  const publishedBefore = (moment: string) =>
    pool.query(
      `INSERT INTO fee_schedule (version, rules, starts_at)
       SELECT max(version) + 1, '[]', (SELECT max(at) - $1::interval FROM charge) FROM fee_schedule`,
      [moment],
    )
  await publishedBefore('3 ms')
  await publishedBefore('2 ms')
  const findings = async () => (await world.app.slices.ledger.watch.verifyAll()).findings
  expect([body.status, await findings()]).toEqual(['completed', []])
})
