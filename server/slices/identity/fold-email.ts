import { domainToASCII, domainToUnicode } from 'node:url'
import { isCleanText } from '../../../contract/schemas.ts'
import { foldCase, skeletonOf } from './skeleton.ts'

/**
 * The key under which an address is one identity: width and compatibility forms (NFKC) and case are folded, letters
 * of other scripts that look like ASCII become it, and the domain is in its ASCII form. Mail is always sent to the address as it was typed and proved, never to the key.
 * Returns undefined for what cannot be an address.
 */
export function foldEmail(email: string): string | undefined {
  if (!isCleanText(email)) return undefined
  const folded = foldCase(email)
  const at = folded.lastIndexOf('@')
  if (at < 1) return undefined
  const domain = foldDomain(folded.slice(at + 1))
  // A URL host may be an IPv4 address in many spellings; a mail domain ends in letters.
  if (domain === '' || /(^|\.)[0-9]+$/.test(domain)) return undefined
  const local = skeletonOf(folded.slice(0, at))
  return local === '' ? undefined : `${local}@${domain}`
}

/** A domain is looked at in its own letters, also where it was written as `xn--…`. */
function foldDomain(domain: string): string {
  const ascii = domainToASCII(domain)
  const alike = domainToASCII(skeletonOf(domainToUnicode(ascii)))
  // Some letters look like signs no domain can have; such a domain is nobody's double.
  return alike === '' ? ascii : alike
}
