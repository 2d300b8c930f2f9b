import { z } from 'zod'
import type { NotificationKind } from '../../../contract/api/notifications.ts'
import { wireMoneySchema } from '../../../contract/schemas.ts'
import type { StoredEvent } from '../../platform/subscriptions.ts'

/**
 * What a customer is told, as it is stored: the template's name and its facts. Whatever changes until it is sent
 * (address, language, where the web application is) is looked up then.
 */
const transaction = { number: z.string(), time: z.iso.datetime() }

/** What can be said about something that touches security; a payload holds some of it, as text. */
export const factNames = [
  'device',
  'place',
  'network',
  'name',
  'old',
  'new',
  'operation',
  'limit',
  'reason',
  'scope',
  'until',
] as const
export type FactName = (typeof factNames)[number]

/** Events without amounts, version 1: their text, and the kind a customer chooses channels for. */
const plain = {
  'session.new_device': { template: 'new_device', kind: 'security_alerts' },
  'session.locked': { template: 'sign_in_locked', kind: 'security_alerts' },
  'password.changed': { template: 'password_changed', kind: 'security_alerts' },
  'password.recovered': { template: 'password_recovered', kind: 'security_alerts' },
  'recovery.started': { template: 'recovery_started', kind: 'security_alerts' },
  'email.changed': { template: 'email_changed', kind: 'security_alerts' },
  'phone.changed': { template: 'phone_changed', kind: 'security_alerts' },
  'totp.enabled': { template: 'totp_enabled', kind: 'security_alerts' },
  'totp.disabled': { template: 'totp_disabled', kind: 'security_alerts' },
  'passkey.added': { template: 'passkey_added', kind: 'security_alerts' },
  'passkey.removed': { template: 'passkey_removed', kind: 'security_alerts' },
  'recovery_codes.made': { template: 'recovery_codes_made', kind: 'security_alerts' },
  'recovery_codes.used': { template: 'recovery_code_used', kind: 'security_alerts' },
  'restriction.active': { template: 'restriction_active', kind: 'security_alerts' },
  'restriction.lifted': { template: 'restriction_lifted', kind: 'security_alerts' },
  'step_up.failed': { template: 'step_up_failed', kind: 'security_alerts' },
  'customer.closing': { template: 'customer_closing', kind: 'security_alerts' },
  'phone.lost': { template: 'phone_lost', kind: 'security_alerts' },
  'name.changed': { template: 'name_changed', kind: 'security_changes' },
  'device.remembered': { template: 'device_remembered', kind: 'security_changes' },
  'device.revoked': { template: 'device_revoked', kind: 'security_changes' },
  'limit.changed': { template: 'limit_changed', kind: 'security_changes' },
  'phrase.changed': { template: 'phrase_changed', kind: 'security_changes' },
  'phone.verified': { template: 'phone_verified', kind: 'security_changes' },
  'customer.restricted': { template: 'customer_restricted', kind: 'security_changes' },
  'customer.suspended': { template: 'customer_suspended', kind: 'security_changes' },
  'customer.pending_verification': { template: 'customer_pending_verification', kind: 'security_changes' },
  'customer.closed': { template: 'customer_closed', kind: 'security_changes' },
  'data_export.ready': { template: 'data_export_ready', kind: 'account' },
} as const satisfies Record<string, { template: string; kind: NotificationKind }>

type PlainType = keyof typeof plain
export type PlainTemplate = (typeof plain)[PlainType]['template']

const plainTemplates = Object.values(plain).map(({ template }) => template)

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
    template: z.enum(plainTemplates),
    params: z.strictObject({
      time: z.iso.datetime(),
      facts: z.array(z.strictObject({ name: z.enum(factNames), value: z.string() })),
    }),
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
export const noticedTypes: readonly string[] = [
  'customer.active',
  'deposit.succeeded',
  'deposit.reversed',
  'transfer.completed',
  ...Object.keys(plain),
]

type NoticedEvent = Pick<StoredEvent, 'type' | 'version' | 'payload' | 'occurredAt'>

/** What an event means to the customer on whose stream it is. Throws for an event it cannot read: none is skipped. */
export function noticeOf(event: NoticedEvent): Notice {
  const time = event.occurredAt.toISOString()
  if (isPlain(event.type) && event.version === 1)
    return { template: plain[event.type].template, params: { time, facts: factsOf(event.payload) } }
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
    default:
      throw new Error(`no notice is known for the event ${event.type} version ${event.version}`)
  }
}

function isPlain(type: string): type is PlainType {
  return Object.hasOwn(plain, type)
}

const maxFactLength = 200

/** Those facts we have words for, as text; anything else in the payload is for others. */
function factsOf(payload: Record<string, unknown>): { name: FactName; value: string }[] {
  return factNames.flatMap(name => {
    const value = payload[name]
    return typeof value === 'string' && value !== '' ? [{ name, value: value.slice(0, maxFactLength) }] : []
  })
}

const kindByTemplate = new Map<string, NotificationKind>(
  Object.values(plain).map(({ template, kind }) => [template, kind]),
)

const typeByTemplate = new Map<string, string>(
  Object.entries(plain).map(([type, { template }]) => [template, type]),
)

/** The type of the events this is told of. */
export function eventTypeOf({ template }: Pick<Notice, 'template'>): string {
  switch (template) {
    case 'welcome':
      return 'customer.active'
    case 'deposit_succeeded':
      return 'deposit.succeeded'
    case 'deposit_reversed':
      return 'deposit.reversed'
    case 'transfer_sent':
    case 'transfer_received':
      return 'transfer.completed'
    default: {
      const type = typeByTemplate.get(template)
      if (type === undefined) throw new Error(`the notice ${template} belongs to no event`)
      return type
    }
  }
}

/** Which of the customer's choices decides where this goes. */
export function kindOf({ template }: Pick<Notice, 'template'>): NotificationKind {
  switch (template) {
    case 'welcome':
      return 'account'
    case 'deposit_succeeded':
    case 'transfer_received':
      return 'money_in'
    case 'transfer_sent':
    case 'deposit_reversed':
      return 'money_out'
    default: {
      const kind = kindByTemplate.get(template)
      if (kind === undefined) throw new Error(`the notice ${template} belongs to no kind`)
      return kind
    }
  }
}
