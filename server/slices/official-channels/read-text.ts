import { domainToUnicode } from 'node:url'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** What somebody pasted, read as one of the ways in which one can be reached. */
export type ReadText =
  | {
      kind: 'site'
      /** As people see it: lower case, an internationalised name in its own letters. With the port, if it has one. */
      host: string
      /** What stands before an `@` in a link, which browsers ignore and people read. */
      userinfo: string
      path: string
    }
  | { kind: 'email'; local: string; domain: string }
  | { kind: 'phone'; number: string }

/** Reads a text as an address, a link or a number; undefined where it is none of them. */
export function readText(text: string): ReadText | undefined {
  const plain = text.normalize('NFC').trim()
  return readEmail(plain) ?? readPhone(plain) ?? readLink(plain)
}

function readEmail(text: string): ReadText | undefined {
  const bare =
    /<([^<>\s]+@[^<>\s]+)>\s*$/.exec(text)?.[1] ?? text.replace(/^mailto:/i, '').split('?', 1)[0] ?? ''
  const parts = /^([^\s@/:]+)@([^\s@/:]+\.[^\s@/:.]+)$/.exec(bare)
  const [, local, domain] = parts ?? []
  if (local === undefined || domain === undefined) return undefined
  return { kind: 'email', local: local.toLowerCase(), domain: asSeen(domain) }
}

/** Digits as people write numbers; at least five, because that is how short the numbers of hotlines are. */
function readPhone(text: string): ReadText | undefined {
  const plain = text.normalize('NFKC').replace(/^tel:/i, '').trim()
  if (!/^\+?[\d\s().\-/]{5,25}$/.test(plain)) return undefined
  const digits = plain.replaceAll(/\D/g, '')
  // Four groups of digits with dots are an address of the Internet's, not a number of the telephone's.
  if (digits.length < 5 || /^\d{1,3}(\.\d{1,3}){3}$/.test(plain)) return undefined
  return { kind: 'phone', number: (plain.startsWith('+') ? '+' : '') + digits }
}

function readLink(text: string): ReadText | undefined {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  if (/\s/.test(text) || !URL.canParse(withScheme)) return undefined
  const { protocol, hostname, port, username, pathname } = new URL(withScheme)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  const named = hostname.includes('.') || hostname === 'localhost' || hostname.startsWith('[')
  if (!named) return undefined
  return {
    kind: 'site',
    host: asSeen(hostname) + (port === '' ? '' : `:${port}`),
    userinfo: decodeURIComponentLoosely(username).toLowerCase(),
    path: pathname.replace(/\/+$/, ''),
  }
}

/** `xn--…` in its own letters; a text that is no domain stays as it is. */
function asSeen(domain: string): string {
  const lower = domain.toLowerCase().replace(/\.$/, '')
  return domainToUnicode(lower) || lower
}

function decodeURIComponentLoosely(text: string): string {
  return text.replaceAll(/%([0-7][0-9a-f])/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** Whether two numbers are one, however each is written; `official` is in international form. */
export function isSameNumber(asked: string, official: string): boolean {
  const known = parsePhoneNumberFromString(official)
  if (!known) return asked.replace(/^\+/, '') === official.replaceAll(/\D/g, '')
  const read = parsePhoneNumberFromString(
    asked,
    known.country ? { defaultCountry: known.country } : undefined,
  )
  return read?.number === known.number
}
