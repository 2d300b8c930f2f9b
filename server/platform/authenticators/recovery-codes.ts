import { createHmac, randomInt } from 'node:crypto'

/**
 * Recovery codes, the look-up secrets of NIST SP 800-63B-4, section 3.1.2: a list on paper for the day the phone is
 * gone. 60 random bits each, three times the 20 bits asked for, so that nobody guesses one through the limits and
 * a thief of the database, who lacks the key of the HMAC, has nothing to try against. Shared by customers and staff,
 * who keep the hashes in their own tables and use one up by a conditional UPDATE.
 */
export const recoveryCodeCount = 10

/** Crockford's base 32 without the letters people mix up. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const groups = 3
const groupLength = 4

/** A new set, as shown to its owner once: `4x9k-p2mn-7c3d`. */
export function newRecoveryCodes(): string[] {
  const codes = new Set<string>()
  while (codes.size < recoveryCodeCount) codes.add(Array.from({ length: groups }, newGroup).join('-'))
  return [...codes]
}

function newGroup(): string {
  return Array.from({ length: groupLength }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
}

/** However it was typed: without case, spaces and dashes, and with the look-alikes of Crockford's base 32. */
export function readRecoveryCode(text: string): string | undefined {
  const code = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1')
  const valid =
    code.length === groups * groupLength && Array.from(code).every(each => alphabet.includes(each))
  return valid ? code : undefined
}

/** `owner` is whose code it is: the same code of somebody else has another hash. Undefined when it is none of ours. */
export function hashRecoveryCode(
  key: Buffer,
  { owner, code }: { owner: string; code: string },
): Buffer | undefined {
  const read = readRecoveryCode(code)
  if (read === undefined) return undefined
  return createHmac('sha256', key).update(`recovery code ${owner} ${read}`).digest()
}
