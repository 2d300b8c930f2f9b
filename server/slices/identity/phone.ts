import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** Kinds of numbers that can receive a text message; in North America they cannot be told from landlines. */
const mobileKinds: readonly (string | undefined)[] = ['MOBILE', 'FIXED_LINE_OR_MOBILE']

/**
 * A mobile number in international form (`+86 138 0000 1234`) as E.164 (`+8613800001234`), or undefined when no
 * plan of any country has such a mobile number.
 */
export function readMobileNumber(text: string): string | undefined {
  const number = parsePhoneNumberFromString(text.normalize('NFKC'), { extract: false })
  if (!number?.isValid() || number.ext !== undefined || !mobileKinds.includes(number.getType()))
    return undefined
  return number.number
}

const countries = new Map<string, string | null>()
const mostCountries = 100_000

/**
 * The ISO 3166-1 country of a number in E.164, or null for one of no country (a satellite's). Reading a numbering plan
 * takes tens of microseconds and money decisions ask thousands of times a second, so the answers are kept.
 */
export function countryOfNumber(e164: string): string | null {
  const known = countries.get(e164)
  if (known !== undefined) return known
  const country = parsePhoneNumberFromString(e164)?.country ?? null
  if (countries.size >= mostCountries) countries.clear()
  countries.set(e164, country)
  return country
}
