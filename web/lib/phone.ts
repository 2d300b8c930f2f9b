import {
  AsYouType,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
} from 'libphonenumber-js/mobile'

/**
 * The numbering plans of all countries, mobile numbers only (about 30 kB compressed): loaded by `PhoneInput` when
 * it is shown, never with the first page.
 */
export type PhoneBook = {
  countries: { code: string; callingCode: string }[]
  /** As people write it in that country: `138 0013 8000`. */
  format(country: string, digits: string): string
  /** `+8613800138000`, or undefined when that country has no such mobile number. */
  toE164(country: string, digits: string): string | undefined
  /** What a pasted international number means. */
  read(text: string): { country: string; national: string } | undefined
}

const known = (country: string): CountryCode => (isSupportedCountry(country) ? country : 'CN')

export const phoneBook: PhoneBook = {
  countries: getCountries().map(code => ({ code, callingCode: getCountryCallingCode(code) })),
  format: (country, digits) => new AsYouType(known(country)).input(digits),
  toE164(country, digits) {
    const number = parsePhoneNumberFromString(digits, { defaultCountry: known(country), extract: false })
    return number?.isValid() ? number.number : undefined
  },
  read(text) {
    const number = parsePhoneNumberFromString(text.normalize('NFKC'), { extract: false })
    return number?.country ? { country: number.country, national: number.formatNational() } : undefined
  },
}
