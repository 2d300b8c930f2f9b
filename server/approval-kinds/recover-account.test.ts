import { describe, expect, test } from 'vitest'
import { fromTypeId, toTypeId } from '../../contract/ids.ts'
import { startTestApp } from '../../test/factories/app.ts'
import { makeSession, type MadeCustomer } from '../../test/factories/customers.ts'
import { rowsOf, staffOffice, type MadeStaff } from '../../test/factories/staff.ts'
import { newId } from '../platform/id.ts'
import { maskEmail } from '../slices/identity/index.ts'
import { confirmAuthenticator, insertAuthenticator } from '../slices/identity/factors/queries.ts'
import { hashToken, newToken } from '../platform/token.ts'
import { insertRecovery } from '../slices/identity/recovery/queries.ts'
import { contentHash } from '../slices/staff/approvals/content.ts'
import { lockApproval } from '../slices/staff/approvals/queries.ts'

/** Password and second factor lost: from the request to its end, through the doors of both realms. */
const { app, call, person } = await startTestApp()
const office = staffOffice(app)
const agent = await office.makeStaff(['agent'])
const supervisor = await office.makeStaff(['supervisor'])

const statement = 'My phone fell into the river and the paper with the codes was in its case.'
const findings = 'Spoke on video with the passport in hand; knew the last three payments.'
const day = 24 * 60 * 60

/** Somebody with an authenticator app whose recovery has come as far as a right code. */
async function helpless(): Promise<{
  customer: MadeCustomer & { token: string }
  recovery: string
  token: string
}> {
  const customer = await person()
  const id = newId()
  const recovery = newId()
  const { token, tokenHash } = newToken()
  const now = office.now()
  await app.db.transaction(async tx => {
    await insertAuthenticator(tx, { id, customerId: customer.id, secret: Buffer.alloc(60, 1), now })
    await confirmAuthenticator(tx, { id, step: 0n, deviceId: null, now })
    await insertRecovery(tx, {
      id: recovery,
      channel: 'email',
      contact_key: null,
      allowance: 'test',
      customer_id: customer.id,
      started_at: now,
      asked_at: now,
      asked: 1,
      resend_at: now,
      expires_at: new Date(now.getTime() + 600_000),
      proved_at: now,
      token_hash: tokenHash,
      completed_at: null,
    })
  })
  expect(hashToken(token).equals(tokenHash)).toBe(true)
  return { customer, recovery, token }
}

async function request() {
  const { customer, recovery, token } = await helpless()
  const path = `/v1/recoveries/${toTypeId('recovery', recovery)}/request`
  const body = { token, lost: ['authenticator', 'recovery_codes'], statement }
  const opened = await call('POST', path, { body, key: null })
  expect(opened.status).toBe(201)
  const follow = { follow_token: opened.body.follow_token }
  return { customer, path, body, id: String(opened.body.request.id), follow }
}

const check = (who: MadeStaff, id: string, passed = true, evidence = ['video_call', 'recent_transactions']) =>
  office.ask('POST', `/staff/v1/recovery_requests/${id}/identity_check`, {
    cookie: who.cookie,
    body: { passed, evidence, findings },
  })

const askApproval = (who: MadeStaff, id: string) =>
  office.ask('POST', '/staff/v1/approvals', {
    cookie: who.cookie,
    body: {
      action: { kind: 'recover_account', recovery_request: id },
      reason: 'Identity established, see findings',
    },
  })

const approve = (who: MadeStaff, asked: { body: { id: string; content_hash: string } }) =>
  office.ask('POST', `/staff/v1/approvals/${asked.body.id}/approve`, {
    cookie: who.cookie,
    body: { content_hash: asked.body.content_hash },
  })

const follow = (id: string, body: object) =>
  call('POST', `/v1/recovery_requests/${id}/follow`, { body, key: null })

async function factorsOf(customerId: string): Promise<number> {
  const rows = await rowsOf(
    app.db,
    'SELECT id FROM authenticator WHERE customer_id = $1 AND removed_at IS NULL',
    [customerId],
  )
  return rows.length
}

describe('password and second factor lost', () => {
  test('checked by one, approved by another, after a day: the factor goes, money is held, nobody is signed in', async () => {
    const { customer, id, follow: secret } = await request()
    const masked = maskEmail(customer.email)
    expect(await follow(id, secret)).toMatchObject({
      body: { status: 'submitted', can_withdraw: true, email: masked },
    })
    expect(await office.ask('GET', '/staff/v1/recovery_requests', { cookie: agent.cookie })).toMatchObject({
      body: {
        data: expect.arrayContaining([
          expect.objectContaining({ id, customer_name: customer.name, email: masked }),
        ]),
      },
    })
    expect(await check(agent, id)).toMatchObject({ status: 200, body: { status: 'checked', ready: false } })
    expect(await askApproval(agent, id)).toMatchObject({ status: 409, code: 'transition_not_allowed' })
    await office.advance(day)
    const again = await signInAgain(agent)
    const listed = await office.ask('GET', '/staff/v1/recovery_requests', { cookie: again.cookie })
    expect(listed.body.data.find((each: { id: string }) => each.id === id)).toMatchObject({
      ready: true,
      checked_by: { name: agent.name },
    })
    const asked = await askApproval(again, id)
    const waiting = async (kind: string) =>
      (
        await office.ask('GET', `/staff/v1/approvals?status=pending&kind=${kind}`, { cookie: again.cookie })
      ).body.data.map((each: { id: string }) => each.id)
    expect(await waiting('recover_account')).toContain(asked.body.id)
    expect(await waiting('review_name')).toEqual([])
    expect(asked).toMatchObject({
      status: 201,
      body: {
        facts: {
          customer: `${customer.name}, ${masked}`,
          checked_by: agent.name,
          evidence: 'video_call, recent_transactions',
          findings,
        },
      },
    })
    expect(await factorsOf(customer.id)).toBe(1)
    expect(await approve(await signInAgain(supervisor), asked)).toMatchObject({
      body: { status: 'executed' },
    })
    expect(await factorsOf(customer.id)).toBe(0)
    expect(await follow(id, secret)).toMatchObject({ body: { status: 'completed', can_withdraw: false } })
    const sessions = await rowsOf(app.db, 'SELECT end_reason FROM session WHERE customer_id = $1', [
      customer.id,
    ])
    expect(sessions).toEqual([{ end_reason: 'recovered' }])
    const holds = await rowsOf(app.db, 'SELECT reason FROM restriction WHERE customer_id = $1', [customer.id])
    expect(holds).toEqual([{ reason: 'recovery_hold' }])
  })

  test('the owner who freezes the account stops it', async () => {
    const { customer, id } = await request()
    await check(await signInAgain(agent), id)
    // Earlier tests have moved the clock past the session the customer was made with.
    const world = { db: app.db, clock: { now: office.now }, identity: app.slices.identity }
    const { token } = await makeSession(world, customer)
    const frozen = await call('POST', '/v1/security/freeze', { token, key: null })
    expect(frozen.status).toBeLessThan(300)
    await office.advance(day)
    expect(await askApproval(await signInAgain(agent), id)).toMatchObject({ status: 409 })
    expect(await factorsOf(customer.id)).toBe(1)
  })

  test('whoever checked does not approve: nobody decides alone on what only they have seen', async () => {
    const { customer, id } = await request()
    const checker = await office.makeStaff(['supervisor'])
    await check(checker, id)
    await office.advance(day)
    const asked = await askApproval(await signInAgain(agent), id)
    expect(await approve(await signInAgain(checker), asked)).toMatchObject({
      status: 403,
      code: 'other_person_required',
      body: { details: { reason: 'groundwork' } },
    })
    expect(await factorsOf(customer.id)).toBe(1)
    expect(await approve(await signInAgain(supervisor), asked)).toMatchObject({
      body: { status: 'executed' },
    })
  })

  test('a check the customer made of themselves, being one of us, is none', async () => {
    const { customer, id } = await request()
    const checker = await office.makeStaff(['agent'])
    await rowsOf(app.db, 'INSERT INTO staff_own_customer (staff_id, customer_id) VALUES ($1, $2)', [
      checker.id,
      customer.id,
    ])
    await check(checker, id)
    await office.advance(day)
    expect(await askApproval(await signInAgain(agent), id)).toMatchObject({
      status: 403,
      code: 'other_person_required',
    })
    // Another check ends it, and its owner may ask again.
    expect(await check(await signInAgain(agent), id, false)).toMatchObject({ body: { status: 'refused' } })
  })

  test('withdrawn, refused or over, nothing can be approved any more', async () => {
    const withdrawn = await request()
    const who = await signInAgain(agent)
    await check(who, withdrawn.id)
    const path = `/v1/recovery_requests/${withdrawn.id}/withdraw`
    expect(await call('POST', path, { body: withdrawn.follow, key: null })).toMatchObject({
      body: { status: 'withdrawn' },
    })
    expect(await call('POST', path, { body: withdrawn.follow, key: null })).toMatchObject({ status: 409 })
    const refused = await request()
    expect(await check(who, refused.id, false)).toMatchObject({ body: { status: 'refused' } })
    expect(await check(who, refused.id)).toMatchObject({ status: 409 })
    await office.advance(day)
    const later = await signInAgain(agent)
    for (const { id } of [withdrawn, refused])
      expect(await askApproval(later, id)).toMatchObject({ status: 409 })
  })

  test('a request needs the token of a right code, once, and is one at a time', async () => {
    const { path, body, id, follow: secret } = await request()
    expect(await call('POST', path, { body, key: null })).toMatchObject({ status: 410 })
    expect(await follow(id, { follow_token: 'A'.repeat(43) })).toMatchObject({ status: 404 })
    expect(await follow(id, secret)).toMatchObject({ status: 200 })
    const rows = await rowsOf(app.db, 'SELECT count(*)::int AS n FROM recovery_request WHERE id = $1', [
      fromTypeId('recoveryRequest', id),
    ])
    expect(rows).toEqual([{ n: 1 }])
  })

  test('one way of checking who somebody is is not enough', async () => {
    const { id } = await request()
    const who = await signInAgain(agent)
    for (const evidence of [['video_call'], ['video_call', 'video_call'], []])
      expect(await check(who, id, true, evidence)).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'evidence', code: 'too_small' }] },
      })
    // Nobody has to invent evidence to say that there was none.
    expect(await check(who, id, false, [])).toMatchObject({ body: { status: 'refused' } })
  })

  test('an approval that an older version was asked for, with fewer facts, ends and is asked for anew', async () => {
    const { customer, id } = await request()
    await check(await signInAgain(agent), id)
    await office.advance(day)
    const asked = await askApproval(await signInAgain(agent), id)
    const old = await asAnOlderVersionStored(asked.body.id)
    const decider = await signInAgain(supervisor)
    const seen = await office.ask('GET', `/staff/v1/approvals/${asked.body.id}`, { cookie: decider.cookie })
    expect(seen).toMatchObject({ status: 200, body: { status: 'pending', actions: ['approve', 'reject'] } })
    expect(seen.body.facts).not.toHaveProperty('checked_by')
    expect(await approve(decider, { body: { id: asked.body.id, content_hash: old } })).toMatchObject({
      status: 200,
      body: { status: 'overtaken', decided_by: null, actions: [] },
    })
    expect(await factorsOf(customer.id)).toBe(1)
    const again = await askApproval(await signInAgain(agent), id)
    expect(again).toMatchObject({ status: 201, body: { facts: { checked_by: agent.name } } })
    expect(await approve(await signInAgain(supervisor), again)).toMatchObject({
      body: { status: 'executed' },
    })
    expect(await factorsOf(customer.id)).toBe(0)
  })

  test('who may not help cannot even see who asks', async () => {
    const auditor = await office.makeStaff(['auditor'])
    const list = await office.ask('GET', '/staff/v1/recovery_requests', { cookie: auditor.cookie })
    expect(list).toMatchObject({ status: 403 })
    const who = await signInAgain(agent)
    const own = await office.ask('GET', '/staff/v1/recovery_requests', { cookie: who.cookie })
    expect(own.body.data.length).toBeGreaterThan(0)
  })
})

/** Older versions did not name among the facts who had checked; answers the hash of such a content. */
async function asAnOlderVersionStored(approval: string): Promise<string> {
  const id = fromTypeId('approval', approval)
  const row = id && (await app.db.transaction(tx => lockApproval(tx, id)))
  if (!row) throw new Error(`there is no ${approval}`)
  const { checked_by: _, ...facts } = row.facts
  const hash = contentHash({ ...row, facts })
  await rowsOf(app.db, 'UPDATE approval SET facts = $2, content_hash = $3 WHERE id = $1', [id, facts, hash])
  return hash.toString('hex')
}

/** Sessions of staff end after fifteen idle minutes; a day later everybody signs in again. */
async function signInAgain(who: MadeStaff): Promise<MadeStaff> {
  const begun = await office.ask('POST', '/staff/v1/sessions', {
    body: { email: who.email, password: who.password },
  })
  // A code is good once, so the time of the next one has to come.
  await office.advance(60)
  const proved = await office.ask('POST', '/staff/v1/sessions/half/prove', {
    body: { method: 'totp', code: office.code(who.secret) },
    ...(begun.cookie === undefined ? {} : { cookie: begun.cookie }),
  })
  if (proved.cookie === undefined) throw new Error(`not signed in: ${JSON.stringify(proved.body)}`)
  return { ...who, cookie: proved.cookie }
}
