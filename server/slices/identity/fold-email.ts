import { domainToASCII } from 'node:url'
import { isCleanText } from '../../../contract/schemas.ts'

/**
 * The key under which an address is one identity: width and compatibility forms (NFKC) and case are folded, the
 * domain is in its ASCII form. Mail is always sent to the address as it was typed and proved, never to the key.
 * Returns undefined for what cannot be an address.
 */
export function foldEmail(email: string): string | undefined {
  if (!isCleanText(email)) return undefined
  const folded = foldCase(email)
  const at = folded.lastIndexOf('@')
  if (at < 1) return undefined
  const domain = domainToASCII(folded.slice(at + 1))
  // A URL host may be an IPv4 address in many spellings; a mail domain ends in letters.
  if (domain === '' || /(^|\.)[0-9]+$/.test(domain)) return undefined
  return `${folded.slice(0, at)}@${domain}`
}

/**
 * Unicode's full case folding, which JavaScript has no function for, by way of both cases (`ẞ` → `ß` → `SS` →
 * `ss`). NFKC again because the change of case can leave letters that compose.
 */
function foldCase(text: string): string {
  return text.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC')
}
