import { describe, expect, test, vi } from 'vitest'
import { toTypeId } from '../../../../contract/ids.ts'
import { startTestApp } from '../../../../test/factories/app.ts'
import { rowsOf, staffOffice, type MadeStaff } from '../../../../test/factories/staff.ts'
import { startWorker, type Job } from '../../../platform/jobs.ts'
import { createLogger } from '../../../platform/log.ts'
import { disable } from '../index.ts'

const world = await startTestApp()
const { app, person } = world
const office = staffOffice(app)
const { ask, makeStaff } = office

const agent = await makeStaff(['senior_agent'])
const supervisor = await makeStaff(['supervisor'])
const second = await makeStaff(['supervisor'])

const approvals = '/staff/v1/approvals'
const reason = 'Identity was checked at the branch'

/** A customer whom staff have restricted. */
async function restricted(wishes: Parameters<typeof person>[1] = {}, source: 'risk' | 'system' = 'risk') {
  const customer = await person({}, wishes)
  const id = await app.db.transaction(tx =>
    app.slices.identity.placeRestriction(tx, {
      customerId: customer.id,
      scope: 'debit',
      source,
      reason: 'frozen_by_support',
      expiresAt: null,
      now: office.now(),
    }),
  )
  return { customer, id, restriction: toTypeId('restriction', id) }
}

const request = (who: MadeStaff, restriction: string, more: Record<string, unknown> = {}) =>
  ask('POST', approvals, {
    cookie: who.cookie,
    body: { action: { kind: 'lift_restriction', restriction }, reason, ...more },
  })

type Stored = { id: string; content_hash: string }

const approve = (who: MadeStaff, { id, content_hash }: Stored) =>
  ask('POST', `${approvals}/${id}/approve`, { cookie: who.cookie, body: { content_hash } })

const reject = (who: MadeStaff, { id, content_hash }: Stored) =>
  ask('POST', `${approvals}/${id}/reject`, {
    cookie: who.cookie,
    body: { content_hash, note: 'Not proved' },
  })

async function liftedEvents(restriction: string): Promise<number> {
  const rows = await rowsOf(
    app.db,
    `SELECT 1 FROM outbox WHERE type = 'restriction.lifted' AND payload->>'id' = $1
     UNION ALL SELECT 1 FROM event WHERE type = 'restriction.lifted' AND payload->>'id' = $1`,
    [restriction],
  )
  return rows.length
}

describe('asking', () => {
  test('says what is asked for, about whom, and its hash; nothing happens yet', async () => {
    const { customer, restriction, id } = await restricted()
    const asked = await request(agent, restriction, { case_ref: 'CS-2026-0001234-7' })
    expect(asked.status).toBe(201)
    expect(asked.body).toMatchObject({
      status: 'pending',
      action: { kind: 'lift_restriction', restriction },
      customer: toTypeId('customer', customer.id),
      facts: { restriction, scope: 'debit', source: 'risk', reason: 'frozen_by_support' },
      requested_by: { id: toTypeId('staff', agent.id), name: agent.name },
      decided_by: null,
      actions: ['reject'],
    })
    expect(asked.body.content_hash).toMatch(/^[0-9a-f]{64}$/)
    const [row] = await rowsOf(app.db, 'SELECT lifted_at FROM restriction WHERE id = $1', [id])
    expect(row?.['lifted_at']).toBeNull()
  })

  test('one open request per thing', async () => {
    const { restriction } = await restricted()
    const answers = await Promise.all(Array.from({ length: 20 }, () => request(agent, restriction)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ code }) => code === 'transition_not_allowed')).toHaveLength(19)
  })

  test('what staff did not place is not for staff to lift, and what is not there is not found', async () => {
    const hold = await restricted({}, 'system')
    expect((await request(agent, hold.restriction)).code).toBe('transition_not_allowed')
    expect((await request(agent, toTypeId('restriction', agent.id))).code).toBe('not_found')
    expect((await request(agent, 'nonsense')).code).toBe('not_found')
  })

  test('a kind needs its own permission', async () => {
    const { restriction } = await restricted()
    const plainAgent = await makeStaff(['agent'])
    const refused = await request(plainAgent, restriction)
    expect(refused.status).toBe(403)
    expect(refused.body.details).toEqual({ permission: 'restrictions.request_lift' })
  })

  test('a reason is demanded', async () => {
    const { restriction } = await restricted()
    expect((await request(agent, restriction, { reason: 'because' })).status).toBe(422)
  })
})

describe('deciding', () => {
  test('another person approves, and it is done: the restriction is lifted, told and on record', async () => {
    const { customer, restriction, id } = await restricted()
    const { body } = await request(agent, restriction)
    const seen = await ask('GET', `${approvals}/${body.id}`, { cookie: supervisor.cookie })
    expect(seen.body.actions).toEqual(['approve', 'reject'])
    const done = await approve(supervisor, seen.body)
    expect(done.status).toBe(200)
    expect(done.body).toMatchObject({
      status: 'executed',
      decided_by: { name: supervisor.name },
      actions: [],
    })
    const [row] = await rowsOf(app.db, 'SELECT lifted_at FROM restriction WHERE id = $1', [id])
    expect(row?.['lifted_at']).toBeInstanceOf(Date)
    expect(await liftedEvents(restriction)).toBe(1)
    const audited = await rowsOf(
      app.db,
      `SELECT operation, actor, actor_kind FROM audit_entry
       WHERE subject = $1 AND operation IN ('requestApproval', 'approveApproval') ORDER BY id`,
      [customer.id],
    )
    expect(audited).toEqual([
      { operation: 'requestApproval', actor: agent.id, actor_kind: 'staff' },
      { operation: 'approveApproval', actor: supervisor.id, actor_kind: 'staff' },
    ])
  })

  test('not by who asked', async () => {
    const { restriction } = await restricted()
    const { body } = await request(supervisor, restriction)
    const refused = await approve(supervisor, body)
    expect(refused.status).toBe(403)
    expect(refused.code).toBe('other_person_required')
    expect((await approve(second, body)).body.status).toBe('executed')
  })

  test('not without the permission of the kind', async () => {
    const { restriction } = await restricted()
    const { body } = await request(agent, restriction)
    const other = await makeStaff(['senior_agent'])
    expect((await approve(other, body)).body.details).toEqual({ permission: 'approvals.decide' })
    expect((await reject(other, body)).body.details).toEqual({ permission: 'restrictions.approve_lift' })
  })

  test('only what was looked at: another hash is refused', async () => {
    const { restriction } = await restricted()
    const { body } = await request(agent, restriction)
    const refused = await approve(supervisor, { ...body, content_hash: 'a'.repeat(64) })
    expect(refused.status).toBe(409)
    expect(refused.code).toBe('content_changed')
  })

  test('content changed behind our back is a broken invariant, not an approval', async () => {
    const { restriction } = await restricted()
    const { body } = await request(agent, restriction)
    await rowsOf(
      app.db,
      `UPDATE approval SET reason = 'quite another reason' WHERE reason = $1 AND id = $2`,
      [reason, await uuidOf(body.id)],
    )
    expect((await approve(supervisor, body)).status).toBe(500)
    const [row] = await rowsOf(app.db, 'SELECT status FROM approval WHERE id = $1', [await uuidOf(body.id)])
    expect(row?.['status']).toBe('pending')
  })

  test('facts that changed since are asked for anew: nothing is done, and the request is over', async () => {
    const { restriction, id } = await restricted()
    const { body } = await request(agent, restriction)
    await rowsOf(app.db, `UPDATE restriction SET case_ref = 'CS-1' WHERE id = $1`, [id])
    expect(await approve(supervisor, body)).toMatchObject({
      status: 200,
      body: { status: 'overtaken', decided_by: null, actions: [] },
    })
    expect(await liftedEvents(restriction)).toBe(0)
    expect((await approve(second, body)).code).toBe('transition_not_allowed')
    const audited = await rowsOf(
      app.db,
      `SELECT after FROM audit_entry WHERE operation = 'approveApproval' AND actor = $1 ORDER BY id DESC LIMIT 1`,
      [supervisor.id],
    )
    expect(audited).toEqual([{ after: { status: 'overtaken' } }])
    const again = await request(agent, restriction)
    expect((await approve(supervisor, again.body)).body.status).toBe('executed')
  })

  test('what is not possible any more is not approved', async () => {
    const { restriction, id } = await restricted()
    const { body } = await request(agent, restriction)
    await rowsOf(app.db, `UPDATE restriction SET lifted_at = placed_at WHERE id = $1`, [id])
    expect((await approve(supervisor, body)).code).toBe('transition_not_allowed')
  })

  test('rejected is rejected; the requester may take it back', async () => {
    const first = await restricted()
    const asked = await request(agent, first.restriction)
    expect((await reject(supervisor, asked.body)).body).toMatchObject({
      status: 'rejected',
      decision_note: 'Not proved',
    })
    expect((await approve(second, asked.body)).code).toBe('transition_not_allowed')
    const again = await request(agent, first.restriction)
    expect(again.status).toBe(201)
    expect((await reject(agent, again.body)).body.status).toBe('rejected')
  })

  test('after a day it is over; then it can be asked for again', async () => {
    const { restriction } = await restricted()
    const { body } = await request(agent, restriction)
    await office.advance(24 * 60 * 60)
    const [late, lateAgent] = [await makeStaff(['supervisor']), await makeStaff(['senior_agent'])]
    expect((await approve(late, body)).code).toBe('approval_expired')
    const seen = await ask('GET', `${approvals}/${body.id}`, { cookie: late.cookie })
    expect(seen.body).toMatchObject({ status: 'expired', actions: [] })
    expect((await request(lateAgent, restriction)).status).toBe(201)
  })

  test('what a disabled member asked for dies with them', async () => {
    const { restriction } = await restricted()
    const leaver = await makeStaff(['senior_agent'])
    const { body } = await request(leaver, restriction)
    await app.db.transaction(tx => disable(tx, { emailKey: leaver.email, now: office.now() }))
    expect((await approve(await makeStaff(['supervisor']), body)).code).toBe('transition_not_allowed')
  })
})

describe('nobody decides about themselves', () => {
  test('a member of staff with the customer’s address can neither ask nor approve', async () => {
    const email = 'both.sides@okpay.example'
    const self = await makeStaff(['supervisor'], { email })
    const { restriction } = await restricted({ email: 'Both.Sides@OKPAY.example' })
    expect((await request(self, restriction)).code).toBe('other_person_required')
    const colleague = await makeStaff(['senior_agent'])
    const { body } = await request(colleague, restriction)
    const seen = await ask('GET', `${approvals}/${body.id}`, { cookie: self.cookie })
    expect(seen.body.actions).toEqual([])
    expect((await approve(self, body)).code).toBe('other_person_required')
    expect((await reject(self, body)).code).toBe('other_person_required')
  })

  test('nor one whose account is recorded as theirs', async () => {
    const { customer, restriction } = await restricted()
    const self = await makeStaff(['supervisor'], { ownCustomers: [customer.id] })
    const colleague = await makeStaff(['senior_agent'])
    const { body } = await request(colleague, restriction)
    const refused = await approve(self, body)
    expect(refused.code).toBe('other_person_required')
    expect(refused.body.details).toEqual({ reason: 'customer_concerned' })
  })
})

test('approved twenty times at once, it is done once', async () => {
  const { restriction } = await restricted()
  const colleague = await makeStaff(['senior_agent'])
  const { body } = await request(colleague, restriction)
  const deciders = await Promise.all(Array.from({ length: 4 }, () => makeStaff(['supervisor'])))
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => approve(deciders[index % 4] ?? supervisor, body)),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ code }) => code === 'transition_not_allowed')).toHaveLength(19)
  expect(await liftedEvents(restriction)).toBe(1)
})

test('a process that dies between approval and execution: the job does it, once, however often it runs', async () => {
  const { restriction } = await restricted()
  const { body } = await request(await makeStaff(['senior_agent']), restriction)
  const decider = await makeStaff(['supervisor'])
  const id = await uuidOf(body.id)
  await rowsOf(
    app.db,
    `UPDATE approval SET status = 'approved', decided_by = $2, decided_at = $3, approved_hash = content_hash
     WHERE id = $1`,
    [id, decider.id, office.now()],
  )
  await rowsOf(
    app.db,
    `SELECT graphile_worker.add_job('staff.execute_approval', json_build_object('approvalId', $1::text))
     FROM generate_series(1, 20)`,
    [id],
  )
  const worker = startWorker({
    databaseUrl: world.database.appUrl,
    jobs: app.slices.staff.jobs,
    log: createLogger({ level: 'error', name: 'test' }),
    concurrency: 10,
  })
  const left = `SELECT 1 FROM graphile_worker.jobs WHERE task_identifier = 'staff.execute_approval'`
  await vi.waitUntil(async () => (await rowsOf(app.db, left)).length === 0, { timeout: 10_000 })
  await worker.stop()
  expect(await liftedEvents(restriction)).toBe(1)
  const seen = await ask('GET', `${approvals}/${body.id}`, { cookie: decider.cookie })
  expect(seen.body.status).toBe('executed')
})

describe('what was approved and could not be done at once', () => {
  async function approvedWithoutExecution(restriction: string): Promise<string> {
    const { body } = await request(await makeStaff(['senior_agent']), restriction)
    const id = await uuidOf(body.id)
    await rowsOf(
      app.db,
      `UPDATE approval SET status = 'approved', decided_by = $2, decided_at = $3, approved_hash = content_hash
       WHERE id = $1`,
      [id, (await makeStaff(['supervisor'])).id, office.now()],
    )
    return id
  }

  const jobs: readonly Job[] = app.slices.staff.jobs
  const job = (name: string) => {
    const found = jobs.find(each => each.name === name)
    if (!found) throw new Error(`there is no job ${name}`)
    return (payload: unknown) => found.run(payload, { attempt: 1, isLastAttempt: false })
  }

  test('is taken up again by the sweep', async () => {
    const { restriction } = await restricted()
    const id = await approvedWithoutExecution(restriction)
    await job('staff.sweep_approvals')({})
    const waiting = await rowsOf(app.db, 'SELECT payload FROM graphile_worker._private_jobs WHERE key = $1', [
      `approval ${id}`,
    ])
    expect(waiting).toEqual([{ payload: { approvalId: id } }])
    await job('staff.execute_approval')({ approvalId: id })
    expect(await liftedEvents(restriction)).toBe(1)
  })

  test('is not done once the facts are others than those that were decided about', async () => {
    const { restriction, id: restrictionId } = await restricted()
    const id = await approvedWithoutExecution(restriction)
    await rowsOf(app.db, `UPDATE restriction SET scope = 'all' WHERE id = $1`, [restrictionId])
    await job('staff.execute_approval')({ approvalId: id })
    expect(await liftedEvents(restriction)).toBe(0)
    expect(await rowsOf(app.db, 'SELECT status, executed_at FROM approval WHERE id = $1', [id])).toEqual([
      { status: 'overtaken', executed_at: null },
    ])
  })
})

test('the list shows the newest first, in pages, and by status', async () => {
  const cookie = (await makeStaff(['auditor'])).cookie
  const first = await ask('GET', `${approvals}?limit=3`, { cookie })
  expect(first.body.data).toHaveLength(3)
  const next = await ask('GET', `${approvals}?limit=3&cursor=${first.body.next_cursor}`, { cookie })
  const ids = [...first.body.data, ...next.body.data].map((each: Stored) => each.id)
  expect(ids).toEqual(ids.toSorted().toReversed())
  expect(new Set(ids).size).toBe(6)
  const executed = await ask('GET', `${approvals}?status=executed`, { cookie })
  expect(new Set(executed.body.data.map((each: { status: string }) => each.status))).toEqual(
    new Set(['executed']),
  )
  // An auditor sees everything and decides nothing.
  expect(first.body.data.flatMap((each: { actions: string[] }) => each.actions)).toEqual([])
})

async function uuidOf(wireId: string): Promise<string> {
  const rows = await rowsOf(app.db, 'SELECT id FROM approval')
  const found = rows.find(row => toTypeId('approval', String(row['id'])) === wireId)
  return String(found?.['id'])
}
