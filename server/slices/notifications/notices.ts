import { z } from 'zod'
import type { NotificationKind } from '../../../contract/api/notifications.ts'
import { wireMoneySchema } from '../../../contract/schemas.ts'
import type { StoredEvent } from '../../platform/subscriptions.ts'
import {
  allNotices,
  moneyByType,
  moneyTemplates,
  orderTemplateOf,
  orderTemplates,
  plainByType,
  plainTemplates,
  type OrderTemplate,
} from './notice-list.ts'

/**
 * What a customer is told, as it is stored: the template's name and its facts. Whatever changes until it is sent
 * (address, language, where the web application is) is looked up then.
 */
const transaction = { number: z.string(), time: z.iso.datetime() }

/** What can be said about something that touches security; a payload holds some of it, as text or an amount. */
export const factNames = [
  'device',
  'place',
  'network',
  'name',
  'old',
  'new',
  'operation',
  'amount_before',
  'amount',
  'reason',
  'scope',
  'left',
  'until',
  'starts',
  'change_en',
  'change_zh',
  'label',
  'destination',
  'expected_by',
] as const
export type FactName = (typeof factNames)[number]

const factSchema = z.strictObject({ name: z.enum(factNames), value: z.union([z.string(), wireMoneySchema]) })
export type NoticeFact = z.infer<typeof factSchema>

export const noticeSchema = z.discriminatedUnion('template', [
  z.strictObject({ template: z.literal('welcome'), params: z.strictObject({}) }),
  z.strictObject({
    template: z.literal('deposit_succeeded'),
    params: z.strictObject({ ...transaction, amount: wireMoneySchema, credit: wireMoneySchema }),
  }),
  z.strictObject({
    template: z.literal('deposit_reversed'),
    params: z.strictObject({ ...transaction, amount: wireMoneySchema }),
  }),
  z.strictObject({
    template: z.literal('transfer_sent'),
    params: z.strictObject({
      ...transaction,
      amount: wireMoneySchema,
      total: wireMoneySchema,
      counterparty: z.string(),
    }),
  }),
  z.strictObject({
    template: z.literal('transfer_received'),
    params: z.strictObject({ ...transaction, amount: wireMoneySchema, counterparty: z.string() }),
  }),
  z.strictObject({
    template: z.literal('conversion_completed'),
    params: z.strictObject({ ...transaction, send: wireMoneySchema, receive: wireMoneySchema }),
  }),
  z.strictObject({
    template: z.literal('rate_alert_reached'),
    params: z.strictObject({
      time: z.iso.datetime(),
      from: z.string(),
      to: z.string(),
      rate: z.string(),
      target: z.string(),
    }),
  }),
  z.strictObject({
    template: z.enum(moneyTemplates),
    params: z.strictObject({ ...transaction, amount: wireMoneySchema, facts: z.array(factSchema) }),
  }),
  z.strictObject({
    template: z.enum(orderTemplates),
    params: z.strictObject({
      time: z.iso.datetime(),
      /** Wire id of the request, or number of the transaction. */
      id: z.string(),
      number: z.string().optional(),
      amount: wireMoneySchema,
      counterparty: z.string().optional(),
      facts: z.array(factSchema),
    }),
  }),
  z.strictObject({
    template: z.enum(plainTemplates),
    params: z.strictObject({ time: z.iso.datetime(), facts: z.array(factSchema) }),
  }),
])

export type Notice = z.infer<typeof noticeSchema>

/** The parts of other slices' payloads that are told, version 1; what else they hold is not our business. */
const depositV1 = z.object({ number: z.string(), amount: wireMoneySchema, credit: wireMoneySchema })
const moneyV1 = z.object({ number: z.string(), amount: wireMoneySchema })
const transferV1 = z.object({
  number: z.string(),
  role: z.enum(['payer', 'payee']),
  amount: wireMoneySchema,
  total: wireMoneySchema,
  counterparty_name: z.string(),
})

const orderV1 = z.object({
  id: z.string(),
  number: z.string().optional(),
  amount: wireMoneySchema,
  counterparty_name: z.string().nullable(),
})

const conversionV1 = z.object({ number: z.string(), send: wireMoneySchema, receive: wireMoneySchema })
const rateAlertV1 = z.object({ from: z.string(), to: z.string(), rate: z.string(), target: z.string() })

/** The kinds of events this slice reads. */
export const noticedTypes: readonly string[] = [...new Set(Object.values(allNotices).map(({ type }) => type))]

type NoticedEvent = Pick<StoredEvent, 'type' | 'version' | 'payload' | 'occurredAt'>

/** What an event means to the customer on whose stream it is. Throws for an event it cannot read: none is skipped. */
export function noticeOf(event: NoticedEvent): Notice {
  const time = event.occurredAt.toISOString()
  const plain = plainByType.get(event.type)
  if (plain !== undefined && event.version === 1)
    return { template: plain, params: { time, facts: factsOf(event.payload) } }
  const moved = moneyByType.get(event.type)
  if (moved !== undefined && event.version === 1) {
    const { number, amount } = moneyV1.parse(event.payload)
    return { template: moved, params: { number, amount, time, facts: factsOf(event.payload) } }
  }
  const order = event.version === 1 ? orderTemplateOf(event.type, event.payload['role']) : undefined
  if (order !== undefined) return orderNotice(order, event, time)
  switch (`${event.type} v${event.version}`) {
    case 'customer.active v1':
      return { template: 'welcome', params: {} }
    case 'deposit.succeeded v1': {
      const { number, amount, credit } = depositV1.parse(event.payload)
      return { template: 'deposit_succeeded', params: { number, amount, credit, time } }
    }
    case 'deposit.reversed v1': {
      const { number, credit } = depositV1.parse(event.payload)
      return { template: 'deposit_reversed', params: { number, amount: credit, time } }
    }
    case 'transfer.completed v1': {
      const { number, role, amount, total, counterparty_name: counterparty } = transferV1.parse(event.payload)
      return role === 'payer'
        ? { template: 'transfer_sent', params: { number, amount, total, counterparty, time } }
        : { template: 'transfer_received', params: { number, amount, counterparty, time } }
    }
    case 'conversion.completed v1':
      return { template: 'conversion_completed', params: { ...conversionV1.parse(event.payload), time } }
    case 'rate_alert.reached v1':
      return { template: 'rate_alert_reached', params: { ...rateAlertV1.parse(event.payload), time } }
    default:
      throw new Error(`no notice is known for the event ${event.type} version ${event.version}`)
  }
}

function orderNotice(template: OrderTemplate, { payload }: NoticedEvent, time: string): Notice {
  const { counterparty_name: counterparty, ...known } = orderV1.parse(payload)
  // How much and to whom is in the sentence; of the rest, what there is a word for.
  const facts = factsOf(payload).filter(
    ({ name }) => name === 'reason' || (name === 'until' && !isAboutNextRun(template)),
  )
  return { template, params: { ...known, ...(counterparty === null ? {} : { counterparty }), time, facts } }
}

/** The time of a schedule's event is that of its next run, and not one until which something must be done. */
function isAboutNextRun(template: OrderTemplate): boolean {
  return template.startsWith('schedule_')
}

const maxFactLength = 200

/** Those facts we have words for; anything else in the payload is for others. */
function factsOf(payload: Record<string, unknown>): NoticeFact[] {
  return factNames.flatMap((name): NoticeFact[] => {
    const value = payload[name]
    if (typeof value === 'string') return value === '' ? [] : [{ name, value: value.slice(0, maxFactLength) }]
    const money = wireMoneySchema.safeParse(value)
    return money.success ? [{ name, value: money.data }] : []
  })
}

/** The type of the events this is told of. */
export function eventTypeOf({ template }: Pick<Notice, 'template'>): string {
  return allNotices[template].type
}

/** Which of the customer's choices decides where this goes. */
export function kindOf({ template }: Pick<Notice, 'template'>): NotificationKind {
  return allNotices[template].kind
}
