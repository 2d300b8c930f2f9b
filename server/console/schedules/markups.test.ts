import { expect, test } from 'vitest'
import { startTestApp } from '../../../test/factories/app.ts'
import { staffOffice } from '../../../test/factories/staff.ts'
import { ratesFile, today, usualRates } from '../../slices/fx/fx.fixture.ts'
import { runAnnouncement } from './schedules.fixture.ts'

/** What exchanging costs, from a draft to the day it holds: the same doors as every other price. */
const world = await startTestApp()
const office = staffOffice(world.app)
const finance = await office.makeStaff(['finance'])
const supervisor = await office.makeStaff(['supervisor'])
const dayMs = 24 * 60 * 60_000
const change = { en: 'Exchanging costs 1 %.', 'zh-CN': '兑换加价为 1%。' }

type Method = 'GET' | 'POST' | 'PUT'
const ask = (method: Method, path: string, body?: unknown, who = finance) =>
  office.ask(method, `/staff/v1${path}`, { cookie: who.cookie, ...(body === undefined ? {} : { body }) })

async function draftOf(kind: 'fees' | 'limits' | 'markups', rules: Record<string, unknown> = {}, days = 61) {
  const { body: draft } = await ask('POST', '/schedules', { kind })
  const { revision, based_on, fee_rules, limit_rules, markup_rules } = draft
  const own = { fees: { fee_rules }, limits: { limit_rules }, markups: { markup_rules } }[kind]
  const starts_at = new Date(office.now().getTime() + days * dayMs).toISOString()
  const edit = { revision, based_on, starts_at, change, ...own, ...rules }
  const saved = await ask('PUT', `/schedules/${draft.id}`, edit)
  expect(saved.status).toBe(200)
  return saved.body
}

const request = (schedule: string) =>
  ask('POST', '/approvals', {
    action: { kind: 'publish_schedule', schedule },
    reason: 'As agreed with the board in May',
  })

const approve = ({ id, content_hash }: { id: string; content_hash: string }) =>
  ask('POST', `/approvals/${id}/approve`, { content_hash }, supervisor)

const onePercent = { id: 'any', from: null, to: null, from_volume: null, basis_points: 100 }

test('mark-ups are drafted, replayed over the exchanges of the month, approved, announced, and start by the clock', async () => {
  const { app } = world
  await app.slices.fx.desk.takeFile({ text: ratesFile(today(), usualRates), origin: 'test', now: new Date() })
  const who = await world.person({ EUR: 1_000_00n })
  const quote = async (token = who.token) =>
    (
      await world.call('POST', '/v1/quotes', {
        token,
        body: { from: 'EUR', to: 'USD', amount: { value: '100', currency: 'EUR' } },
        key: null,
      })
    ).body
  const told = await quote()
  expect(
    (await world.call('POST', '/v1/conversions', { token: who.token, body: { quote: told.id } })).status,
  ).toBe(201)

  const draft = await draftOf('markups', { markup_rules: [onePercent] })
  expect(draft).toMatchObject({ kind: 'markups', problems: [], fee_rules: null, limit_rules: null })
  const replayed = await ask('GET', `/schedules/${draft.id}/replay`)
  // 100 EUR × 1.08 = 108.00 USD; half a percent of it is 0.54, one percent 1.08.
  expect(replayed.body.data).toEqual([
    {
      operation: 'exchange',
      count: 1,
      moved: { value: '108.00', currency: 'USD' },
      income_before: { value: '0.54', currency: 'USD' },
      income_after: { value: '1.08', currency: 'USD' },
      refused: 0,
      refused_customers: 0,
    },
  ])

  const asked = await request(draft.id)
  expect(asked.body.facts).toMatchObject({ schedule_kind: 'markups', rules: '1' })
  expect((await approve(asked.body)).body.status).toBe('executed')
  expect((await ask('GET', `/schedules/${draft.id}`)).body).toMatchObject({
    status: 'scheduled',
    version: draft.based_on + 1,
  })
  expect((await quote()).markup_basis_points).toBe(50)
  const { body: published } = await world.call('GET', '/v1/exchange_markups')
  expect(published).toMatchObject({ version: draft.based_on, upcoming: [{ change, rules: [onePercent] }] })

  await runAnnouncement(app, draft.id)
  const { rows } = await app.db.pool.query(
    `SELECT payload FROM outbox WHERE type = 'fee_schedule.announced' AND stream_id = $1`,
    [who.id],
  )
  expect(rows).toMatchObject([{ payload: { id: draft.id, change_en: change.en } }])

  const starts = new Date(draft.starts_at)
  expect((await app.slices.fx.desk.markup(new Date(starts.getTime() - 1))).version).toBe(draft.based_on)
  expect((await app.slices.fx.desk.markup(starts)).rules).toEqual([onePercent])
})

test('a draft names the rules that would never count', async () => {
  const draft = await draftOf('markups', {
    markup_rules: [onePercent, { ...onePercent, id: 'self', from: 'EUR', to: 'EUR' }],
  })
  expect(draft.problems).toEqual([{ code: 'same_currency', rule: 'self', text: null, currency: null }])
  const wrong = await ask('PUT', `/schedules/${draft.id}`, {
    revision: draft.revision,
    based_on: draft.based_on,
    starts_at: null,
    change,
    fee_rules: [],
  })
  expect([wrong.status, wrong.body.errors[0].path]).toEqual([422, 'markup_rules'])
})

test('what starts before a version that is still to come would be undone by it, and is refused', async () => {
  const later = await request((await draftOf('limits', {}, 90)).id)
  expect((await approve(later.body)).body.status).toBe('executed')
  const early = await draftOf('limits', {}, 70)
  expect(Date.parse(early.earliest_start)).toBeGreaterThan(office.now().getTime() + 89 * dayMs)
  const refused = await request(early.id)
  expect([refused.status, refused.body.details.reason]).toEqual([409, 'starts_before_another'])
  expect((await request((await draftOf('limits', {}, 91)).id)).status).toBe(201)
})

test('of two drafts of the same version that are approved at once one is published and the other is out of date', async () => {
  const drafts = await Promise.all([1, 2, 3].map(() => draftOf('fees')))
  const asked = await Promise.all(drafts.map(({ id }) => request(id)))
  const answers = await Promise.all(asked.map(({ body }) => approve(body)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(answers.filter(({ body }) => body.status === 'executed')).toHaveLength(1)
  const versions = await world.app.db.pool.query(
    `SELECT count(*)::int AS published FROM schedule_draft WHERE kind = 'fees' AND version IS NOT NULL`,
  )
  expect(versions.rows[0].published).toBe(1)
})

test('after all of it the books are in order', async () => {
  expect((await world.app.slices.ledger.watch.verifyAll()).findings).toEqual([])
})
