import { beforeAll, describe, expect, test } from 'vitest'
import { toTypeId } from '../../contract/ids.ts'
import { staffOffice } from '../../test/factories/staff.ts'
import type { CustomerChange } from '../slices/identity/customer-status.ts'
import { restrict } from '../../test/factories/restrictions.ts'
import { money } from '../../contract/money.ts'
import type { RestrictionReason } from '../../contract/restrictions.ts'
import type { Person } from '../../test/factories/app.ts'
import { giveMoney } from '../../test/factories/money.ts'
import { eur, startDiagnosis } from './diagnosis.fixture.ts'

let world: Awaited<ReturnType<typeof startDiagnosis>>
let alice: Person
beforeAll(async () => {
  world = await startDiagnosis()
  alice = await world.person({}, { name: 'Alice Baker' })
})

type Source = 'risk' | 'compliance' | 'legal' | 'system'

async function place(who: Person, reason: RestrictionReason, source: Source, expiresAt: Date | null = null) {
  const { db, slices } = world.app
  await db.transaction(tx =>
    slices.identity.placeRestriction(tx, {
      customerId: who.id,
      scope: 'debit',
      source,
      reason,
      expiresAt,
      now: new Date(),
    }),
  )
}

/** A transfer refused because of this restriction. */
async function refused(reason: RestrictionReason, source: Source, expiresAt: Date | null = null) {
  const who = await world.person({ EUR: 100_00n })
  await place(who, reason, source, expiresAt)
  return { who, number: await world.transfer(who, alice, '5.00') }
}

/** A transfer refused because of a restriction that is over by now, however slow the machine was. */
async function refusedUntilNow() {
  const { who, number } = await refused('unusual_activity', 'risk', new Date(Date.now() + 3_600_000))
  await world.app.db.pool.query('UPDATE restriction SET expires_at = now() WHERE customer_id = $1', [who.id])
  return { who, number }
}

describe('a transfer', () => {
  test('without enough money: how much was there, how much is missing, where to add it', async () => {
    const who = await world.person({ EUR: 2_00n })
    const number = await world.transfer(who, alice, '5.00')
    const found = await world.diagnosed(who, number, 'funds_missing')
    expect(found.actions).toEqual([
      { type: 'add_money', amount: eur('3.00') },
      { type: 'lower_amount', most: eur('2.00') },
    ])
    expect(found.text).toContain('3.00\u00A0EUR')
    expect(found.evidence).toContainEqual({
      fact: 'available_then',
      value: eur('2.00'),
      at: expect.any(String),
    })
  })

  test('for which the money has come meanwhile: try again, and what was there then is still told', async () => {
    const who = await world.person({ EUR: 2_00n })
    const number = await world.transfer(who, alice, '5.00')
    await giveMoney(world.app.slices.ledger.pipeline, who.id, money(50_00n, 'EUR'))
    const found = await world.diagnosed(who, number, 'funds_sufficient_now')
    expect(found.types).toEqual(['try_again'])
    expect(found.evidence[1].value).toEqual(eur('2.00'))
    expect(found.evidence[2].value).toEqual(eur('52.00'))
  })

  test('above the limit for one: the limit, which nothing raises for who has proved their number', async () => {
    const who = await world.person({ EUR: 90_000_00n })
    const found = await world.diagnosed(
      who,
      await world.transfer(who, alice, '70000.00'),
      'limit_per_transaction',
    )
    expect(found.types).toEqual(['lower_amount'])
    expect(found.actions[0].most.currency).toBe('EUR')
  })

  test('that uses up the day: what is left, when it is free again', async () => {
    const who = await world.person({ EUR: 90_000_00n })
    for (let count = 0; count < 12; count++) {
      const number = await world.transfer(who, alice, '4999.00')
      const { body } = await world.call('GET', `/v1/transactions/${number}`, { token: who.token })
      if (body.status !== 'failed') continue
      const found = await world.diagnosed(who, number, 'limit_used_up')
      expect(found.types.at(-1)).toBe('wait')
      return
    }
    throw new Error('no limit was reached')
  })

  test('under a freeze of one’s own: unfreeze', async () => {
    const who = await world.person({ EUR: 100_00n })
    const frozen = await world.callConfirmed('POST', '/v1/security/freeze', { token: who.token, body: {} })
    expect([frozen.status < 300, frozen.body?.code]).toEqual([true, undefined])
    const number = await world.transfer(who, alice, '5.00')
    const found = await world.diagnosed(who, number, 'frozen_by_you')
    expect(found.types).toEqual(['unfreeze'])
  })

  test('under a freeze after an alarm: the security centre, and a person', async () => {
    const who = await world.person({ EUR: 100_00n })
    const told = await world.call('POST', '/v1/security/not_me', {
      token: who.token,
      body: { about: 'transfer.completed' },
    })
    expect([told.status < 300, told.body?.code]).toEqual([true, undefined])
    const found = await world.diagnosed(who, await world.transfer(who, alice, '5.00'), 'frozen_after_alarm')
    expect(found.types).toEqual(['unfreeze', 'contact_support'])
  })

  test('frozen by support: a person, with everything filled in', async () => {
    const { who, number } = await refused('frozen_by_support', 'risk')
    const found = await world.diagnosed(who, number, 'frozen_by_support')
    expect(found.types).toEqual(['contact_support'])
    expect(found.actions[0].body).toContain(number.replaceAll(/(\d{4})(?=\d)/g, '$1 '))
    expect(found.actions[0].body).toContain('account_restricted')
  })

  test('stopped for unusual activity: until when', async () => {
    const until = new Date(Date.now() + 3_600_000)
    const { who, number } = await refused('unusual_activity', 'risk', until)
    const found = await world.diagnosed(who, number, 'unusual_activity')
    expect(found.actions[0]).toEqual({ type: 'wait', until: until.toISOString() })
  })

  test('stopped for unusual activity without an end: a person', async () => {
    const { who, number } = await refused('unusual_activity', 'risk')
    expect((await world.diagnosed(who, number, 'unusual_activity')).types).toEqual(['contact_support'])
  })

  test('under a compliance review', async () => {
    const { who, number } = await refused('compliance_review', 'compliance')
    expect((await world.diagnosed(who, number, 'compliance_review')).types).toEqual(['contact_support'])
  })

  test('under a legal order', async () => {
    const { who, number } = await refused('legal_order', 'legal')
    expect((await world.diagnosed(who, number, 'legal_order')).types).toEqual(['contact_support'])
  })

  test('held after a recovery', async () => {
    const until = new Date(Date.now() + 86_400_000)
    const { who, number } = await refused('recovery_hold', 'system', until)
    expect((await world.diagnosed(who, number, 'recovery_hold')).types).toEqual(['wait', 'contact_support'])
  })

  test('refused under a restriction that is over: try again', async () => {
    const { who, number } = await refusedUntilNow()
    const found = await world.diagnosed(who, number, 'restriction_over')
    expect(found.types).toEqual(['try_again'])
    expect(found.evidence[0]).toMatchObject({ fact: 'restricted_for', value: 'unusual_activity' })
  })

  /** A transfer that was refused, of somebody whose account as a whole then changed. */
  async function refusedThen(...changes: CustomerChange[]) {
    const { who, number } = await refusedUntilNow()
    const { db, slices } = world.app
    for (const change of changes)
      await db.transaction(tx =>
        slices.identity.changeStatus(tx, { customerId: who.id, change, now: new Date() }),
      )
    return { who, number }
  }

  test('of somebody who must verify their e-mail again', async () => {
    const { who, number } = await refusedThen('renew_proof')
    expect((await world.diagnosed(who, number, 'email_not_verified')).types).toEqual(['verify_email'])
  })

  test('of somebody whose account is being closed', async () => {
    const { who, number } = await refusedThen('start_closing')
    expect((await world.diagnosed(who, number, 'account_closing')).types).toEqual(['contact_support'])
  })

  test.each([
    ['account_suspended', ['suspend']],
    ['account_closed', ['suspend', 'close']],
  ] as const)(
    'of somebody who cannot sign in any more (%s) is diagnosed by staff',
    async (cause, changes) => {
      const { who, number } = await refusedThen(...changes)
      expect((await world.ask(who, number)).status).toBe(401)
      const office = staffOffice(world.app)
      const agent = await office.makeStaff(['agent'])
      const path = `/staff/v1/customers/${toTypeId('customer', who.id)}/transactions/${number}`
      const { status, body } = await office.ask('GET', `${path}/diagnosis`, { cookie: agent.cookie })
      expect([status, body.cause, body.actions[0].type]).toEqual([200, cause, 'contact_support'])
      const trace = await office.ask('GET', `${path}/trace`, { cookie: agent.cookie })
      expect([trace.status, trace.body.number]).toEqual([200, number])
      expect(trace.body.transaction).toMatchObject({ number, kind: 'transfer', direction: 'out' })
      const { rows } = await world.app.db.pool.query<{ operation: string }>(
        `SELECT operation FROM audit_entry WHERE actor = $1 AND subject = $2 ORDER BY id`,
        [agent.id, who.id],
      )
      expect(rows.map(({ operation }) => operation)).toEqual([
        'getCustomerTransactionDiagnosis',
        'getCustomerTransactionTrace',
      ])
    },
  )

  test('to somebody who may not receive: nothing about why', async () => {
    const who = await world.person({ EUR: 100_00n })
    const bob = await world.person()
    await restrict({ db: world.app.db, identity: world.app.slices.identity }, bob.id, 'credit', new Date())
    const found = await world.diagnosed(
      who,
      await world.transfer(who, bob, '5.00'),
      'recipient_cannot_receive',
    )
    expect(found.types).toEqual(['correct_details', 'contact_support'])
    expect(JSON.stringify(found)).not.toContain('unusual_activity')
  })

  test('that went well', async () => {
    const who = await world.person({ EUR: 100_00n })
    const number = await world.transfer(who, alice, '5.00')
    expect(await world.diagnosed(who, number, 'all_done')).toMatchObject({ severity: 'fine', actions: [] })
    expect((await world.diagnosed(alice, number, 'all_done')).severity).toBe('fine')
  })

  test('while money may not leave at all: waiting instead of trying again', async () => {
    const who = await world.person({ EUR: 2_00n })
    const number = await world.transfer(who, alice, '5.00')
    await giveMoney(world.app.slices.ledger.pipeline, who.id, money(50_00n, 'EUR'))
    const { pool } = world.app.db
    await pool.query(`INSERT INTO outgoing_stop (reason) VALUES ('test')`)
    try {
      const found = await world.diagnosed(who, number, 'funds_sufficient_now')
      expect(found.types).toEqual(['wait'])
      expect(found.evidence.at(-1)).toMatchObject({ fact: 'outgoing_stopped' })
    } finally {
      await pool.query(`DELETE FROM outgoing_stop`)
    }
  })

  test('of somebody else is answered like one of nobody', async () => {
    const who = await world.person({ EUR: 2_00n })
    const number = await world.transfer(who, alice, '5.00')
    expect((await world.ask(await world.person(), number)).status).toBe(404)
    // A declined transfer never concerned its recipient.
    expect((await world.ask(alice, number)).status).toBe(404)
  })
})
