import { countrySpecs } from 'ibantools'
import type { Currency } from '../money.ts'

/**
 * What a bank account consists of, country by country: which fields, how long, of which characters. Pure data
 * without zod, so that the website checks what somebody types by the very rules the server refuses by.
 */

export type BankFieldId =
  | 'iban'
  | 'bic'
  | 'account_number'
  | 'sort_code'
  | 'routing_number'
  | 'cnaps'
  | 'bank_code'
  | 'branch_code'
  | 'account_kind'

export type BankField = {
  id: BankFieldId
  /** `choice`: one of `choices`; everything else is typed. */
  kind: 'iban' | 'bic' | 'digits' | 'choice'
  /** Of the normalised value: capital letters and digits without the spaces people group by. */
  length: { min: number; max: number }
  /** Regular expression of the whole normalised value, without anchors. */
  pattern: string
  example: string
  required: boolean
  choices?: readonly string[]
}

export type BankForm = {
  country: BankCountry
  /** The country's own currency, in which its clearing pays. */
  currency: Currency
  fields: readonly BankField[]
}

/** One IBAN of the registry for every country whose accounts are named by IBAN alone (SWIFT, IBAN registry). */
const ibanExamples = {
  AT: 'AT611904300234573201',
  BE: 'BE68539007547034',
  BG: 'BG80BNBG96611020345678',
  CY: 'CY17002001280000001200527600',
  DE: 'DE89370400440532013000',
  EE: 'EE382200221020145685',
  ES: 'ES9121000418450200051332',
  FI: 'FI2112345600000785',
  FR: 'FR1420041010050500013M02606',
  GR: 'GR1601101250000000012300695',
  HR: 'HR1210010051863000160',
  IE: 'IE29AIBK93115212345678',
  IT: 'IT60X0542811101000000123456',
  KW: 'KW81CBKU0000000000001234560101',
  LT: 'LT121000011101001000',
  LU: 'LU280019400644750000',
  LV: 'LV80BANK0000435195001',
  MT: 'MT84MALT011000012345MTLCAST001S',
  NL: 'NL91ABNA0417164300',
  PT: 'PT50000201231234567890154',
  SI: 'SI56263300012039086',
  SK: 'SK3112000000198742637541',
} as const

type IbanCountry = keyof typeof ibanExamples

export type BankCountry = IbanCountry | 'CN' | 'GB' | 'HK' | 'JP' | 'US'

/** Digits only, `min` to `max` of them. */
function digits(id: BankFieldId, example: string, min = example.length, max = min): BankField {
  const times = min === max ? String(min) : `${min},${max}`
  return { id, kind: 'digits', length: { min, max }, pattern: `[0-9]{${times}}`, example, required: true }
}

function choice(id: BankFieldId, choices: readonly string[], example: string): BankField {
  const lengths = choices.map(({ length }) => length)
  const length = { min: Math.min(...lengths), max: Math.max(...lengths) }
  return { id, kind: 'choice', length, pattern: choices.join('|'), example, required: true, choices }
}

function bic(example: string, required: boolean): BankField {
  const pattern = '[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?'
  return { id: 'bic', kind: 'bic', length: { min: 8, max: 11 }, pattern, example, required }
}

function iban(country: IbanCountry): BankField {
  const specification = countrySpecs[country]
  const length = specification?.chars
  const pattern = specification?.bban_regexp
  if (typeof length !== 'number' || typeof pattern !== 'string')
    throw new RangeError(`the IBAN registry has no structure for ${country}`)
  return {
    id: 'iban',
    kind: 'iban',
    length: { min: length, max: length },
    pattern: `${country}[0-9]{2}${pattern.replace(/^\^/, '').replace(/\$$/, '')}`,
    example: ibanExamples[country],
    required: true,
  }
}

/** Payments in euro within SEPA need no BIC since 2016 (regulation EU 260/2012, article 5); it may be given. */
const euroForms: readonly BankForm[] = Object.keys(ibanExamples)
  .filter(isIbanCountry)
  .filter(country => country !== 'KW')
  .map(country => ({
    country,
    currency: 'EUR' as const,
    fields: [iban(country), bic(`BANK${country}2A`, false)],
  }))

/**
 * Japan's account kinds are Zengin's: ordinary (普通), current (当座), savings (貯蓄). The United States' ACH
 * needs to know whether a number is a checking or a savings account. Hong Kong's bank and branch codes are the
 * clearing code of HKICL; China's bank is named by its code in CNAPS, which the customer finds as 联行号.
 */
const otherForms: readonly BankForm[] = [
  {
    country: 'CN',
    currency: 'CNY',
    fields: [digits('cnaps', '102100099996'), digits('account_number', '6222021234567890128', 8, 28)],
  },
  {
    country: 'GB',
    currency: 'GBP',
    fields: [digits('sort_code', '200000'), digits('account_number', '55779911')],
  },
  {
    country: 'HK',
    currency: 'HKD',
    fields: [
      digits('bank_code', '004'),
      digits('branch_code', '500'),
      digits('account_number', '123456001', 6, 9),
    ],
  },
  {
    country: 'JP',
    currency: 'JPY',
    fields: [
      digits('bank_code', '0005'),
      digits('branch_code', '001'),
      choice('account_kind', ['ordinary', 'current', 'savings'], 'ordinary'),
      digits('account_number', '1234567'),
    ],
  },
  { country: 'KW', currency: 'KWD', fields: [iban('KW'), bic('CBKUKWKW', true)] },
  {
    country: 'US',
    currency: 'USD',
    fields: [
      digits('routing_number', '021000021'),
      choice('account_kind', ['checking', 'savings'], 'checking'),
      digits('account_number', '12345678901', 4, 17),
    ],
  },
]

const forms: ReadonlyMap<string, BankForm> = new Map(
  [...euroForms, ...otherForms].map(form => [form.country, form]),
)

function isIbanCountry(text: string): text is IbanCountry {
  return Object.hasOwn(ibanExamples, text)
}

/** Countries whose accounts we know how to check, sorted by code. */
export const bankCountries: readonly BankCountry[] = [...forms.values()]
  .map(({ country }) => country)
  .toSorted()

export function isBankCountry(text: string): text is BankCountry {
  return forms.has(text)
}

/** The form of a country (ISO 3166-1 alpha-2, capital letters), or undefined when we know none. */
export function formFor(country: string): BankForm | undefined {
  return forms.get(country)
}
