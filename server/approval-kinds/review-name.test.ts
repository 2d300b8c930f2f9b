import { describe, expect, test } from 'vitest'
import { toTypeId } from '../../contract/ids.ts'
import { startTestApp } from '../../test/factories/app.ts'
import { rowsOf, staffOffice, type MadeStaff } from '../../test/factories/staff.ts'

/** A new name: asked for by its owner, compared with a document by one, decided by another. */
const { app, call, callConfirmed, person } = await startTestApp()
const office = staffOffice(app)
const agent = await office.makeStaff(['agent'])
const supervisor = await office.makeStaff(['supervisor'])

const list = (who: MadeStaff) => office.ask('GET', '/staff/v1/name_changes', { cookie: who.cookie })

async function asked(newName: string) {
  const customer = await person()
  const answer = await callConfirmed('POST', '/v1/name_changes', {
    token: customer.token,
    key: null,
    body: { name: newName },
  })
  expect(answer.status).toBe(201)
  return { customer, change: String(answer.body.id) }
}

async function decided(change: string, decision: 'accept' | 'refuse') {
  const request = await office.ask('POST', '/staff/v1/approvals', {
    cookie: agent.cookie,
    body: {
      action: { kind: 'review_name', name_change: change, decision },
      reason: 'Compared with the passport',
    },
  })
  expect(request).toMatchObject({ status: 201, body: { facts: { decision } } })
  return await office.ask('POST', `/staff/v1/approvals/${request.body.id}/approve`, {
    cookie: supervisor.cookie,
    body: { content_hash: request.body.content_hash },
  })
}

const nameOf = async (token: string): Promise<string> =>
  (await call('GET', '/v1/customers/me', { token, key: null })).body.name

describe('a name somebody asked for', () => {
  test('is on the desk until it is decided, the most urgent first; everybody shown is on record', async () => {
    const first = await asked('Wang Daming')
    const second = await asked('Wang Erming')
    const before = await list(agent)
    expect(before.body.data).toMatchObject([
      {
        id: first.change,
        customer: toTypeId('customer', first.customer.id),
        new_name: 'Wang Daming',
        overdue: false,
      },
      { id: second.change, customer: toTypeId('customer', second.customer.id), new_name: 'Wang Erming' },
    ])
    const [entry] = await rowsOf(
      app.db,
      `SELECT details FROM audit_entry WHERE operation = 'listNameChanges' ORDER BY id DESC LIMIT 1`,
      [],
    )
    expect(entry).toEqual({ details: { found: [first.customer.id, second.customer.id] } })

    expect((await decided(first.change, 'accept')).body.status).toBe('executed')
    expect(await nameOf(first.customer.token)).toBe('Wang Daming')
    const old = await nameOf(second.customer.token)
    expect((await decided(second.change, 'refuse')).body.status).toBe('executed')
    expect(await nameOf(second.customer.token)).toBe(old)
    expect((await list(agent)).body.data).toEqual([])
  })

  test('is nothing for who may not decide on names', async () => {
    expect(await list(await office.makeStaff(['finance']))).toMatchObject({ status: 403, code: 'forbidden' })
  })
})
