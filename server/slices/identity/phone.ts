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
