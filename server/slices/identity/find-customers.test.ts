import { afterAll, describe, expect, test } from 'vitest'
import { makeCustomer } from '../../../test/factories/customers.ts'
import { restrict, restricted } from '../../../test/factories/restrictions.ts'
import { newId } from '../../platform/id.ts'
import {
  contactOf,
  customerFacts,
  findCustomersByEmail,
  findCustomersByPhone,
  liftRestriction,
} from './index.ts'
import { startIdentity, statementsOf } from './identity.fixture.ts'

const fixture = await startIdentity()
const { db, clock } = fixture
const client = await db.connect({ name: 'pipeline' })
afterAll(() => client.end())

test('customers are found by address however it is typed, all in one query', async () => {
  const [one, two] = [await makeCustomer(fixture, { name: '王小明' }), await makeCustomer(fixture)]
  const asked = [one.email.toUpperCase(), two.email, 'nobody@example.com', 'no address', one.email]
  let found: unknown
  const statements = await statementsOf(async () => {
    found = await findCustomersByEmail(db.read, asked)
  })
  expect(found).toEqual([
    { key: asked[0], customerId: one.id, name: '王小明', status: 'active' },
    { key: asked[1], customerId: two.id, name: two.name, status: 'active' },
    { key: asked[4], customerId: one.id, name: '王小明', status: 'active' },
  ])
  expect(statements).toHaveLength(1)
  expect(await findCustomersByEmail(db.read, ['no address'])).toEqual([])
})

test('customers are found by number in international form', async () => {
  const { id, phone } = await makeCustomer(fixture)
  const spaced = phone.replace('+86138', '+86 138 ')
  expect(await findCustomersByPhone(db.read, [spaced, '+8613700000000', 'x'])).toMatchObject([
    { key: spaced, customerId: id },
  ])
})

test('how to write to customers', async () => {
  const { id, name, email, phone } = await makeCustomer(fixture, { locale: 'zh-CN' })
  expect(await contactOf(db.read, [id, newId()])).toEqual([
    { id, name, email, phone, locale: 'zh-CN', timeZone: null },
  ])
})

describe('what the pipeline learns', () => {
  test('is status and restrictions in force, in one prepared statement', async () => {
    const [free, bound] = [await makeCustomer(fixture), await makeCustomer(fixture)]
    const now = clock.now()
    await db.transaction(tx =>
      fixture.identity.changeStatus(tx, { customerId: bound.id, change: 'restrict', now }),
    )
    const place = (scope: 'debit' | 'credit') => restrict(fixture, bound.id, scope, now)
    const lifted = await place('credit')
    await place('debit')
    await db.transaction(tx => liftRestriction(tx, { id: lifted, now }))

    let facts = new Map()
    const statements = await statementsOf(async () => {
      facts = await customerFacts(client, [free.id, bound.id, newId()])
    })
    expect(facts).toEqual(
      new Map([
        [
          free.id,
          { name: free.name, status: 'active', restrictions: [], level: 'number_proved', region: 'CN' },
        ],
        [
          bound.id,
          {
            name: bound.name,
            status: 'restricted',
            restrictions: [restricted('debit')],
            level: 'number_proved',
            region: 'CN',
          },
        ],
      ]),
    )
    expect(statements).toHaveLength(1)
  })
})

describe('a change of a customer', () => {
  const events = (subject: string) =>
    fixture.rows('SELECT type FROM outbox WHERE subject_id = $1 ORDER BY id', [subject])

  test('is told, once', async () => {
    const { id } = await makeCustomer(fixture)
    const now = clock.now()
    const change = () =>
      db
        .transaction(tx => fixture.identity.changeStatus(tx, { customerId: id, change: 'suspend', now }))
        .catch(String)
    const outcomes = await Promise.all([change(), change(), change()])
    expect(outcomes.toSorted()).toEqual([
      'DomainError: transition_not_allowed',
      'DomainError: transition_not_allowed',
      'suspended',
    ])
    expect(await events(id)).toEqual([{ type: 'customer.active' }, { type: 'customer.suspended' }])
  })

  test('of nobody is refused', async () => {
    const suspend = db.transaction(tx =>
      fixture.identity.changeStatus(tx, { customerId: newId(), change: 'suspend', now: clock.now() }),
    )
    await expect(suspend).rejects.toThrow('not_found')
  })

  test('a restriction is lifted once', async () => {
    const { id: customerId } = await makeCustomer(fixture)
    const now = clock.now()
    const id = await restrict(fixture, customerId, 'debit', now)
    await db.transaction(tx => liftRestriction(tx, { id, now }))
    await expect(db.transaction(tx => liftRestriction(tx, { id, now }))).rejects.toThrow(
      'transition_not_allowed',
    )
    expect(await events(id)).toEqual([{ type: 'restriction.active' }, { type: 'restriction.lifted' }])
  })
})

test('opening an account directly holds to the same rules', async () => {
  const { email } = await makeCustomer(fixture)
  await expect(makeCustomer(fixture, { email: email.toUpperCase() })).rejects.toThrow('email_taken')
  await expect(makeCustomer(fixture, { email: 'nobody' })).rejects.toThrow('validation_failed')
  await expect(makeCustomer(fixture, { phone: '110' })).rejects.toThrow('validation_failed')
})
