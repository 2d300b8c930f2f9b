import type { Imitation, OfficialChannel, Verdict } from '../../../contract/api/official-channels.ts'
import { skeleton } from './confusables.ts'
import { distance, imitationOf, isWithin, nameOf } from './look-alike.ts'
import { isSameNumber, readText, type ReadText } from './read-text.ts'

export type Official = { channels: readonly OfficialChannel[]; operatorName: string }

/**
 * Whether a text names one of the official channels, imitates one, or has nothing to do with them. Pure; a mistake
 * in favour of a stranger costs money, so whatever is not on the list to the letter is not official.
 */
export function judgeChannel(text: string, official: Official): Verdict {
  const read = readText(text)
  if (!read) return verdict('unreadable', null, null)
  if (read.kind === 'phone') return judgePhone(read, official)
  return read.kind === 'email' ? judgeEmail(read, official) : judgeLink(read, official)
}

function judgeLink(read: Extract<ReadText, { kind: 'site' }>, official: Official): Verdict {
  const account = judgeSocial(read, official)
  if (account) return account
  const { host, userinfo } = read
  const site = of(official, 'site').find(({ value }) => isWithin(host, value))
  if (site) return verdict('official', 'site', host, { official: site })
  if (userinfo !== '' && mentions(userinfo, official))
    return verdict('look_alike', 'site', host, {
      official: first(official, 'site'),
      imitation: 'credentials_in_link',
    })
  return judgeHost(host, official, { kind: 'site', readAs: host })
}

/** On a social network the path is the account; the network itself belongs to nobody we could vouch for. */
function judgeSocial(
  { host, path }: Extract<ReadText, { kind: 'site' }>,
  official: Official,
): Verdict | undefined {
  const accounts = of(official, 'social').map(account => ({ account, ...placeOf(account.value) }))
  const network = withoutWww(host)
  const here = accounts.filter(account => account.network === network)
  const asked = `${network}${path.toLowerCase()}`
  const [nearest] = here
  if (!nearest) return undefined
  const same = here.find(account => account.path === path.toLowerCase())
  if (same) return verdict('official', 'social', asked, { official: same.account })
  const alike = here.find(account => isAlike(path.toLowerCase(), account.path))
  if (alike)
    return verdict('look_alike', 'social', asked, {
      official: alike.account,
      imitation: skeleton(path) === skeleton(alike.path) ? 'homoglyph' : 'typo',
    })
  return mentions(path, official)
    ? verdict('look_alike', 'social', asked, { official: nearest.account, imitation: 'name_inside' })
    : verdict('not_official', 'social', asked)
}

function judgeEmail({ local, domain }: Extract<ReadText, { kind: 'email' }>, official: Official): Verdict {
  const address = `${local}@${domain}`
  const emails = of(official, 'email')
  const exact = emails.find(({ value }) => value === address)
  if (exact) return verdict('official', 'email', address, { official: exact })
  const sameDomain = emails.find(({ value }) => value.endsWith(`@${domain}`))
  if (sameDomain)
    return verdict('look_alike', 'email', address, { official: sameDomain, imitation: 'unlisted_address' })
  const judged = judgeHost(domain, official, { kind: 'email', readAs: address })
  if (judged.verdict === 'look_alike' || !mentions(local, official)) return judged
  return verdict('look_alike', 'email', address, {
    official: first(official, 'email'),
    imitation: 'name_inside',
  })
}

function judgePhone({ number }: Extract<ReadText, { kind: 'phone' }>, official: Official): Verdict {
  const phones = of(official, 'phone')
  const same = phones.find(({ value }) => isSameNumber(number, value))
  if (same) return verdict('official', 'phone', number, { official: same })
  const digits = number.replaceAll(/\D/g, '')
  const alike = phones.find(({ value }) => {
    const known = value.replaceAll(/\D/g, '')
    return distance(digits, known) === 1 || distance(digits, known.slice(-digits.length)) === 1
  })
  return alike
    ? verdict('look_alike', 'phone', number, { official: alike, imitation: 'typo' })
    : verdict('not_official', 'phone', number)
}

/** A host that is on no list: does it imitate one of ours? */
function judgeHost(
  host: string,
  official: Official,
  { kind, readAs }: { kind: 'site' | 'email'; readAs: string },
): Verdict {
  const names = namesOf(official)
  const hosts = [...of(official, kind), ...of(official, kind === 'site' ? 'email' : 'site')]
  const found = hosts.flatMap(channel => {
    const known = channel.kind === 'email' ? domainOf(channel.value) : channel.value
    const imitation = imitationOf(host, { official: known, names })
    return imitation ? [{ channel, imitation }] : []
  })
  const [worst] = found.toSorted((one, other) => rankOf(one.imitation) - rankOf(other.imitation))
  if (worst)
    return verdict('look_alike', kind, readAs, { official: worst.channel, imitation: worst.imitation })
  return verdict('not_official', kind, readAs)
}

/** The imitation that says most about the intention comes first: against several channels, that one is named. */
const ranks: readonly Imitation[] = ['subdomain', 'homoglyph', 'other_ending', 'typo', 'name_inside']

function rankOf(imitation: Imitation): number {
  return ranks.indexOf(imitation)
}

function verdict(
  judged: Verdict['verdict'],
  kind: Verdict['kind'],
  readAs: string | null,
  more: { official?: OfficialChannel | null; imitation?: Imitation } = {},
): Verdict {
  return {
    verdict: judged,
    kind,
    read_as: readAs,
    official: more.official ?? null,
    imitation: more.imitation ?? null,
  }
}

function of({ channels }: Official, kind: OfficialChannel['kind']): OfficialChannel[] {
  return channels.filter(channel => channel.kind === kind)
}

function first(official: Official, kind: OfficialChannel['kind']): OfficialChannel | null {
  return of(official, kind)[0] ?? null
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

/** What a stranger would have to look like: the names of our domains and our own. */
function namesOf({ channels, operatorName }: Official): string[] {
  const domains = channels.flatMap(({ kind, value }) => {
    if (kind === 'site') return nameOf(value) ?? []
    return kind === 'email' ? (nameOf(domainOf(value)) ?? []) : []
  })
  const own = operatorName.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  return Array.from(new Set([...domains, ...(own.length >= 4 ? [own] : [])]))
}

function mentions(text: string, official: Official): boolean {
  const seen = skeleton(text).replaceAll(/[^\p{L}\p{N}]/gu, '')
  return namesOf(official).some(name => name.length >= 4 && seen.includes(skeleton(name)))
}

function isAlike(path: string, known: string): boolean {
  return skeleton(path) === skeleton(known) || (known.length > 5 && distance(path, known) === 1)
}

/** An official account's network and path, as a link to it is read. */
function placeOf(url: string): { network: string; path: string } {
  const { hostname, pathname } = new URL(url)
  return { network: withoutWww(hostname), path: pathname.replace(/\/+$/, '').toLowerCase() }
}

function withoutWww(host: string): string {
  return host.replace(/^(?:www|m|mobile)\./, '')
}
