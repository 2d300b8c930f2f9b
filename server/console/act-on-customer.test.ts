import { beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../../test/factories/app.ts'
import { makeSession } from '../../test/factories/customers.ts'
import type { MadeStaff } from '../../test/factories/staff.ts'
import { startConsole, why, type ConsoleWorld } from './console.fixture.ts'

let world: ConsoleWorld
let agent: MadeStaff
let senior: MadeStaff
let supervisor: MadeStaff
let payee: Person

beforeAll(async () => {
  world = await startConsole()
  agent = await world.office.makeStaff(['agent'])
  senior = await world.office.makeStaff(['senior_agent'])
  supervisor = await world.office.makeStaff(['supervisor'])
  payee = await world.person()
})

const freeze = (who: MadeStaff, customer: Person, more: Record<string, unknown> = {}) =>
  world.ask('POST', world.pathOf(customer, '/freezes'), {
    cookie: who.cookie,
    body: { reason_code: 'frozen_by_support', ...why, ...more },
  })

const endSessions = (who: MadeStaff, customer: Person, body: unknown = why) =>
  world.ask('POST', world.pathOf(customer, '/session_endings'), { cookie: who.cookie, body })

describe('a freeze', () => {
  test('stops money at once, says so to the customer, and is on record with reason, before and after', async () => {
    const customer = await world.person({ EUR: 50_00n })
    const { status, body } = await freeze(senior, customer)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      scope: 'debit',
      source: 'risk',
      reason: 'frozen_by_support',
      case_ref: why.case_ref,
      in_force: true,
      expires_at: null,
    })
    const refused = await world.transfer(customer, payee, '5.00')
    expect([refused.status, refused.body.code]).toEqual([403, 'account_restricted'])
    // Looking and signing in go on.
    expect((await world.call('GET', '/v1/wallet', { token: customer.token })).status).toBe(200)

    expect(await world.entries('freezeCustomer', customer)).toMatchObject([
      {
        actor_kind: 'staff',
        actor: senior.id,
        outcome: 'succeeded',
        status: 201,
        reason: why.reason,
        case_ref: why.case_ref,
        before: { in_force: [] },
        after: { in_force: [{ restriction: body.id, scope: 'debit', source: 'risk' }] },
      },
    ])
    const page = await world.ask('GET', world.pathOf(customer), { cookie: agent.cookie })
    expect(page.body.restrictions).toEqual([body])
  })

  test('of everything also ends the customer’s way in', async () => {
    const customer = await world.person()
    expect((await freeze(supervisor, customer, { scope: 'all', reason_code: 'legal_order' })).status).toBe(
      201,
    )
    expect((await world.call('GET', '/v1/wallet', { token: customer.token })).status).toBe(401)
  })

  test('and a change of the status at the same moment wait for each other instead of blocking each other', async () => {
    for (let round = 0; round < 10; round++) {
      const customer = await world.person({ EUR: 50_00n })
      const { db, slices } = world.app
      const now = world.office.now()
      const [answer] = await Promise.all([
        freeze(senior, customer),
        db.transaction(tx =>
          slices.identity.changeStatus(tx, { customerId: customer.id, change: 'suspend', now }),
        ),
      ])
      expect(answer.status).toBe(201)
    }
  })

  test('is not laid on a freeze of ours, but is on one the customer could lift', async () => {
    const customer = await world.person()
    const own = await world.call('POST', '/v1/security/freeze', { token: customer.token, key: null })
    expect(own.status).toBeLessThan(300)
    expect((await freeze(senior, customer)).status).toBe(201)
    const again = await freeze(senior, customer)
    expect([again.status, again.code]).toEqual([409, 'transition_not_allowed'])
    expect((await freeze(senior, customer, { scope: 'all' })).status).toBe(201)
  })

  test('placed twice at once is placed once', async () => {
    const customer = await world.person()
    const answers = await Promise.all(Array.from({ length: 10 }, () => freeze(senior, customer)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9)
    const { rows } = await world.app.db.pool.query('SELECT FROM restriction WHERE customer_id = $1', [
      customer.id,
    ])
    expect(rows).toHaveLength(1)
  })

  test('needs the permission and a reason', async () => {
    const customer = await world.person({ EUR: 50_00n })
    expect((await freeze(agent, customer)).code).toBe('forbidden')
    expect((await freeze(senior, customer, { reason: 'so' })).status).toBe(422)
    // A reason code that belongs to the customer or a rule is not ours to give.
    expect((await freeze(senior, customer, { reason_code: 'frozen_by_customer' })).status).toBe(422)
    expect((await world.transfer(customer, payee, '5.00')).status).toBe(201)
  })

  test('does not happen when it cannot be put on record', async () => {
    const customer = await world.person({ EUR: 50_00n })
    await world.asOwner('ALTER TABLE audit_entry ADD CONSTRAINT closed CHECK (false) NOT VALID')
    try {
      expect((await freeze(senior, customer)).status).toBe(500)
      expect((await endSessions(senior, customer)).status).toBe(500)
    } finally {
      await world.asOwner('ALTER TABLE audit_entry DROP CONSTRAINT closed')
    }
    expect((await world.transfer(customer, payee, '5.00')).status).toBe(201)
  })

  test('is lifted by two: one asks, another approves, and both are in the log', async () => {
    const customer = await world.person({ EUR: 50_00n })
    const { body: restriction } = await freeze(senior, customer)
    const asked = await world.ask('POST', '/staff/v1/approvals', {
      cookie: senior.cookie,
      body: { action: { kind: 'lift_restriction', restriction: restriction.id }, ...why },
    })
    expect(asked.status).toBe(201)
    const approved = await world.ask('POST', `/staff/v1/approvals/${asked.body.id}/approve`, {
      cookie: supervisor.cookie,
      body: { content_hash: asked.body.content_hash },
    })
    expect(approved.status).toBe(200)
    expect((await world.transfer(customer, payee, '5.00')).status).toBe(201)
    const page = await world.ask('GET', world.pathOf(customer), { cookie: agent.cookie })
    expect(page.body.restrictions).toMatchObject([{ in_force: false, lifted_at: expect.any(String) }])
  })
})

describe('signing a customer out everywhere', () => {
  test('ends every session, tells how many, and is on record', async () => {
    const customer = await world.person()
    const sessions = [customer.token]
    const identity = world.app.slices.identity
    const parts = { db: world.app.db, clock: { now: () => new Date() }, identity }
    sessions.push((await makeSession(parts, customer)).token, (await makeSession(parts, customer)).token)
    const { status, body } = await endSessions(senior, customer)
    expect([status, body]).toEqual([200, { ended: 3 }])
    for (const token of sessions) expect((await world.call('GET', '/v1/wallet', { token })).status).toBe(401)
    expect(await world.entries('endCustomerSessions', customer)).toMatchObject([
      { actor: senior.id, reason: why.reason, before: { sessions: 3 }, after: { sessions: 0 } },
    ])
    expect((await endSessions(senior, customer)).body).toEqual({ ended: 0 })
  })

  test('touches nobody else', async () => {
    const [customer, other] = [await world.person(), await world.person()]
    await endSessions(senior, customer)
    expect((await world.call('GET', '/v1/wallet', { token: other.token })).status).toBe(200)
  })

  test('needs the permission and a reason', async () => {
    const customer = await world.person()
    expect((await endSessions(agent, customer)).code).toBe('forbidden')
    expect((await endSessions(senior, customer, {})).status).toBe(422)
    expect((await world.call('GET', '/v1/wallet', { token: customer.token })).status).toBe(200)
  })
})
