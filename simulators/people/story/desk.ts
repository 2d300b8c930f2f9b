import { z } from 'zod'
import { announceTransfer } from '../customer.ts'
import { demoPeople, friends } from '../demo-people.ts'
import { earlierShift } from '../earlier-shift.ts'
import { call, eventually, expectStatus } from '../okpay-api.ts'
import type { Chapter, Thread, World } from '../story.ts'
import { mistypedTopUp, strayPayments } from './bank.ts'
import { identified } from './parts.ts'

/** What the two of the earlier shift do. */
type Colleague = keyof typeof earlierShift

/** One of the two at their desk. */
type Desk = {
  get(path: string): Promise<unknown>
  send(method: 'POST' | 'PUT', path: string, body: object): Promise<unknown>
}

function deskOf(world: World, who: Colleague): Desk {
  const { email } = earlierShift[who]
  const cookie = world.desk.get(email)
  if (cookie === undefined) throw new Error(`${email} is not at the desk`)
  return {
    async get(path) {
      return expectStatus(await call(world.okpayUrl, 'GET', `/staff/v1/${path}`, { cookie }), path, 200)
    },
    async send(method, path, body) {
      const answer = await call(world.okpayUrl, method, `/staff/v1/${path}`, { cookie, body })
      return expectStatus(answer, path, 200, 201)
    },
  }
}

const approval = z.object({
  id: z.string(),
  status: z.string(),
  content_hash: z.string(),
  action: z.looseObject({ kind: z.string() }),
})
type Approval = z.output<typeof approval>

/** What was asked for before about an object, in whatever state. */
async function askedAbout(desk: Desk, kind: string, object: string): Promise<Approval[]> {
  const page = z.object({ data: z.array(approval) })
  const { data } = page.parse(await desk.get(`approvals?kind=${kind}&limit=100`))
  return data.filter(({ action }) => Object.values(action).includes(object))
}

async function propose(desk: Desk, action: object, reason: string): Promise<Approval> {
  return approval.parse(await desk.send('POST', 'approvals', { action, reason }))
}

async function decide(desk: Desk, { id, content_hash }: Approval, how: 'approve' | 'reject', note: string) {
  await desk.send('POST', `approvals/${id}/${how}`, { content_hash, note })
}

const items = z.object({ data: z.array(z.object({ id: z.string(), reference: z.string() })) })

const filesMs = 180_000

/** Money nobody knows the owner of, when its file has been read. */
async function suspended(desk: Desk, reference: string): Promise<string> {
  const look = async () => {
    const { data } = items.parse(await desk.get('suspense_items?limit=100'))
    return data.find(item => item.reference.includes(reference))?.id
  }
  return eventually(`money with the reference ${reference}`, look, filesMs)
}

const mistyped: Chapter = {
  name: 'desk finds out whose the money is',
  async tell(world) {
    if (world.bankUrl === undefined) return
    const [asks, decides] = [deskOf(world, 'asks'), deskOf(world, 'decides')]
    const item = await suspended(asks, strayPayments.mistyped.reference)
    const action = { kind: 'resolve_suspense', suspense_item: item }
    const asked = await askedAbout(asks, action.kind, item)
    const first =
      asked.at(-1) ??
      (await propose(asks, { ...action, resolution: 'return' }, '附言里的参考号不存在，建议退回汇款人'))
    if (first.status === 'pending' && asked.length <= 1)
      await decide(
        decides,
        first,
        'reject',
        'She is a customer and announced 75 EUR: please assign it to her',
      )
    if (asked.length > 1) return
    const { reference } = await announceTransfer(await world.as(demoPeople[1]), mistypedTopUp)
    await propose(
      asks,
      { ...action, resolution: 'assign', reference },
      'Name and amount are those of a top-up she announced; she wrote that she mistyped the reference',
    )
  },
}

const stranger: Chapter = {
  name: 'desk sends back what is not for us',
  async tell(world) {
    if (world.bankUrl === undefined) return
    const [asks, decides] = [deskOf(world, 'asks'), deskOf(world, 'decides')]
    const known = await earlierReturn(asks)
    const proposed =
      known ??
      (await propose(
        asks,
        {
          kind: 'resolve_suspense',
          suspense_item: await suspended(asks, strayPayments.stranger.reference),
          resolution: 'return',
        },
        '发票号不是我方的，汇款人也不是客户，应退回原账户',
      ))
    if (proposed.status === 'pending')
      await decide(decides, proposed, 'approve', 'Checked: no customer of that name, no such invoice')
  },
}

/** Its item is in suspense no more when it was approved, so it is looked for among the requests. */
async function earlierReturn(desk: Desk): Promise<Approval | undefined> {
  const known = z.object({
    data: z.array(approval.extend({ reason: z.string() })),
  })
  const { data } = known.parse(await desk.get('approvals?kind=resolve_suspense&limit=100'))
  return data.find(({ reason }) => reason.startsWith('发票号'))
}

const found = z.object({ customers: z.array(z.object({ id: z.string() })) })
const page = z.object({
  restrictions: z.array(z.object({ id: z.string(), reason: z.string() })),
})

const freeze: Chapter = {
  name: 'desk freezes an account and asks for it to be lifted',
  async tell(world) {
    const asks = deskOf(world, 'asks')
    const { customers } = found.parse(await asks.send('POST', 'searches', { query: friends.kayi.email }))
    const [customer] = customers
    if (!customer) throw new Error(`${friends.kayi.email} is not found`)
    const path = `customers/${customer.id}`
    const known = page
      .parse(await asks.get(path))
      .restrictions.find(({ reason }) => reason === 'unusual_activity')
    const restriction =
      known ??
      identified.parse(
        await asks.send('POST', `${path}/freezes`, {
          reason_code: 'unusual_activity',
          reason: '一分钟内从两个国家登录，先冻结，等客户确认',
        }),
      )
    if ((await askedAbout(asks, 'lift_restriction', restriction.id)).length > 0) return
    await asks.send('POST', `${path}/reveals`, {
      fields: ['phone'],
      reason: '按留存的手机号回电，核实是否本人登录',
    })
    await propose(
      asks,
      { kind: 'lift_restriction', restriction: restriction.id },
      '已回电核实：客户在深圳与香港之间往返，两次登录都是本人',
    )
  },
}

const feeRule = z.looseObject({ operation: z.string(), basis_points: z.number() })
const schedule = z.object({
  id: z.string(),
  status: z.string(),
  revision: z.number(),
  in_force: z.number(),
  earliest_start: z.string(),
  fee_rules: z.array(feeRule),
})
const schedules = z.object({ data: z.array(z.object({ id: z.string(), status: z.string() })) })

const prices: Chapter = {
  name: 'desk drafts a price list',
  async tell(world) {
    const asks = deskOf(world, 'asks')
    const { data } = schedules.parse(await asks.get('schedules?kind=fees'))
    if (data.some(({ status }) => status === 'in_approval')) return
    const known = data.find(({ status }) => status === 'draft')
    const draft = schedule.parse(
      known
        ? await asks.get(`schedules/${known.id}`)
        : await asks.send('POST', 'schedules', { kind: 'fees' }),
    )
    await asks.send('PUT', `schedules/${draft.id}`, {
      revision: draft.revision,
      based_on: draft.in_force,
      starts_at: firstOfNextMonth(draft.earliest_start),
      change: { en: 'Transfers abroad become cheaper', 'zh-CN': '境外汇款手续费下调' },
      fee_rules: draft.fee_rules.map(rule =>
        rule.operation === 'transfer_abroad'
          ? { ...rule, basis_points: Math.round(rule.basis_points * 0.8) }
          : rule,
      ),
    })
    await propose(
      asks,
      { kind: 'publish_schedule', schedule: draft.id },
      'More is sent abroad than last year, and each transfer costs us less: let customers have a part of it',
    )
  },
}

/** Customers must have had their notice by then, also when the request is approved some days after it was made. */
function firstOfNextMonth(time: string): string {
  const date = new Date(time)
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)).toISOString()
}

export const atTheDesks: readonly Thread[] = [[freeze, prices]]

/** What has to wait until the bank's files have been read, up to a minute after they were written. */
export const onTheBanksFiles: readonly Thread[] = [[mistyped, stranger]]
