import { beforeAll, describe, expect, test } from 'vitest'
import { toTypeId } from '../../contract/ids.ts'
import type { Person } from '../../test/factories/app.ts'
import type { MadeStaff } from '../../test/factories/staff.ts'
import { sealNext } from '../platform/audit-sealer.ts'
import { startConsole, why, type ConsoleWorld } from './console.fixture.ts'

let world: ConsoleWorld
let auditor: MadeStaff
let senior: MadeStaff
let ming: Person
let alice: Person

beforeAll(async () => {
  world = await startConsole()
  auditor = await world.office.makeStaff(['auditor'])
  senior = await world.office.makeStaff(['senior_agent'])
  ming = await world.person({}, { name: '欧阳小明' })
  alice = await world.person()
  for (const customer of [ming, alice, ming]) {
    await world.ask('GET', world.pathOf(customer), { cookie: senior.cookie })
    const body = { fields: ['email'], ...why, ...(customer === alice ? { case_ref: null } : {}) }
    await world.ask('POST', world.pathOf(customer, '/reveals'), { cookie: senior.cookie, body })
  }
  await seal()
})

type Entry = { id: string; operation: string; [field: string]: unknown }

async function seal(): Promise<void> {
  await world.app.db.transaction(tx => sealNext(tx))
}

async function list(query: Record<string, string> = {}, who: MadeStaff = auditor) {
  const search = new URLSearchParams(query).toString()
  const answer = await world.ask('GET', `/staff/v1/audit_entries?${search}`, { cookie: who.cookie })
  return { ...answer, data: (answer.body?.data ?? []) as Entry[] }
}

const verify = (who: MadeStaff, body: unknown = {}) =>
  world.ask('POST', '/staff/v1/audit_verifications', { cookie: who.cookie, body })

describe('the log', () => {
  test('tells who, what, on whom, why, how it ended and where it stands in the chain', async () => {
    const { data } = await list({ operation: 'revealCustomer', customer: world.idOf(ming), limit: '1' })
    expect(data).toEqual([
      expect.objectContaining({
        actor_kind: 'staff',
        actor: { kind: 'staff', id: toTypeId('staff', senior.id), name: senior.name },
        subject: { kind: 'customer', id: world.idOf(ming), name: '欧阳小明' },
        outcome: 'succeeded',
        status: 200,
        reason: why.reason,
        case_ref: why.case_ref,
        details: { fields: ['email'] },
        ip: '203.0.113.9',
        position: expect.stringMatching(/^\d+$/),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    ])
  })

  test('is newest first, page after page, each entry once, while others come in on top', async () => {
    const all = await list({ actor_kind: 'staff', limit: '100' })
    const known = all.data.map(({ id }) => id)
    expect(known).toEqual(known.toSorted().toReversed())
    const seen: string[] = []
    // Only those before the first of these searches: each search adds an entry itself.
    let cursor: string | undefined = known[0]
    while (cursor !== undefined) {
      const page = await list({ actor_kind: 'staff', limit: '3', cursor })
      seen.push(...page.data.map(({ id }) => id))
      cursor = page.body.next_cursor ?? undefined
    }
    expect([known[0], ...seen]).toEqual(known)
  })

  test.each([
    ['member of staff', () => ({ staff: staffId() }), (each: Entry) => touches(each, staffId())],
    ['customer', () => ({ customer: world.idOf(alice) }), (each: Entry) => touches(each, world.idOf(alice))],
    ['what', () => ({ operation: 'getCustomerPage' }), (each: Entry) => each.operation === 'getCustomerPage'],
    ['the case', () => ({ case_ref: why.case_ref }), (each: Entry) => each['case_ref'] === why.case_ref],
    ['success', () => ({ outcome: 'succeeded' }), (each: Entry) => each['outcome'] === 'succeeded'],
    ['refusal', () => ({ outcome: 'refused' }), (each: Entry) => each['outcome'] !== 'succeeded'],
    ['one refusal', () => ({ outcome: 'forbidden' }), (each: Entry) => each['outcome'] === 'forbidden'],
    ['a kind', () => ({ actor_kind: 'test' }), (each: Entry) => each['actor_kind'] === 'test'],
  ])('is narrowed by %s', async (_, filter, fits) => {
    await world.ask('POST', world.pathOf(ming, '/freezes'), { cookie: auditor.cookie, body: {} })
    await world.office.advance(1)
    const everything = (await list({ limit: '100' })).data
    const narrowed = (await list({ limit: '100', ...filter() })).data
    const ids = new Set(everything.map(({ id }) => id))
    expect(narrowed.length).toBeGreaterThan(0)
    expect(narrowed.every(fits)).toBe(true)
    expect(narrowed.filter(({ id }) => ids.has(id))).toEqual(everything.filter(fits))
  })

  const staffId = (): string => toTypeId('staff', senior.id)
  const touches = (each: Entry, id: string): boolean =>
    [each['actor'], each['subject']].some(who => (who as { id?: unknown } | null)?.id === id)

  test('names everybody a list showed, so that each of them is found', async () => {
    const [one, two] = [
      await world.person({}, { name: 'Vera Lind' }),
      await world.person({}, { name: 'Vera Lind' }),
    ]
    await world.found(senior, 'vera lind')
    for (const person of [one, two]) {
      const { data } = await list({ customer: world.idOf(person) })
      expect(data[0]).toMatchObject({ operation: 'searchCustomers', actor: { name: senior.name } })
    }
  })

  test('is narrowed by days, the last one included', async () => {
    const day = (later: number) => new Date(Date.now() + later * 86_400_000).toISOString().slice(0, 10)
    expect((await list({ from: day(2) })).data).toEqual([])
    expect((await list({ to: day(-1) })).data).toEqual([])
    expect((await list({ from: day(-1), to: day(1) })).data.length).toBeGreaterThan(0)
  })

  test.each([
    [{ cursor: 'nonsense' }],
    [{ customer: 'stf_1' }],
    [{ actor_kind: 'nobody' }],
    [{ limit: '101' }],
    [{ from: 'yesterday' }],
    [{ operation: `x'; DROP TABLE audit_entry; --` }],
  ])('refuses a search by %o', async query => {
    expect((await list(query)).status).toBe(422)
  })

  test('is for auditors alone, and their searches are entries too', async () => {
    for (const role of [
      'agent',
      'senior_agent',
      'supervisor',
      'compliance',
      'risk',
      'finance',
      'operator',
    ] as const) {
      const who = await world.office.makeStaff([role])
      expect([role, (await list({}, who)).code]).toEqual([role, 'forbidden'])
      expect([role, (await verify(who)).code]).toEqual([role, 'forbidden'])
    }
    await list({ customer: world.idOf(ming), case_ref: why.case_ref })
    expect((await world.entries('listAuditEntries'))[0]).toMatchObject({
      actor: auditor.id,
      subject: ming.id,
      details: { filter: { case_ref: why.case_ref } },
    })
  })
})

describe('the chain', () => {
  test('is verified on asking: everything sealed is looked at', async () => {
    await seal()
    const { status, body } = await verify(auditor)
    expect(status).toBe(200)
    expect(body).toMatchObject({ unbroken: true, findings: [] })
    expect(body.head).toBe(await headNow())
    expect(String(body.checked)).toBe(body.total)
  })

  test('still holds a head kept from before, and is not fooled by another', async () => {
    const head = await headNow()
    await seal()
    expect((await verify(auditor, { head })).body.unbroken).toBe(true)
    const [position] = head.split(':')
    const { body } = await verify(auditor, { head: `${position}:${'0'.repeat(64)}` })
    expect(body).toMatchObject({ unbroken: false, findings: [{ rows: { position } }] })
    expect((await verify(auditor, { head: 'x' })).status).toBe(422)
  })

  async function headNow(): Promise<string> {
    const { rows } = await world.app.db.pool.query<{ head: string }>(
      `SELECT position || ':' || encode(hash, 'hex') AS head FROM audit_chain ORDER BY position DESC LIMIT 1`,
    )
    return rows[0]?.head ?? ''
  }

  test('names the entry somebody changed by hand', async () => {
    const { data } = await list({ operation: 'revealCustomer', limit: '1' })
    const position = data[0]?.['position']
    await world.asOwner(
      `UPDATE audit_entry SET reason = 'none of your business'
       WHERE id = (SELECT entry_id FROM audit_chain WHERE position = ${String(position)})`,
    )
    const { body } = await verify(auditor)
    expect(body).toMatchObject({
      unbroken: false,
      findings: [{ rows: { position }, expected: 'the entry as it was sealed' }],
    })
  })
})
