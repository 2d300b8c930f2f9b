import { beforeAll, describe, expect, test } from 'vitest'
import type { DiagnosisCause } from '../../contract/api/diagnosis.ts'
import { restrict } from '../../test/factories/restrictions.ts'
import { withdrawalsIn } from '../slices/withdrawals/withdrawals.fixture.ts'
import { startDiagnosis } from './diagnosis.fixture.ts'

let world: Awaited<ReturnType<typeof startDiagnosis>>
let bank: ReturnType<typeof withdrawalsIn>
beforeAll(async () => {
  world = await startDiagnosis()
  bank = withdrawalsIn(world)
})

async function ordered() {
  const made = await bank.ordered('25.00')
  const { number } = await bank.get(made.who, made.id)
  return { ...made, number: String(number) }
}

/** One code of each group; which codes are in it is tested with the contract. */
const refusals: [string, DiagnosisCause, string[]][] = [
  ['AC01', 'bank_account_number_wrong', ['correct_details', 'contact_support']],
  ['AC04', 'bank_account_closed', ['other_method']],
  ['AC06', 'bank_account_blocked', ['other_method', 'contact_support']],
  ['AG01', 'bank_account_type', ['other_method']],
  ['BE01', 'holder_name_wrong', ['correct_details', 'contact_support']],
  ['RC01', 'bank_code_wrong', ['correct_details', 'contact_support']],
  ['MS02', 'refused_by_account_holder', ['contact_support']],
  ['RR04', 'required_by_law', ['contact_support']],
  ['AM05', 'duplicate_at_bank', ['contact_support']],
  ['AB08', 'bank_unreachable', ['try_again', 'other_method']],
  ['XX99', 'bank_refused', ['contact_support', 'other_method']],
]

describe('a withdrawal', () => {
  test('that is in time: by when, and that it can be canceled', async () => {
    const { who, number } = await ordered()
    const found = await world.diagnosed(who, number, 'on_its_way')
    expect([found.severity, found.types]).toEqual(['waiting', ['wait', 'cancel']])
    expect(found.actions[0].until).not.toBeNull()
    const { body: trace } = await world.call('GET', `/v1/transactions/${number}/trace`, { token: who.token })
    expect(trace.money).toEqual([{ place: 'my_reserved', amount: { value: '25.00', currency: 'EUR' } }])
    expect(trace.next).toMatchObject({ who: 'bank', overdue: false })
  })

  test.each(refusals)('rejected with %s: %s', async (code, cause, types) => {
    const { who, number, uuid } = await ordered()
    await bank.bankSays(uuid, 'batch', 'send', { move: 'reject', reason: code })
    const found = await world.diagnosed(who, number, cause)
    expect([found.severity, found.types]).toEqual(['problem', types])
  })

  test('that came back weeks later: the bank’s reason, and where the money is', async () => {
    const { who, number, uuid } = await ordered()
    await bank.bankSays(uuid, 'batch', 'send', 'settle', { move: 'return', reason: 'AC04' })
    const found = await world.diagnosed(who, number, 'bank_account_closed')
    expect(found.status).toBe('returned')
    const { body: trace } = await world.call('GET', `/v1/transactions/${number}/trace`, { token: who.token })
    expect(trace.steps.filter(({ kind }: { kind: string }) => kind === 'rail').length).toBeGreaterThan(2)
  })

  test('that the bank would not call back', async () => {
    const { who, id, number, uuid } = await ordered()
    await bank.bankSays(uuid, 'batch', 'send')
    await bank.cancel(who, id)
    await bank.bankSays(uuid, 'recall_refused')
    expect((await world.diagnosed(who, number, 'recall_refused')).types).toEqual(['wait', 'contact_support'])
  })

  test('that is late: raised already, nothing to prove', async () => {
    const { who, number, uuid } = await ordered()
    await world.app.db.pool.query(
      `UPDATE withdrawal SET expected_by = now() - interval '1 minute' WHERE id = $1`,
      [uuid],
    )
    await bank.sweep()
    const found = await world.diagnosed(who, number, 'overdue')
    expect(found.types[0]).toBe('contact_support')
    expect(found.actions[0].body).toContain(number.slice(0, 4))
  })

  test('canceled in time', async () => {
    const { who, id, number } = await ordered()
    await bank.cancel(who, id)
    expect((await world.diagnosed(who, number, 'canceled_by_you')).severity).toBe('fine')
  })

  test('paid: and the money is at the bank', async () => {
    const { who, number, uuid } = await ordered()
    await bank.bankSays(uuid, 'batch', 'send', 'settle')
    expect((await world.diagnosed(who, number, 'all_done')).severity).toBe('fine')
    const { body: trace } = await world.call('GET', `/v1/transactions/${number}/trace`, { token: who.token })
    expect(trace.money[0].place).toBe('bank')
  })

  test('refused under a restriction of payouts, which is still in force', async () => {
    const who = await world.person({ EUR: 100_00n })
    const method = await bank.bankAccount(who)
    await restrict(
      { db: world.app.db, identity: world.app.slices.identity },
      who.id,
      'withdrawal',
      new Date(),
    )
    const { body } = await bank.order(who, method, { value: '25.00' })
    const found = await world.diagnosed(who, body.resource.number, 'unusual_activity')
    expect(found.types).toEqual(['contact_support'])
  })

  test('without enough money', async () => {
    const who = await world.person({ EUR: 5_00n })
    const method = await bank.bankAccount(who)
    const { body } = await bank.order(who, method, { value: '25.00' })
    const found = await world.diagnosed(who, body.resource.number, 'funds_missing')
    expect(found.types[0]).toBe('add_money')
  })
})
