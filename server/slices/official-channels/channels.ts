import type { OfficialChannel } from '../../../contract/api/official-channels.ts'

/** What the operator said of where it can be reached (`platform/config.ts`). */
export type ChannelSettings = {
  publicUrl: string
  /** As mails name their sender: `OKPay <no-reply@okpay.example>`. */
  mailFrom: string
  supportEmail: string
  /** Hosts, addresses, numbers in international form, and `network=address of the account`, besides those above. */
  sites: readonly string[]
  emails: readonly string[]
  phones: readonly string[]
  social: readonly { network: string; url: string }[]
}

/** The one list of official channels, each named once: the page, the check and the footer all read it. */
export function officialChannels(settings: ChannelSettings): OfficialChannel[] {
  const sender = /<([^<>]+)>/.exec(settings.mailFrom)?.[1] ?? settings.mailFrom
  const channels: OfficialChannel[] = [
    channel('site', 'website', new URL(settings.publicUrl).host),
    ...settings.sites.map(site => channel('site', 'website', site.toLowerCase())),
    channel('email', 'support', settings.supportEmail.toLowerCase()),
    channel('email', 'mail_sender', sender.trim().toLowerCase()),
    ...settings.emails.map(email => channel('email', 'support', email.toLowerCase())),
    ...settings.phones.map(phone => channel('phone', 'hotline', phone)),
    ...settings.social.map(({ network, url }) => ({ ...channel('social', 'social', url), network })),
  ]
  const seen = new Set<string>()
  return channels.filter(({ kind, value }) => {
    const key = `${kind} ${value}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function channel(
  kind: OfficialChannel['kind'],
  purpose: OfficialChannel['purpose'],
  value: string,
): OfficialChannel {
  return { kind, purpose, value, network: null }
}
