import { z } from 'zod'
import { wireMoneySchema } from '../../../contract/schemas.ts'
import type { StoredEvent } from '../../platform/subscriptions.ts'

/**
 * What a customer is told, as it is stored: the template's name and its facts. Whatever changes until the mail is
 * sent (address, language, where the web application is) is looked up then.
 */
const transaction = { number: z.string(), time: z.iso.datetime() }

export const noticeSchema = z.discriminatedUnion('template', [
  z.strictObject({ template: z.literal('welcome'), params: z.strictObject({}) }),
  z.strictObject({
    template: z.literal('deposit_succeeded'),
    params: z.strictObject({ ...transaction, amount: wireMoneySchema, credit: wireMoneySchema }),
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
])

export type Notice = z.infer<typeof noticeSchema>

/** The parts of other slices' payloads that are told, version 1; what else they hold is not our business. */
const depositV1 = z.object({ number: z.string(), amount: wireMoneySchema, credit: wireMoneySchema })
const transferV1 = z.object({
  number: z.string(),
  role: z.enum(['payer', 'payee']),
  amount: wireMoneySchema,
  total: wireMoneySchema,
  counterparty_name: z.string(),
})

/** The kinds of events this slice reads. */
export const noticedTypes = ['customer.active', 'deposit.succeeded', 'transfer.completed'] as const

/** What an event means to the customer on whose stream it is. Throws for an event it cannot read: none is skipped. */
export function noticeOf(event: Pick<StoredEvent, 'type' | 'version' | 'payload' | 'occurredAt'>): Notice {
  const time = event.occurredAt.toISOString()
  switch (`${event.type} v${event.version}`) {
    case 'customer.active v1':
      return { template: 'welcome', params: {} }
    case 'deposit.succeeded v1': {
      const { number, amount, credit } = depositV1.parse(event.payload)
      return { template: 'deposit_succeeded', params: { number, amount, credit, time } }
    }
    case 'transfer.completed v1': {
      const { number, role, amount, total, counterparty_name: counterparty } = transferV1.parse(event.payload)
      return role === 'payer'
        ? { template: 'transfer_sent', params: { number, amount, total, counterparty, time } }
        : { template: 'transfer_received', params: { number, amount, counterparty, time } }
    }
    default:
      throw new Error(`no notice is known for the event ${event.type} version ${event.version}`)
  }
}
