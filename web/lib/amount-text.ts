import { exponentOf, formatAmount, parseAmount, type Currency, type WireMoney } from '../../contract/money.ts'

/** Why what was typed is no amount; each has a sentence in messages (`amount.<problem>`). */
export type AmountProblem =
  | 'empty'
  | 'fullWidth'
  | 'comma'
  | 'signed'
  | 'exponent'
  | 'point'
  | 'leadingZero'
  | 'malformed'
  | 'wholeOnly'
  | 'tooPrecise'
  | 'tooLarge'
  | 'zero'

/**
 * Spaces and well-placed thousands commas (`1,234,567.80`) are how amounts are copied from elsewhere and can only
 * mean one thing; everything else stays as typed, because guessing at an amount is not our business.
 */
export function tidyAmount(text: string): string {
  const compact = text.replaceAll(/[\s\u00A0\u202F]/g, '')
  return /^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?$/.test(compact) ? compact.replaceAll(',', '') : compact
}

/** The amount as it travels, or the reason why it is none. The rule is the server's own, from the contract. */
export function readAmount(text: string, currency: Currency): WireMoney | AmountProblem {
  if (text === '') return 'empty'
  const exponent = exponentOf(currency)
  const parsed = parseAmount(text, exponent)
  if (parsed === 0n) return 'zero'
  if (typeof parsed === 'bigint') return { value: formatAmount(parsed, exponent), currency }
  if (parsed === 'amount_too_precise') return exponent === 0 ? 'wholeOnly' : 'tooPrecise'
  return parsed === 'amount_too_large' ? 'tooLarge' : whyMalformed(text)
}

function whyMalformed(text: string): AmountProblem {
  if (/[０-９．。，]/.test(text)) return 'fullWidth'
  if (/^[+\-−]/.test(text)) return 'signed'
  if (/[0-9]e|0x/i.test(text)) return 'exponent'
  if (/^[0-9.,]*,[0-9.,]*$/.test(text)) return 'comma'
  if (/^\.[0-9]+$/.test(text) || /^[0-9]+\.$/.test(text)) return 'point'
  if (/^0[0-9]+(\.[0-9]*)?$/.test(text)) return 'leadingZero'
  return /^[0-9]{19,}(\.[0-9]*)?$/.test(text) ? 'tooLarge' : 'malformed'
}

/** Problems that more typing cannot mend, and that are therefore shown at once and not only on leaving the field. */
export function isCertainProblem(problem: AmountProblem): boolean {
  return problem !== 'empty' && problem !== 'zero' && problem !== 'point'
}
