import { beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../../test/factories/app.ts'
import type { MadeStaff } from '../../test/factories/staff.ts'
import { startConsole, type ConsoleWorld } from './console.fixture.ts'

let world: ConsoleWorld
let agent: MadeStaff
let supervisor: MadeStaff
let ming: Person
let alice: Person

beforeAll(async () => {
  world = await startConsole()
  agent = await world.office.makeStaff(['agent'])
  supervisor = await world.office.makeStaff(['supervisor'])
  ming = await world.person({ EUR: 100_00n }, { name: '欧阳小明', email: 'ouyang.xm@post.example' })
  alice = await world.person({}, { name: 'Alicia Bakersfield', email: 'Alicia_B@mail.example' })
  await world.person({}, { name: 'Alicia Other', email: 'other@elsewhere.example' })
})

const search = (who: MadeStaff, query: unknown) =>
  world.ask('POST', '/staff/v1/searches', { cookie: who.cookie, body: { query } })

describe('finds', () => {
  test.each([
    ['the whole of a Chinese name', '欧阳小明'],
    ['two characters of it', '小明'],
    ['half of it in another width and case', 'ＯＵＹＡＮＧ.xm@post.example'],
  ])('%s', async (_, query) => {
    expect(await world.found(supervisor, query)).toEqual([world.idOf(ming)])
  })

  test('names by parts in any order, in any case', async () => {
    expect(await world.found(agent, 'bakers ALICIA')).toEqual([world.idOf(alice)])
    expect(await world.found(agent, 'alicia')).toHaveLength(2)
    expect(await world.found(agent, 'alicia nobody')).toEqual([])
  })

  test('a whole address however it is typed, and a whole number with its spaces', async () => {
    expect(await world.found(agent, ' alicia_b@MAIL.example ')).toEqual([world.idOf(alice)])
    expect(await world.found(agent, alice.phone.replace('+86138', '+86 138 '))).toEqual([world.idOf(alice)])
  })

  test('account numbers in groups, and ids', async () => {
    const { accountNumber } = ming
    const grouped = accountNumber.replaceAll(/(\d{4})/g, '$1 ').trim()
    expect(await world.found(agent, grouped)).toEqual([world.idOf(ming)])
    expect(await world.found(agent, world.idOf(ming))).toEqual([world.idOf(ming)])
  })

  test('a transaction by its number, with both sides, who paid first', async () => {
    const made = await world.transfer(ming, alice, '5.00')
    expect(made.status).toBe(201)
    const { number } = made.body
    const { body: answer } = await search(agent, number)
    expect(answer.customers.map(({ id }: { id: string }) => id)).toEqual([
      world.idOf(ming),
      world.idOf(alice),
    ])
    expect(answer.transaction).toMatchObject({ number, kind: 'transfer', status: 'completed' })
  })

  test('percent signs and underscores are letters like others', async () => {
    expect(await world.found(supervisor, '%%')).toEqual([])
    expect(await world.found(supervisor, 'licia_b')).toEqual([world.idOf(alice)])
    expect(await world.found(supervisor, 'ouyang_xm')).toEqual([])
  })

  test('what matches as a whole before what matches in part', async () => {
    const exact = await world.person({}, { name: 'Vera Lindqvist' })
    await world.person({}, { name: 'Vera Lindqvistson' })
    expect((await world.found(agent, 'vera lindqvist'))[0]).toBe(world.idOf(exact))
  })

  test('no more than fit on a screen, and says that there are more', async () => {
    for (let index = 0; index < 21; index++) await world.person({}, { name: `Crowd Member ${index}` })
    const { body } = await search(agent, 'crowd member')
    expect([body.customers.length, body.more]).toEqual([20, true])
    expect((await search(agent, 'crowd member 20')).body).toMatchObject({ more: false })
  })
})

describe('does not tell', () => {
  test('who has an address or number like this to staff who may not see them: only the whole finds', async () => {
    for (const part of ['ouyang', 'xm@post', 'post.example', ming.phone.slice(-8), ming.phone.slice(-5)]) {
      expect(await world.found(agent, part)).not.toContain(world.idOf(ming))
      expect(await world.found(supervisor, part)).toContain(world.idOf(ming))
    }
    expect(await world.found(agent, 'ouyang.xm@post.example')).toEqual([world.idOf(ming)])
  })

  test('anything unmasked', async () => {
    const { text } = await rawSearch(supervisor, '小明')
    for (const secret of ['ouyang.xm', ming.phone, ming.phone.slice(1), ming.accountNumber])
      expect(text).not.toContain(secret)
    expect(JSON.parse(text).customers[0]).toMatchObject({
      name: '欧阳小明',
      email: 'o•••@post.example',
      phone: `•••• ${ming.phone.slice(-2)}`,
      matched_by: 'name',
    })
  })

  async function rawSearch(who: MadeStaff, query: string) {
    const { body } = await search(who, query)
    return { text: JSON.stringify(body) }
  }

  test('anybody to whoever is not signed in or may not search', async () => {
    expect((await world.ask('POST', '/staff/v1/searches', { body: { query: '小明' } })).status).toBe(401)
    for (const role of ['operator', 'auditor'] as const) {
      const who = await world.office.makeStaff([role])
      const refused = await search(who, '小明')
      expect([refused.status, refused.code]).toEqual([403, 'forbidden'])
      expect(JSON.stringify(refused.body)).not.toContain('欧阳')
    }
    // A customer's session is nothing here.
    const asCustomer = await world.call('POST', '/staff/v1/searches', {
      token: ming.token,
      body: { query: '小明' },
      key: null,
    })
    expect(asCustomer.status).toBe(401)
  })

  test('one letter finds nobody', async () => {
    expect((await search(supervisor, 'a')).status).toBe(422)
    expect((await search(supervisor, ' a ')).status).toBe(422)
    expect(await world.found(supervisor, 'a b')).toEqual([])
  })
})

test('every search is on record with who was shown, not with what was typed', async () => {
  await search(supervisor, 'ouyang.xm@post')
  const [entry] = await world.entries('searchCustomers')
  expect(entry).toMatchObject({
    actor_kind: 'staff',
    actor: supervisor.id,
    subject: ming.id,
    outcome: 'succeeded',
    details: { found: [ming.id], matched_by: ['email'], transaction: null },
  })
  expect(JSON.stringify(entry)).not.toContain('ouyang')
  const operator = await world.office.makeStaff(['operator'])
  await search(operator, '小明')
  expect((await world.entries('searchCustomers'))[0]).toMatchObject({
    actor: operator.id,
    outcome: 'forbidden',
  })
})
