import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a browser says that another site caused this request (cross-site request forgery). Every browser since
 * 2020 sends `Origin` with unsafe methods, and most send `Sec-Fetch-Site`; a request with neither comes from a
 * program, which holds no victim's cookies. The same reasoning as in Go's `http.CrossOriginProtection`.
 * `ownHost` is the Host header where it may be trusted, so that the test edition works under any of its names.
 */
export function isForeign(
  headers: IncomingHttpHeaders,
  own: { publicOrigin: string; ownHost: string | undefined },
): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  const { origin } = headers
  if (origin === undefined || origin === own.publicOrigin) return false
  return own.ownHost === undefined || hostOf(origin) !== own.ownHost
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
