/**
 * Card numbers people write where none belongs: in a note, a statement, a reason. They never reach us on purpose (PCI DSS,
 * SAQ A), so what looks like one is masked before anything is kept; the last four digits stay, as on a receipt.
 *
 * A number is taken for a card's when it has 13 to 19 digits, at most single spaces or dashes between its groups, begins as
 * the schemes' do (ISO/IEC 7812: 2 to 6) and its check digit is right (Luhn). Our own numbers begin with 8 and 9.
 */
export function maskCardNumbers(text: string): string {
  return text.replace(runs, maskRun)
}

/** Digits with single spaces or dashes between them, not part of a word such as an id or an IBAN's first group. */
const runs = /(?<![A-Za-z\p{N}])[0-9](?:[ -]?[0-9]){12,}/gu

/** A number may stand beside others (`25 4242 4242 4242 4242 123`): every row of whole groups is looked at. */
function maskRun(run: string): string {
  const parts = run.split(/([ -])/)
  for (let first = 0; first < parts.length; first += 2) {
    const found = cardFrom(parts, first)
    if (found === undefined) continue
    const before = parts.slice(0, first).join('')
    return `${before}•••• ${found.lastFour}${maskCardNumbers(parts.slice(found.end).join(''))}`
  }
  return run
}

/** The longest card number that begins with this group; `parts` are groups of digits with what separates them. */
function cardFrom(parts: readonly string[], first: number): { end: number; lastFour: string } | undefined {
  let found: { end: number; lastFour: string } | undefined
  let digits = ''
  for (let at = first; at < parts.length && digits.length <= longest; at += 2) {
    digits += parts[at] ?? ''
    if (isCardNumber(digits)) found = { end: at + 1, lastFour: digits.slice(-4) }
  }
  return found
}

const longest = 19

function isCardNumber(digits: string): boolean {
  return /^[2-6][0-9]{12,18}$/.test(digits) && isLuhn(digits)
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
