import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/factories/app.ts'
import { bankCalendar } from '../bank-rail/index.ts'
import { arrivalOfLate, scheduleOf } from './arrival.ts'
import { principalWithin } from './price.ts'
import { remittancesIn } from './remittances.fixture.ts'

let world: TestApp
let abroad: Awaited<ReturnType<typeof remittancesIn>>
beforeAll(async () => {
  world = await startTestApp()
  abroad = await remittancesIn(world)
})

/** Moves what was promised into the past and lets the job of every minute look. */
async function pass(uuid: string): Promise<void> {
  await world.app.db.pool.query(
    `UPDATE transfer_abroad SET expected_by = now() - interval '1 second' WHERE id = $1`,
    [uuid],
  )
  await look()
}

async function look(): Promise<void> {
  const job = world.app.slices.remittances.jobs.find(({ name }) => name === 'remittances.due')
  await job?.run({}, { attempt: 1, isLastAttempt: false })
}

test('what left and did not come back in time has arrived; it may still come back', async () => {
  const { who, id, uuid } = await abroad.sent()
  await abroad.bankSays(uuid, 'batch', 'send', 'settle')
  await look()
  expect((await abroad.get(who, id)).status).toBe('sent')
  await pass(uuid)
  const completed = await abroad.get(who, id)
  expect(completed).toMatchObject({ status: 'completed', expected_by: null, late: false })
  expect(completed.timeline.at(-1)).toMatchObject({ text: 'abroad_completed', evidence: { kind: 'clock' } })
  await abroad.bankSays(uuid, { move: 'return', reason: 'AC04' })
  expect((await abroad.get(who, id)).status).toBe('returned')
})

test('what has not left in time is late, told once, and goes on', async () => {
  const { who, id, uuid } = await abroad.sent()
  await pass(uuid)
  await look()
  const late = await abroad.get(who, id)
  expect(late).toMatchObject({ status: 'processing', late: true })
  const texts = late.timeline.map(({ text }: { text: string }) => text)
  expect(texts.filter((text: string) => text === 'abroad_late')).toHaveLength(1)
  const events = await abroad.eventsOf(uuid)
  expect(events.filter(type => type === 'transfer_abroad.late')).toHaveLength(1)
})

test.each([
  ['told that it left', ['batch', 'send', 'settle']],
  ['told only that it was taken', ['batch', 'settle']],
] as const)('what left late has not arrived before the bank had a day for it: %s', async (_name, moves) => {
  const { who, id, uuid } = await abroad.sent()
  await pass(uuid)
  await abroad.bankSays(uuid, ...moves)
  await look()
  const sent = await abroad.get(who, id)
  expect(sent.status).toBe('sent')
  expect(Date.parse(sent.expected_by)).toBeGreaterThan(Date.now())
  await pass(uuid)
  expect((await abroad.get(who, id)).status).toBe('completed')
})

test('what leaves after its day arrives later than promised, even if it is not late yet', () => {
  const both = { source: bankCalendar('EUR'), target: bankCalendar('EUR') }
  const { schedule } = scheduleOf(new Date('2026-11-30T09:00:00Z'), both)
  expect(schedule).toMatchObject({ requestedOn: '2026-11-30', arrivesOn: '2026-12-01' })
  const promised = { quote: { schedule }, expectedBy: schedule.expectedBy }
  const lateBy = (time: string, proof: 'sent' | 'debited' = 'sent') =>
    arrivalOfLate(promised, { ...both, at: new Date(time), proof })?.toISOString()
  // Frankfurt is an hour ahead; its banks take orders for the day until 15:00.
  expect(both.target.cutOff('2026-11-30')).toEqual(new Date('2026-11-30T14:00:00Z'))
  expect(lateBy('2026-11-30T13:59:59Z')).toBeUndefined()
  expect(lateBy('2026-11-30T14:00:00Z')).toBe('2026-12-02T23:00:00.000Z')
  expect(lateBy('2026-12-01T09:00:00Z')).toBe('2026-12-02T23:00:00.000Z')
  // What the bank has debited on that day it was given in time, however late on the day it does so.
  expect(lateBy('2026-11-30T22:59:00Z', 'debited')).toBeUndefined()
  expect(lateBy('2026-11-30T23:00:00Z', 'debited')).toBe('2026-12-02T23:00:00.000Z')
})

test.each([
  ['before the cut-off arrives as promised', 29, false],
  ['after it arrives later', 31, true],
] as const)('what was sent %s, whenever we hear of it', async (_name, minutes, isLater) => {
  const { who, id, uuid } = await abroad.sent()
  const before = await abroad.get(who, id)
  // Files are made half an hour before the cut-off.
  const at = new Date(Date.parse(before.leaves_at) + minutes * 60_000)
  const evidence = { file: 1, line: 1, messageId: 'OKPAY-00000001', at }
  await world.app.slices.remittances.bankClient.onSent?.(await abroad.orderOf(uuid), evidence)
  const { expected_by: expected } = await abroad.get(who, id)
  expect(Date.parse(expected) > Date.parse(before.expected_by)).toBe(isLater)
})

test('prices nobody took are forgotten after a day; one that was taken stays', async () => {
  const { who, to, uuid } = await abroad.sent()
  await abroad.quote(who, to)
  await world.app.db.pool.query(
    `UPDATE remittance_quote SET created_at = created_at - interval '3 days', expires_at = expires_at - interval '3 days'
     WHERE customer_id = $1`,
    [who.id],
  )
  const job = world.app.slices.remittances.jobs.find(({ name }) => name === 'remittances.sweep_quotes')
  await job?.run({}, { attempt: 1, isLastAttempt: false })
  const { rows } = await world.app.db.pool.query(
    `SELECT transfer_id FROM remittance_quote WHERE customer_id = $1`,
    [who.id],
  )
  expect(rows).toEqual([{ transfer_id: uuid }])
})

describe('arrival', () => {
  const at = (time: string) => new Date(time)

  test('the day of execution is a banking day on both sides', () => {
    const both = { source: bankCalendar('JPY'), target: bankCalendar('EUR') }
    // 23 November 2026, a Monday, is Labour Thanksgiving Day in Japan and nothing in Europe.
    expect(bankCalendar('JPY').isBankingDay('2026-11-23')).toBe(false)
    expect(scheduleOf(at('2026-11-20T22:00:00Z'), both)).toMatchObject({
      schedule: { requestedOn: '2026-11-24', arrivesOn: '2026-11-25' },
      certain: true,
    })
    expect(scheduleOf(at('2026-11-20T22:00:00Z'), { ...both, source: both.target })).toMatchObject({
      schedule: { requestedOn: '2026-11-23', arrivesOn: '2026-11-24' },
      certain: true,
    })
  })

  test('where holidays are not known the latest day is promised, of both banks', () => {
    const [yuan, euro] = [bankCalendar('CNY'), bankCalendar('EUR')]
    const asked = at('2027-01-04T09:00:00Z')
    expect(scheduleOf(asked, { source: euro, target: euro })).toMatchObject({
      schedule: { requestedOn: '2027-01-04', arrivesOn: '2027-01-05' },
      certain: true,
    })
    expect(scheduleOf(asked, { source: yuan, target: euro })).toEqual({
      schedule: {
        leavesAt: at('2027-01-04T13:30:00Z'),
        requestedOn: '2027-01-04',
        arrivesOn: '2027-01-19',
        expectedBy: at('2027-01-19T23:00:00Z'),
      },
      certain: false,
    })
    expect(scheduleOf(asked, { source: euro, target: yuan })).toMatchObject({
      schedule: { requestedOn: '2027-01-05', arrivesOn: '2027-01-19' },
      certain: false,
    })
    // Frankfurt sets its clocks on 28 March: the day that is promised ends at midnight there all the same.
    expect(scheduleOf(at('2027-03-18T09:00:00Z'), { source: yuan, target: euro })).toMatchObject({
      schedule: { arrivesOn: '2027-04-02', expectedBy: at('2027-04-02T22:00:00Z') },
    })
  })
})

test('what is exchanged is the most that leaves room for its fee', () => {
  const fee = (fixed: bigint, basisPoints: bigint, least: bigint) => (minor: bigint) => {
    const computed = fixed + (minor * basisPoints + 9_999n) / 10_000n
    return computed < least ? least : computed
  }
  const amount = fc.bigInt({ min: 0n, max: 10n ** 12n })
  fc.assert(
    fc.property(
      amount,
      fc.bigInt({ min: 0n, max: 500n }),
      fc.bigInt({ min: 0n, max: 10_000n }),
      fc.bigInt({ min: 0n, max: 500n }),
      (total, fixed, basisPoints, least) => {
        const feeOf = fee(fixed, basisPoints, least)
        const principal = principalWithin(total, feeOf)
        expect(principal).toBeGreaterThanOrEqual(0n)
        expect(principal === 0n || principal + feeOf(principal) <= total).toBe(true)
        expect(principal + 1n + feeOf(principal + 1n)).toBeGreaterThan(total)
      },
    ),
    { numRuns: 1_000 },
  )
})
