import { isAccountNumber, isTransactionNumber, ungroup } from './check-digit.ts'

/**
 * Card numbers people write where none belongs: in a note, a statement, a reason. They never reach us on purpose (PCI DSS,
 * SAQ A), so what looks like one is masked before anything is kept; the last four digits stay, as on a receipt.
 *
 * A number is taken for a card's when it is written as cards are (`groupings`), begins as the schemes' do (ISO/IEC 7812: 2
 * to 6) and its check digit is right (Luhn). One number in ten passes Luhn's check by chance, so what is known to be
 * something else stays as it is: an IBAN, an international telephone number, a number of ours.
 */
export function maskCardNumbers(text: string): string {
  return text.replace(numbers, (written, country: string | undefined) =>
    country === undefined ? maskRun(written) : written,
  )
}

/** For text that must not change behind its writer's back, such as the reference a payment carries. */
export function hasCardNumber(text: string): boolean {
  return maskCardNumbers(text) !== text
}

/** ISO 13616: country, check digits, up to 30 letters and digits; in fours as printed, or only its beginning apart. */
const iban =
  String.raw`([A-Za-z]{2}|[A-Z]{2} )[0-9]{2}` +
  String.raw`(?:([ -]?)[A-Za-z0-9]{4}(?:\2[A-Za-z0-9]{4}){2,6}(?:\2[A-Za-z0-9]{1,3})?|[ -][A-Za-z0-9]{11,30})` +
  '(?![A-Za-z0-9])'

/** Digits with single spaces or dashes between them. */
const run = '[0-9]+(?:[ -][0-9]+)*'

/** Not in the middle of a word such as an id. Every part is bounded or can be read in one way only: linear time. */
const numbers = new RegExp(String.raw`[+＋]${run}|(?<![A-Za-z\p{N}])(?:${iban}|${run})`, 'gu')

/** A number may stand beside others (`25 4242 4242 4242 4242 123`), so one is looked for from each group on. */
function maskRun(written: string): string {
  const parts = written.split(/([ -])/)
  let at = /^[+＋]/.test(written) ? telephoneEnd(parts) : 0
  let told = at
  let masked = parts.slice(0, at).join('')
  while (at < parts.length) {
    const own = ownNumberEnd(parts, at)
    // Fours after a four are the middle of something longer, unless what stands before them was told apart.
    const card = own === undefined && (at === told || !followsFour(parts, at)) ? cardAt(parts, at) : undefined
    const end = own ?? card?.end ?? at + 1
    masked += card ? `•••• ${card.digits.slice(-4)}` : parts.slice(at, end).join('')
    masked += parts[end] ?? ''
    at = end + 1
    if (own !== undefined || card) told = at
  }
  return masked
}

/** The part after a telephone number, E.164: at most 15 digits with the country code, so no card of 16 is inside one. */
function telephoneEnd(parts: readonly string[]): number {
  let digits = (parts[0] ?? '').length - 1
  let at = 2
  for (; at < parts.length; at += 2) {
    digits += (parts[at] ?? '').length
    if (digits > 15 || (cardAt(parts, at)?.digits.length ?? 0) >= 16) break
  }
  return at
}

function followsFour(parts: readonly string[], at: number): boolean {
  return parts[at]?.length === 4 && parts[at - 2]?.length === 4 && parts[at - 1] === parts[at + 1]
}

/** As cards print them: one block; fours and what remains; American Express; Diners Club. One kind of separator. */
const groupings = [
  { groups: 5, form: /^[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}\1[0-9]{1,3}$/ },
  { groups: 4, form: /^[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}$/ },
  { groups: 3, form: /^[0-9]{4}([ -])[0-9]{6}\1[0-9]{4,5}$/ },
  { groups: 1, form: /^[0-9]{13,19}$/ },
]

/** The longest card number that begins with this group; `parts` are groups of digits with what separates them. */
function cardAt(parts: readonly string[], at: number): { end: number; digits: string } | undefined {
  for (const { groups, form } of groupings) {
    const end = at + 2 * groups - 1
    const written = joined(parts, at, end)
    if (written === undefined || !form.test(written)) continue
    const digits = ungroup(written)
    if (/^[2-6]/.test(digits) && isLuhn(digits) && !cutsOwnNumber(parts, at, end)) return { end, digits }
  }
  return undefined
}

/** As in `4000 9123 …`, an amount before a transaction number: one of ours begins inside and goes on behind. */
function cutsOwnNumber(parts: readonly string[], at: number, end: number): boolean {
  for (let inside = at + 2; inside < end; inside += 2)
    if ((ownNumberEnd(parts, inside) ?? end) > end) return true
  return false
}

/** The part after a number of ours that begins with this group, in one block or in fours as we show it. */
function ownNumberEnd(parts: readonly string[], at: number): number | undefined {
  if (!/^[89]/.test(parts[at] ?? '')) return undefined
  for (const { groups, form } of ownGroupings) {
    const end = at + 2 * groups - 1
    const written = joined(parts, at, end)
    if (written === undefined || !form.test(written)) continue
    const digits = ungroup(written)
    if (isAccountNumber(digits) || isTransactionNumber(digits)) return end
  }
  return undefined
}

const ownGroupings = [
  { groups: 4, form: /^[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}$/ },
  { groups: 3, form: /^[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}$/ },
  { groups: 1, form: /^(?:[0-9]{12}|[0-9]{16})$/ },
]

/** The groups as they were written, undefined where there are not so many. */
function joined(parts: readonly string[], at: number, end: number): string | undefined {
  return end > parts.length ? undefined : parts.slice(at, end).join('')
}

/** ISO/IEC 7812-1, annex B: every second digit from the right counts twice, its digits added up. */
function isLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    const counted = index % 2 === 0 ? digit : digit * 2
    sum += counted > 9 ? counted - 9 : counted
  }
  return sum % 10 === 0
}
