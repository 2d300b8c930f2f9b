import {
  notificationChannels,
  type NotificationChannel,
  type NotificationKind,
} from '../../../contract/api/notifications.ts'

/** `always` is critical and cannot be turned off; `never` is not offered; the others are what holds until chosen. */
type Standard = 'always' | 'on' | 'off' | 'never'

/**
 * Whatever may be an attack, and whatever takes money away, is always told by e-mail; attacks by text message too,
 * since a mailbox may be in the attacker's hands.
 */
const standards: Record<NotificationKind, Record<NotificationChannel, Standard>> = {
  security_alerts: { email: 'always', sms: 'always', push: 'on' },
  security_changes: { email: 'always', sms: 'never', push: 'on' },
  money_out: { email: 'always', sms: 'off', push: 'on' },
  money_in: { email: 'on', sms: 'off', push: 'on' },
  // Changes of prices and limits are to be told, whatever was chosen (PSD2, article 54).
  terms: { email: 'always', sms: 'never', push: 'on' },
  account: { email: 'on', sms: 'never', push: 'on' },
}

export type Choice = { kind: NotificationKind; channel: NotificationChannel; enabled: boolean }

/** Channels offered for a kind, in a fixed order, with what holds. */
export function channelsOf(
  kind: NotificationKind,
  choices: readonly Choice[],
): { channel: NotificationChannel; enabled: boolean; locked: boolean }[] {
  return notificationChannels.flatMap(channel => {
    const standard = standards[kind][channel]
    if (standard === 'never') return []
    return [{ channel, enabled: isWanted({ kind, channel }, choices), locked: standard === 'always' }]
  })
}

/** Whether this kind is to go out on that channel. A choice against what is critical has no effect. */
export function isWanted(
  { kind, channel }: Pick<Choice, 'kind' | 'channel'>,
  choices: readonly Choice[],
): boolean {
  const standard = standards[kind][channel]
  if (standard === 'always' || standard === 'never') return standard === 'always'
  const chosen = choices.find(choice => choice.kind === kind && choice.channel === channel)
  return chosen?.enabled ?? standard === 'on'
}

/** Whether a customer may choose. */
export function isChoosable({ kind, channel }: Pick<Choice, 'kind' | 'channel'>): boolean {
  const standard = standards[kind][channel]
  return standard === 'on' || standard === 'off'
}
