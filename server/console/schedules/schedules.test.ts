import { describe, expect, test } from 'vitest'
import { fromTypeId } from '../../../contract/ids.ts'
import { startTestApp } from '../../../test/factories/app.ts'
import { rowsOf, staffOffice, type MadeStaff } from '../../../test/factories/staff.ts'
import type { Job } from '../../platform/jobs.ts'
import { feeRuleSchema } from '../../slices/pricing/index.ts'
import { runAnnouncement } from './schedules.fixture.ts'

/** Prices and limits: from a draft to the day they start, through the console's own doors. */
const world = await startTestApp()
const office = staffOffice(world.app)
const finance = await office.makeStaff(['finance'])
const supervisor = await office.makeStaff(['supervisor'])
const day = 24 * 60 * 60

const ask = async (who: MadeStaff, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
  await office.ask(method, `/staff/v1${path}`, {
    cookie: who.cookie,
    ...(body === undefined ? {} : { body }),
  })

const inDays = (days: number): string => new Date(office.now().getTime() + days * day * 1_000).toISOString()

const change = { en: 'Sending euros costs 1 %.', 'zh-CN': '转账欧元收取 1 %。' }
const euroRule = feeRuleSchema.parse({
  id: 'transfer-eur',
  operation: 'transfer',
  currency: 'EUR',
  fixed: '0',
  basis_points: 100,
  minimum: null,
  maximum: null,
})

async function draftOf(kind: 'fees' | 'limits') {
  const { status, body } = await ask(finance, 'POST', '/schedules', { kind })
  expect(status).toBe(201)
  return body
}

/** A draft as it was answered, with changes. */
function editOf(draft: Record<string, unknown>, wishes: Record<string, unknown>) {
  const { revision, based_on, starts_at, change: told } = draft
  const rules =
    draft['kind'] === 'fees' ? { fee_rules: draft['fee_rules'] } : { limit_rules: draft['limit_rules'] }
  return { revision, based_on, starts_at, change: told, ...rules, ...wishes }
}

async function readyDraft(startsAt = inDays(61)) {
  const draft = await draftOf('fees')
  const edit = editOf(draft, { fee_rules: [...draft.fee_rules, euroRule], starts_at: startsAt, change })
  const saved = await ask(finance, 'PUT', `/schedules/${draft.id}`, edit)
  expect([saved.status, saved.body.problems]).toEqual([200, []])
  return saved.body
}

const request = (schedule: string, who = finance) =>
  ask(who, 'POST', '/approvals', {
    action: { kind: 'publish_schedule', schedule },
    reason: 'As agreed with the board in May',
  })

const approve = (approval: { id: string; content_hash: string }, who = supervisor) =>
  ask(who, 'POST', `/approvals/${approval.id}/approve`, { content_hash: approval.content_hash })

describe('a draft', () => {
  test('begins with what was published last, and shows what is wrong with it as it is edited', async () => {
    const draft = await draftOf('fees')
    expect(draft).toMatchObject({ status: 'draft', version: null, revision: 1, outdated: false })
    expect(draft.based_on).toBe(draft.in_force)
    const wrong = { ...euroRule, fixed: '0.001', minimum: '3', maximum: '2' }
    const saved = await ask(
      finance,
      'PUT',
      `/schedules/${draft.id}`,
      editOf(draft, { fee_rules: [wrong, { ...wrong, id: 'again', fixed: '0' }] }),
    )
    expect(saved.body.problems).toEqual([
      { code: 'same_subject', rule: 'again', text: null, currency: null },
      { code: 'not_an_amount', rule: 'transfer-eur', text: '0.001', currency: 'EUR' },
      { code: 'minimum_above_maximum', rule: 'again', text: null, currency: 'EUR' },
    ])
    const refused = await request(draft.id)
    expect([refused.status, refused.body.details.reason]).toEqual([409, 'has_problems'])
    const replayed = await ask(finance, 'GET', `/schedules/${draft.id}/replay`)
    expect([replayed.status, replayed.code]).toEqual([409, 'transition_not_allowed'])
  })

  test('that somebody else saved meanwhile is not overwritten', async () => {
    const draft = await draftOf('limits')
    const edit = editOf(draft, { change })
    const answers = await Promise.all(
      [1, 2, 3].map(() => ask(finance, 'PUT', `/schedules/${draft.id}`, edit)),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409])
    expect(answers.find(({ status }) => status === 409)?.code).toBe('content_changed')
  })

  test('of limits says which would be lifted', async () => {
    const draft = await draftOf('limits')
    const rules = draft.limit_rules.filter((rule: { interval: string }) => rule.interval !== 'daily')
    const saved = await ask(finance, 'PUT', `/schedules/${draft.id}`, editOf(draft, { limit_rules: rules }))
    expect(saved.body.lifted).toContain('transfer daily EUR')
  })

  test('can be thrown away until it is published', async () => {
    const draft = await draftOf('fees')
    expect((await ask(finance, 'DELETE', `/schedules/${draft.id}`)).status).toBe(204)
    expect((await ask(finance, 'GET', `/schedules/${draft.id}`)).status).toBe(404)
    const { body } = await ask(finance, 'GET', '/schedules?kind=fees')
    const first = body.data.find((each: { status: string }) => each.status === 'active')
    expect(first).toMatchObject({ version: draft.in_force, created_by: null })
    expect((await ask(finance, 'DELETE', `/schedules/${first.id}`)).status).toBe(404)
  })
})

describe('who may', () => {
  test.each([
    ['agent', 'GET', '/schedules?kind=fees'],
    ['supervisor', 'POST', '/schedules'],
    ['risk', 'GET', '/schedules?kind=limits'],
  ] as const)('403 for %s: %s %s', async (role, method, path) => {
    const who = await office.makeStaff([role])
    const { status, code } = await ask(who, method, path, method === 'POST' ? { kind: 'fees' } : undefined)
    expect([status, code]).toEqual([403, 'forbidden'])
  })

  test('whoever approves does not ask, and whoever asks does not approve', async () => {
    const draft = await readyDraft()
    expect((await request(draft.id, supervisor)).code).toBe('forbidden')
    const asked = await request(draft.id)
    expect((await approve(asked.body, finance)).code).toBe('forbidden')
    await ask(finance, 'POST', `/approvals/${asked.body.id}/reject`, {
      content_hash: asked.body.content_hash,
      note: 'Not yet',
    })
  })
})

test('whoever wrote it does not approve it, though they may approve what others wrote', async () => {
  const both = await office.makeStaff(['finance', 'supervisor'])
  const draft = await readyDraft()
  const saved = await ask(both, 'PUT', `/schedules/${draft.id}`, editOf(draft, {}))
  expect(saved.status).toBe(200)
  const asked = await request(draft.id)
  expect(await approve(asked.body, both)).toMatchObject({
    status: 403,
    code: 'other_person_required',
    body: { details: { reason: 'groundwork' } },
  })
  await ask(finance, 'POST', `/approvals/${asked.body.id}/reject`, {
    content_hash: asked.body.content_hash,
    note: 'Not yet',
  })
})

test('what its author approved under a version that let them is not done any more: it ends, and is a draft again', async () => {
  const both = await office.makeStaff(['finance', 'supervisor'])
  const draft = await readyDraft()
  expect((await ask(both, 'PUT', `/schedules/${draft.id}`, editOf(draft, {}))).status).toBe(200)
  const asked = await request(draft.id)
  const id = fromTypeId('approval', asked.body.id)
  const { db, slices } = world.app
  await rowsOf(
    db,
    `UPDATE approval SET status = 'approved', decided_by = $2, decided_at = $3, approved_hash = content_hash
     WHERE id = $1`,
    [id, both.id, office.now()],
  )
  const jobs: readonly Job[] = slices.staff.jobs
  const execute = jobs.find(({ name }) => name === 'staff.execute_approval')
  await execute?.run({ approvalId: id }, { attempt: 1, isLastAttempt: false })
  const seen = await ask(supervisor, 'GET', `/approvals/${asked.body.id}`)
  expect(seen.body).toMatchObject({ status: 'overtaken', actions: [] })
  expect((await ask(finance, 'GET', `/schedules/${draft.id}`)).body).toMatchObject({
    status: 'draft',
    version: null,
  })
})

describe('a publication', () => {
  test('may not start before customers had their notice, nor without words for them', async () => {
    const early = await readyDraft(inDays(59))
    const refused = await request(early.id)
    expect([refused.status, refused.body.details.reason]).toEqual([409, 'notice_too_short'])
    const silent = await ask(
      finance,
      'PUT',
      `/schedules/${early.id}`,
      editOf(early, { starts_at: inDays(61), change: { en: '', 'zh-CN': '' } }),
    )
    expect((await request(silent.body.id)).body.details.reason).toBe('change_not_described')
  })

  test('waits for a second person, and nobody edits under their eyes; rejected, it is a draft again', async () => {
    const draft = await readyDraft()
    const asked = await request(draft.id)
    expect(asked.body).toMatchObject({
      status: 'pending',
      facts: { schedule: draft.id, change_en: change.en },
    })
    const waiting = await ask(finance, 'GET', `/schedules/${draft.id}`)
    expect(waiting.body).toMatchObject({ status: 'in_approval', approval: asked.body.id, actions: [] })
    const edited = await ask(finance, 'PUT', `/schedules/${draft.id}`, editOf(draft, { change }))
    expect([edited.status, edited.code]).toEqual([409, 'transition_not_allowed'])
    expect((await ask(finance, 'DELETE', `/schedules/${draft.id}`)).code).toBe('transition_not_allowed')
    const note = { content_hash: asked.body.content_hash, note: 'The minimum is missing' }
    expect((await ask(supervisor, 'POST', `/approvals/${asked.body.id}/reject`, note)).status).toBe(200)
    expect((await ask(finance, 'GET', `/schedules/${draft.id}`)).body.status).toBe('draft')
  })

  test('made of an old version is not published over a newer one', async () => {
    const draft = await readyDraft()
    await world.app.slices.pricing.publishFees(draft.fee_rules.slice(0, 2))
    expect((await request(draft.id)).body.details.reason).toBe('outdated')
    const renewed = await ask(
      finance,
      'PUT',
      `/schedules/${draft.id}`,
      editOf(draft, { based_on: draft.in_force + 1 }),
    )
    expect(renewed.body.outdated).toBe(false)
    const asked = await request(draft.id)
    expect(asked.status).toBe(201)
    await ask(supervisor, 'POST', `/approvals/${asked.body.id}/reject`, {
      content_hash: asked.body.content_hash,
      note: 'Another time',
    })
  })
})

test('approved, announced to every customer once, and in force by the clock from its very moment', async () => {
  const [payer, payee] = [await world.person({ EUR: 100_00n }), await world.person()]
  const body = { recipient: payee.email, amount: { value: '10', currency: 'EUR' } }
  const send = async () => (await world.call('POST', '/v1/transfers', { token: payer.token, body })).body
  await send()
  const { body: fees } = await ask(finance, 'GET', '/schedules?kind=fees')
  const based_on = fees.data.find((each: { version: number | null }) => each.version !== null).version
  const written = await readyDraft()
  const draft = (await ask(finance, 'PUT', `/schedules/${written.id}`, editOf(written, { based_on }))).body

  const replayed = await ask(finance, 'GET', `/schedules/${draft.id}/replay`)
  expect(replayed.body.data).toEqual([
    {
      operation: 'transfer',
      count: 1,
      moved: { value: '10.00', currency: 'EUR' },
      income_before: { value: '0.00', currency: 'EUR' },
      income_after: { value: '0.10', currency: 'EUR' },
      refused: 0,
      refused_customers: 0,
    },
  ])

  const asked = await request(draft.id)
  const approved = await approve(asked.body)
  expect([approved.status, approved.body.status]).toEqual([200, 'executed'])
  const scheduled = (await ask(finance, 'GET', `/schedules/${draft.id}`)).body
  expect(scheduled).toMatchObject({ status: 'scheduled', version: based_on + 1, actions: [] })
  expect((await send()).fees).toEqual([])

  await runAnnouncement(world.app, draft.id)
  await runAnnouncement(world.app, draft.id)
  const told = await world.app.db.pool.query(
    `SELECT payload FROM outbox WHERE type = 'fee_schedule.announced' AND stream_id = $1`,
    [payer.id],
  )
  expect(told.rows).toMatchObject([{ payload: { version: based_on + 1, change_zh: change['zh-CN'] } }])
  const all = await world.app.db.pool.query(
    `SELECT count(*)::int AS told, count(DISTINCT stream_id)::int AS customers,
            (SELECT count(*)::int FROM customer) AS known FROM outbox WHERE type = 'fee_schedule.announced'`,
  )
  expect(all.rows[0].told).toBe(all.rows[0].customers)
  expect(all.rows[0].told).toBe(all.rows[0].known)

  const subject = fromTypeId('feeSchedule', draft.id)
  await expect(
    world.app.db.pool.query('UPDATE fee_schedule SET starts_at = now() WHERE id = $1', [subject]),
  ).rejects.toThrow('permission denied')
})

test('after all of it the books are in order', async () => {
  expect((await world.app.slices.ledger.watch.verifyAll()).findings).toEqual([])
})
