import type { IncomingHttpHeaders } from 'node:http'
import { BlockList, isIPv6 } from 'node:net'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { Config } from '../config.ts'
import { DomainError } from '../errors.ts'
import type { Exchange } from './exchange.ts'
import { negotiateLocale } from './locale.ts'
import type { CookieChange, HalfStaff, StaffPrincipal } from './route.ts'

/** Where everything of the staff's realm is; its cookie is sent nowhere else. */
const realmPath = '/staff'

/** Who holds a token of the staff's realm: signed in, or between password and second factor. */
export type FoundStaff = { kind: 'full'; staff: StaffPrincipal } | { kind: 'half'; half: HalfStaff } | null

/** Finds the member of staff behind a token. Knows nothing of customers' sessions. */
export type AuthenticateStaff = (token: string, now: Date) => Promise<FoundStaff>

/** Refuses every token: for an application without a console. */
export const noStaff: AuthenticateStaff = () => Promise.resolve(null)

export type StaffGate = {
  cookieName: string
  secure: boolean
  authenticate: AuthenticateStaff
  /** Networks the console may be used from; undefined where every network may. */
  networks: BlockList | undefined
}

export function createStaffGate(config: Config, authenticate: AuthenticateStaff): StaffGate {
  const secure = config.http.publicUrl.startsWith('https://')
  return {
    // `__Host-` demands Path=/, which would send the token with every customer's request from the same browser.
    cookieName: secure ? '__Secure-okpay_staff' : 'okpay_staff',
    secure,
    authenticate,
    networks: networksOf(config.staff.networks),
  }
}

function networksOf(networks: Config['staff']['networks']): BlockList | undefined {
  if (networks.length === 0) return undefined
  const list = new BlockList()
  for (const { address, prefix } of networks) list.addSubnet(address, prefix, familyOf(address))
  return list
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}

/**
 * Lets a request of the staff's realm in, or throws: the network, then who is asking, then what they may do.
 * Only the cookie counts; there are no bearer tokens here that could be copied into a script.
 */
export async function admitStaff(
  gate: StaffGate,
  exchange: Exchange,
  headers: IncomingHttpHeaders,
): Promise<void> {
  const { route } = exchange
  refuseNetwork(gate, exchange.ip)
  const token = staffTokenOf(headers, gate.cookieName)
  const found = token === undefined ? null : await gate.authenticate(token, exchange.now)
  if (found?.kind === 'full') exchange.staff = found.staff
  if (found?.kind === 'half') exchange.halfStaff = found.half
  const somebody = exchange.staff ?? exchange.halfStaff
  if (somebody !== null) exchange.locale = negotiateLocale(headers['accept-language'], somebody.locale)
  if (route.access === 'staff_half' && exchange.halfStaff === null) throw new DomainError('not_signed_in')
  if (route.access !== 'staff') return
  if (exchange.staff === null) throw new DomainError('not_signed_in')
  const { permission } = route
  if (permission === undefined || !exchange.staff.permissions.has(permission))
    throw new DomainError('forbidden', { details: { permission: permission ?? null } })
}

function refuseNetwork({ networks }: StaffGate, ip: string): void {
  if (networks === undefined) return
  // A link-local address carries a zone (fe80::1%eth0), which is no part of the address.
  const address = ip.split('%', 1)[0] ?? ip
  if (!networks.check(address, familyOf(address))) throw new DomainError('network_not_allowed')
}

/**
 * A second cookie of the same name can only have been planted by a neighbouring domain, to make somebody work in a
 * session that is not theirs; which of the two is ours cannot be told, so neither counts.
 */
function staffTokenOf({ cookie: header }: IncomingHttpHeaders, name: string): string | undefined {
  if (header === undefined) return undefined
  const sent = header.split(';').filter(part => part.trim().startsWith(`${name}=`))
  return sent.length === 1 ? parseCookie(header)[name] || undefined : undefined
}

export function setStaffCookieHeader(change: CookieChange, { cookieName, secure }: StaffGate): string {
  const always = { path: realmPath, httpOnly: true, secure, sameSite: 'strict' } as const
  return change.kind === 'set'
    ? stringifySetCookie({ name: cookieName, value: change.token, ...always, expires: change.expiresAt })
    : stringifySetCookie({ name: cookieName, value: '', ...always, maxAge: 0 })
}
