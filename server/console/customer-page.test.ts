import { beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../../test/factories/app.ts'
import type { MadeStaff } from '../../test/factories/staff.ts'
import { newId } from '../platform/id.ts'
import { toTypeId } from '../../contract/ids.ts'
import { startConsole, why, type ConsoleWorld } from './console.fixture.ts'

let world: ConsoleWorld
let agent: MadeStaff
let senior: MadeStaff
let ming: Person
let alice: Person

beforeAll(async () => {
  world = await startConsole()
  agent = await world.office.makeStaff(['agent'])
  senior = await world.office.makeStaff(['senior_agent'])
  ming = await world.person(
    { EUR: 100_00n, CNY: 7_00n },
    { name: '欧阳小明', email: 'ouyang.xm@post.example' },
  )
  alice = await world.person({}, { name: 'Alicia Bakersfield' })
  await world.transfer(ming, alice, '5.00')
  await world.transfer(ming, alice, '6.00')
  await world.transfer(ming, alice, '7.00')
})

const nobody = `/staff/v1/customers/${toTypeId('customer', newId())}`
const get = (who: MadeStaff, path: string) => world.ask('GET', path, { cookie: who.cookie })
const reveal = (who: MadeStaff, body: unknown, customer: { id: string } = ming) =>
  world.ask('POST', world.pathOf(customer, '/reveals'), { cookie: who.cookie, body })

describe('the page of a customer', () => {
  test('shows balances, sessions and restrictions, and masks what identifies them elsewhere', async () => {
    const { status, body } = await get(agent, world.pathOf(ming))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      id: world.idOf(ming),
      name: '欧阳小明',
      status: 'active',
      email: 'o•••@post.example',
      phone: `•••• ${ming.phone.slice(-2)}`,
      wallet: { account_number: `•••• •••• ${ming.accountNumber.slice(-4)}` },
      restrictions: [],
      sessions: [{ ip: '127.0.•••', user_agent: 'factory' }],
    })
    const balance = body.wallet.balances.find((each: { currency: string }) => each.currency === 'CNY')
    expect(balance.available).toEqual({ value: '7.00', currency: 'CNY' })
  })

  test('holds nothing unmasked anywhere in its answers', async () => {
    const page = await get(senior, world.pathOf(ming))
    const history = await get(senior, world.pathOf(ming, '/transactions'))
    const told = JSON.stringify([page.body, history.body])
    const secrets = [ming.email, ming.phone, ming.phone.slice(3), ming.accountNumber, '127.0.0.1', alice.name]
    for (const secret of secrets) expect(told).not.toContain(secret)
  })

  test('pages through the history as the customer reads it', async () => {
    const own = await world.call('GET', '/v1/transactions', { token: ming.token })
    const path = world.pathOf(ming, '/transactions?limit=2')
    const first = await get(agent, path)
    const second = await get(agent, `${path}&cursor=${first.body.next_cursor}`)
    expect([...first.body.data, ...second.body.data]).toEqual(own.body.data)
    expect(second.body.next_cursor).toBeNull()
  })

  test('of nobody is not found, whatever is asked of it', async () => {
    for (const path of [nobody, `${nobody}/transactions`, '/staff/v1/customers/nobody'])
      expect((await get(senior, path)).status).toBe(404)
    for (const part of ['reveals', 'freezes', 'session_endings']) {
      const body = { ...why, ...(part === 'reveals' ? { fields: ['email'] } : {}), ...frozen(part) }
      const answer = await world.ask('POST', `${nobody}/${part}`, { cookie: senior.cookie, body })
      expect([part, answer.status]).toEqual([part, 404])
    }
  })

  const frozen = (part: string) => (part === 'freezes' ? { reason_code: 'frozen_by_support' } : {})

  test('is not for the operator or the auditor, nor for a customer, nor for whoever is not signed in', async () => {
    for (const role of ['operator', 'auditor'] as const) {
      const who = await world.office.makeStaff([role])
      for (const path of [world.pathOf(ming), world.pathOf(ming, '/transactions')])
        expect((await get(who, path)).code).toBe('forbidden')
    }
    expect((await world.ask('GET', world.pathOf(ming))).status).toBe(401)
    expect((await world.call('GET', world.pathOf(ming), { token: ming.token })).status).toBe(401)
  })

  test('each look is an entry of the audit log about this customer', async () => {
    const before = (await world.entries('getCustomerPage', alice)).length
    await get(agent, world.pathOf(alice))
    await get(agent, world.pathOf(alice, '/transactions'))
    const looks = await world.entries('getCustomerPage', alice)
    expect(looks).toHaveLength(before + 1)
    expect(looks[0]).toMatchObject({ actor_kind: 'staff', actor: agent.id, outcome: 'succeeded' })
    expect(await world.entries('listCustomerTransactions', alice)).toMatchObject([{ actor: agent.id }])
  })
})

describe('revealing', () => {
  test('answers exactly the fields asked for, to be hidden again soon', async () => {
    const { status, body, headers } = await reveal(senior, { fields: ['email', 'phone'], ...why })
    expect(status).toBe(200)
    expect(body).toEqual({ values: { email: ming.email, phone: ming.phone }, shown_seconds: 120 })
    expect(headers['cache-control']).toContain('no-store')
    const rest = await reveal(senior, { fields: ['account_number', 'session_ips'], ...why })
    expect(rest.body.values).toEqual({
      account_number: ming.accountNumber,
      session_ips: [{ session: expect.stringMatching(/^ses_/), ip: '127.0.0.1' }],
    })
  })

  test('is on record with fields, reason and case, and without what was revealed', async () => {
    await reveal(senior, { fields: ['phone', 'email', 'phone'], ...why })
    const [entry] = await world.entries('revealCustomer', ming)
    expect(entry).toMatchObject({
      actor_kind: 'staff',
      actor: senior.id,
      outcome: 'succeeded',
      reason: why.reason,
      case_ref: why.case_ref,
      details: { fields: ['email', 'phone'] },
    })
    expect(JSON.stringify(entry)).not.toContain(ming.email)
  })

  test.each([
    ['no reason', { fields: ['email'] }],
    ['a reason of blanks', { fields: ['email'], reason: '            ' }],
    ['a reason too short to say anything', { fields: ['email'], reason: 'because' }],
    ['no field', { fields: [], ...why }],
    ['a field that does not exist', { fields: ['password'], ...why }],
  ])('is refused with %s', async (_, body) => {
    const refused = await reveal(senior, body)
    expect([refused.status, refused.code]).toEqual([422, 'validation_failed'])
  })

  test('is refused to whoever may only read, and that is on record', async () => {
    const refused = await reveal(agent, { fields: ['email'], ...why })
    expect([refused.status, refused.code]).toEqual([403, 'forbidden'])
    expect(JSON.stringify(refused.body)).not.toContain(ming.email)
    expect((await world.entries('revealCustomer'))[0]).toMatchObject({
      actor: agent.id,
      outcome: 'forbidden',
    })
  })

  test('answers nothing while it cannot be put on record, and neither does any other look', async () => {
    await world.asOwner('ALTER TABLE audit_entry ADD CONSTRAINT closed CHECK (false) NOT VALID')
    try {
      const answers = [
        await reveal(senior, { fields: ['email'], ...why }),
        await get(senior, world.pathOf(ming)),
        await get(senior, world.pathOf(ming, '/transactions')),
        await world.ask('POST', '/staff/v1/searches', { cookie: senior.cookie, body: { query: '小明' } }),
      ]
      for (const { status, body } of answers) {
        expect(status).toBe(500)
        for (const secret of [ming.email, '小明', 'o•••']) expect(JSON.stringify(body)).not.toContain(secret)
      }
    } finally {
      await world.asOwner('ALTER TABLE audit_entry DROP CONSTRAINT closed')
    }
    expect((await reveal(senior, { fields: ['email'], ...why })).status).toBe(200)
  })
})
