import type { IncomingHttpHeaders } from 'node:http'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { CookieChange } from './route.ts'

/**
 * The session cookie. Behind https it carries the `__Host-` prefix, with which the browser itself guarantees
 * Secure, Path=/ and no Domain, so that no sibling domain can plant one.
 */
export type SessionCookie = { name: string; deviceName: string; secure: boolean }

export function sessionCookie(publicUrl: string): SessionCookie {
  const secure = publicUrl.startsWith('https://')
  const prefix = secure ? '__Host-' : ''
  return { name: `${prefix}okpay_session`, deviceName: `${prefix}okpay_device`, secure }
}

export type Credential = { token: string; from: 'bearer' | 'cookie' }

/** RFC 6750, section 2.1: the b64token after `Bearer`. */
const bearerPattern = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i

/**
 * The token a request carries. An `Authorization` header always decides alone: one that we cannot read does not
 * fall back to the cookie, or a program would act as whoever uses the browser.
 */
export function credentialOf(headers: IncomingHttpHeaders, cookie: SessionCookie): Credential | null {
  const { authorization, cookie: header } = headers
  if (authorization !== undefined) {
    const token = bearerPattern.exec(authorization)?.[1]
    return token === undefined ? null : { token, from: 'bearer' }
  }
  if (header === undefined) return null
  const token = parseCookie(header)[cookie.name]
  return token === undefined || token === '' ? null : { token, from: 'cookie' }
}

export function setCookieHeader(change: CookieChange, { name, secure }: SessionCookie): string {
  const always = { path: '/', httpOnly: true, secure, sameSite: 'lax' } as const
  return change.kind === 'set'
    ? stringifySetCookie({ name, value: change.token, ...always, expires: change.expiresAt })
    : stringifySetCookie({ name, value: '', ...always, maxAge: 0 })
}

const deviceTokenPattern = /^[A-Za-z0-9_-]{43}$/

/** A browser shared by more people than this asks the one who was there longest ago for a second proof again. */
const maxDeviceTokens = 5

/** Browsers keep a cookie for 400 days at most (RFC 6265bis, section 5.5); each sign-in renews it. */
const deviceCookieSeconds = 400 * 24 * 60 * 60

/** One token for each customer who signed in with this browser; what was never a token of ours is left out. */
export function deviceTokensOf(
  { cookie: header }: IncomingHttpHeaders,
  cookie: SessionCookie,
): readonly string[] {
  if (header === undefined) return []
  const value = parseCookie(header)[cookie.deviceName] ?? ''
  return value
    .split('.')
    .filter(token => deviceTokenPattern.test(token))
    .slice(0, maxDeviceTokens)
}

export function setDeviceCookieHeader(tokens: readonly string[], cookie: SessionCookie): string {
  const { deviceName: name, secure } = cookie
  return stringifySetCookie({
    name,
    value: tokens.slice(0, maxDeviceTokens).join('.'),
    path: '/',
    httpOnly: true,
    secure,
    sameSite: 'lax',
    maxAge: tokens.length === 0 ? 0 : deviceCookieSeconds,
  })
}
