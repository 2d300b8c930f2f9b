import { useTranslation } from 'react-i18next'
import type english from '../../messages/security/en.json'

type EventText = keyof (typeof english)['security']['events']

/** Events that have a name of their own; the type checker keeps this list and the texts together. */
const named: Readonly<Record<string, EventText>> = {
  'transfer.completed': 'transfer_completed',
  'transfer.failed': 'transfer_failed',
  'deposit.succeeded': 'deposit_succeeded',
  'deposit.failed': 'deposit_failed',
  'session.new_device': 'session_new_device',
  'session.locked': 'session_locked',
  'password.changed': 'password_changed',
  'password.recovered': 'password_recovered',
  'recovery.started': 'recovery_started',
  'email.changed': 'email_changed',
  'phone.changed': 'phone_changed',
  'name.changed': 'name_changed',
  'totp.enabled': 'totp_enabled',
  'totp.disabled': 'totp_disabled',
  'passkey.added': 'passkey_added',
  'passkey.removed': 'passkey_removed',
  'recovery_codes.made': 'recovery_codes_made',
  'recovery_codes.used': 'recovery_codes_used',
  'device.remembered': 'device_remembered',
  'device.revoked': 'device_revoked',
  'device.shared': 'device_shared',
  'restriction.active': 'restriction_active',
  'restriction.lifted': 'restriction_lifted',
  'step_up.failed': 'step_up_failed',
  'limit.changed': 'limit_changed',
  'phrase.changed': 'phrase_changed',
  'customer.closing': 'customer_closing',
  'data_export.ready': 'data_export_ready',
  'session.ended': 'session_ended',
  'sessions.ended': 'sessions_ended',
  'email.reverted': 'email_reverted',
  'phone.verified': 'phone_verified',
  'phone.reverted': 'phone_reverted',
  'phone.unproved': 'phone_unproved',
  'phone.lost': 'phone_lost',
  'passkey.suspended': 'passkey_suspended',
  'recovery.request_submitted': 'recovery_request_submitted',
  'recovery.request_completed': 'recovery_request_completed',
  'recovery.request_refused': 'recovery_request_refused',
  'export.ready': 'export_ready',
  'rate_alert.reached': 'rate_alert_reached',
}

/** Events of money and of what it is paid with are named after what they happened to, whichever step it was. */
const families: Readonly<Record<string, EventText>> = {
  deposit: 'deposit',
  transfer: 'transfer',
  conversion: 'conversion',
  withdrawal: 'withdrawal',
  transfer_abroad: 'transfer_abroad',
  refund: 'refund',
  scheduled_transfer: 'scheduled_transfer',
  payment_request: 'payment_request',
  payment_method: 'payment_method',
}

/** Which text names an event, e.g. `withdrawal.paid`; the ones a customer has no name for are "account event". */
export function eventText(type: string): EventText {
  return named[type] ?? families[type.split('.')[0] ?? ''] ?? 'other'
}

export function useEventName(): (type: string) => string {
  const { t } = useTranslation()
  return type => t(`security.events.${eventText(type)}`)
}
