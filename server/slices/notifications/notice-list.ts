import type { NotificationKind } from '../../../contract/api/notifications.ts'

type About = { type: string; kind: NotificationKind }

/** What is told with amounts or in words of its own: the event behind it, and the kind customers choose channels for. */
export const ownNotices = {
  welcome: { type: 'customer.active', kind: 'account' },
  deposit_succeeded: { type: 'deposit.succeeded', kind: 'money_in' },
  deposit_reversed: { type: 'deposit.reversed', kind: 'money_out' },
  transfer_sent: { type: 'transfer.completed', kind: 'money_out' },
  transfer_received: { type: 'transfer.completed', kind: 'money_in' },
  conversion_completed: { type: 'conversion.completed', kind: 'money_out' },
  rate_alert_reached: { type: 'rate_alert.reached', kind: 'account' },
} as const satisfies Record<string, About>

/** What became of a movement of money: a title and a sentence with its amount, facts, and the way to the transaction. */
export const moneyNotices = {
  deposit_in_review: { type: 'deposit.in_review', kind: 'money_in' },
  deposit_given_back: { type: 'deposit.refund_requested', kind: 'money_in' },
  deposit_not_received: { type: 'deposit.not_received', kind: 'money_in' },
  withdrawal_ordered: { type: 'withdrawal.pending', kind: 'money_out' },
  withdrawal_paid: { type: 'withdrawal.paid', kind: 'money_out' },
  withdrawal_failed: { type: 'withdrawal.failed', kind: 'money_in' },
  withdrawal_canceled: { type: 'withdrawal.canceled', kind: 'money_in' },
  withdrawal_recall_refused: { type: 'withdrawal.recall_refused', kind: 'money_out' },
  withdrawal_returned: { type: 'withdrawal.returned', kind: 'money_in' },
  withdrawal_late: { type: 'withdrawal.late', kind: 'money_out' },
  withdrawal_held: { type: 'withdrawal.held', kind: 'money_out' },
  abroad_ordered: { type: 'transfer_abroad.processing', kind: 'money_out' },
  abroad_completed: { type: 'transfer_abroad.completed', kind: 'money_out' },
  abroad_failed: { type: 'transfer_abroad.failed', kind: 'money_in' },
  abroad_canceled: { type: 'transfer_abroad.canceled', kind: 'money_in' },
  abroad_returned: { type: 'transfer_abroad.returned', kind: 'money_in' },
  abroad_late: { type: 'transfer_abroad.late', kind: 'money_out' },
  abroad_held: { type: 'transfer_abroad.held', kind: 'money_out' },
} as const satisfies Record<string, About>

/**
 * What became of something that waits for another person or another day: who they are and how much, and the way to it.
 * `role`: which side is told, where both hear of one event.
 */
export const orderNotices = {
  transfer_waiting: { type: 'transfer.awaiting_acceptance', kind: 'money_out' },
  transfer_taken_back: { type: 'transfer.canceled', kind: 'money_in' },
  transfer_came_back: { type: 'transfer.expired', kind: 'money_in' },
  refund_sent: { type: 'refund.succeeded', role: 'payer', kind: 'money_out' },
  refund_received: { type: 'refund.succeeded', role: 'payee', kind: 'money_in' },
  request_received: { type: 'payment_request.pending', kind: 'account' },
  request_declined: { type: 'payment_request.declined', kind: 'account' },
  request_canceled: { type: 'payment_request.canceled', kind: 'account' },
  request_expired: { type: 'payment_request.expired', kind: 'account' },
  schedule_active: { type: 'scheduled_transfer.active', kind: 'money_out' },
  schedule_completed: { type: 'scheduled_transfer.completed', kind: 'account' },
  schedule_canceled: { type: 'scheduled_transfer.canceled', kind: 'account' },
  schedule_retrying: { type: 'scheduled_transfer.retrying', kind: 'money_out' },
  schedule_skipped: { type: 'scheduled_transfer.skipped', kind: 'money_out' },
} as const satisfies Record<string, About & { role?: string }>

export type OrderTemplate = keyof typeof orderNotices

export const orderTemplates = Object.keys(orderNotices).filter((template): template is OrderTemplate =>
  Object.hasOwn(orderNotices, template),
)

/** What is told of an event of this type to this side of it. */
export function orderTemplateOf(type: string, role: unknown): OrderTemplate | undefined {
  return orderTemplates.find(template => {
    const about: About & { role?: string } = orderNotices[template]
    return about.type === type && (about.role === undefined || about.role === role)
  })
}

export type MoneyTemplate = keyof typeof moneyNotices

export const moneyTemplates = Object.keys(moneyNotices).filter((template): template is MoneyTemplate =>
  Object.hasOwn(moneyNotices, template),
)

/** From the type of an event to what is told of it. */
export const moneyByType: ReadonlyMap<string, MoneyTemplate> = new Map(
  moneyTemplates.map(template => [moneyNotices[template].type, template]),
)

/**
 * What is told by a title, a sentence and facts, by its template. `security_alerts` is what an attacker would do, and
 * what an owner must hear of wherever they are.
 */
export const plainNotices = {
  new_device: { type: 'session.new_device', kind: 'security_alerts' },
  sign_in_locked: { type: 'session.locked', kind: 'security_alerts' },
  password_changed: { type: 'password.changed', kind: 'security_alerts' },
  password_recovered: { type: 'password.recovered', kind: 'security_alerts' },
  recovery_started: { type: 'recovery.started', kind: 'security_alerts' },
  recovery_requested: { type: 'recovery.request_submitted', kind: 'security_alerts' },
  recovery_granted: { type: 'recovery.request_completed', kind: 'security_alerts' },
  recovery_refused: { type: 'recovery.request_refused', kind: 'security_changes' },
  recovery_expired: { type: 'recovery.request_expired', kind: 'security_changes' },
  email_changed: { type: 'email.changed', kind: 'security_alerts' },
  email_reverted: { type: 'email.reverted', kind: 'security_alerts' },
  phone_changed: { type: 'phone.changed', kind: 'security_alerts' },
  phone_reverted: { type: 'phone.reverted', kind: 'security_alerts' },
  phone_unproved: { type: 'phone.unproved', kind: 'security_alerts' },
  phone_lost: { type: 'phone.lost', kind: 'security_alerts' },
  phone_verified: { type: 'phone.verified', kind: 'security_changes' },
  totp_enabled: { type: 'totp.enabled', kind: 'security_alerts' },
  totp_disabled: { type: 'totp.disabled', kind: 'security_alerts' },
  passkey_added: { type: 'passkey.added', kind: 'security_alerts' },
  payment_method_added: { type: 'payment_method.added', kind: 'security_alerts' },
  payment_method_removed: { type: 'payment_method.removed', kind: 'security_changes' },
  payment_method_expiring: { type: 'payment_method.expiring', kind: 'account' },
  payment_method_expired: { type: 'payment_method.expired', kind: 'account' },
  passkey_removed: { type: 'passkey.removed', kind: 'security_alerts' },
  passkey_suspended: { type: 'passkey.suspended', kind: 'security_alerts' },
  recovery_codes_made: { type: 'recovery_codes.made', kind: 'security_alerts' },
  recovery_code_used: { type: 'recovery_codes.used', kind: 'security_alerts' },
  restriction_active: { type: 'restriction.active', kind: 'security_alerts' },
  restriction_lifted: { type: 'restriction.lifted', kind: 'security_alerts' },
  step_up_failed: { type: 'step_up.failed', kind: 'security_alerts' },
  device_remembered: { type: 'device.remembered', kind: 'security_changes' },
  device_revoked: { type: 'device.revoked', kind: 'security_changes' },
  limit_changed: { type: 'limit.changed', kind: 'security_alerts' },
  phrase_changed: { type: 'phrase.changed', kind: 'security_changes' },
  name_change_asked: { type: 'name.change_asked', kind: 'security_changes' },
  name_changed: { type: 'name.changed', kind: 'security_changes' },
  name_change_refused: { type: 'name.change_refused', kind: 'security_changes' },
  name_change_expired: { type: 'name.change_expired', kind: 'security_changes' },
  customer_restricted: { type: 'customer.restricted', kind: 'security_changes' },
  customer_suspended: { type: 'customer.suspended', kind: 'security_changes' },
  customer_pending_verification: { type: 'customer.pending_verification', kind: 'security_changes' },
  customer_closing: { type: 'customer.closing', kind: 'security_alerts' },
  closing_canceled: { type: 'customer.closing_canceled', kind: 'security_changes' },
  closing_stopped: { type: 'customer.closing_stopped', kind: 'security_changes' },
  customer_closed: { type: 'customer.closed', kind: 'security_changes' },
  export_ready: { type: 'export.ready', kind: 'account' },
  prices_announced: { type: 'fee_schedule.announced', kind: 'terms' },
  limits_announced: { type: 'limit_schedule.announced', kind: 'terms' },
  data_export_ready: { type: 'data_export.ready', kind: 'security_changes' },
} as const satisfies Record<string, About>

export type PlainTemplate = keyof typeof plainNotices

export const isPlainTemplate = (template: string): template is PlainTemplate =>
  Object.hasOwn(plainNotices, template)

export const plainTemplates = Object.keys(plainNotices).filter(isPlainTemplate)

/** From the type of an event to what is told of it. */
export const plainByType: ReadonlyMap<string, PlainTemplate> = new Map(
  plainTemplates.map(template => [plainNotices[template].type, template]),
)

/** Everything there is to tell, by template. */
export const allNotices: Readonly<
  Record<PlainTemplate | MoneyTemplate | OrderTemplate | keyof typeof ownNotices, About>
> = {
  ...ownNotices,
  ...moneyNotices,
  ...orderNotices,
  ...plainNotices,
}
