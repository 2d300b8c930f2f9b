import { validateBIC, validateIBAN, ValidationErrorsIBAN } from 'ibantools'
import type { Currency } from '../money.ts'
import { hasCnapsCheckDigit, hasRoutingCheckDigit } from './check-digits.ts'
import { formFor, type BankField, type BankFieldId, type BankForm } from './forms.ts'

/** A bank account as somebody gives it or, once checked, as we keep it: normalised and complete. */
export type BankAccount = {
  /** ISO 3166-1 alpha-2. */
  country: string
  currency?: Currency
  fields: Readonly<Record<string, string>>
}

/** What can be wrong with one field; the texts are `bankAccount.<code>` in the messages. */
export const bankProblemCodes = [
  'country_unsupported',
  'currency_unsupported',
  'required',
  'unknown_field',
  'characters',
  'too_short',
  'too_long',
  'not_allowed',
  'iban_country',
  'iban_malformed',
  'iban_check_digits',
  'bic_malformed',
  'bic_country',
  'routing_check_digit',
  'cnaps_check_digit',
] as const

export type BankProblemCode = (typeof bankProblemCodes)[number]

/** `field`: an id of the form, `country` or `currency`, or the name of a field the form does not have. */
export type BankProblem = { field: string; code: BankProblemCode }

export type CheckedBankAccount = { ok: BankAccount } | { problems: BankProblem[] }

/** Longer input is refused before it is looked at: nobody's account number has a hundred characters. */
const maxInputLength = 100

/**
 * What people type or paste, as banks write it: full-width digits folded (NFKC), grouping by spaces, dashes,
 * dots and slashes dropped, capital letters, the word IBAN in front left out.
 */
export function normalizeBankField(field: BankField, text: string): string {
  const folded = text.normalize('NFKC').replaceAll(/[\s\p{Cf}\p{Pd}./]/gu, '')
  if (field.kind === 'choice') return folded.toLowerCase()
  const capital = folded.toUpperCase()
  return field.kind === 'iban' ? capital.replace(/^IBAN:?/, '') : capital
}

/**
 * Checks what can be checked without asking the bank: the fields of the country's form, their characters,
 * lengths and check digits (IBAN: ISO 13616, mod 97; BIC: ISO 9362; ABA; CNAPS). `ok` is normalised.
 */
export function checkBankAccount(account: BankAccount): CheckedBankAccount {
  const form = formFor(account.country)
  if (!form) return { problems: [{ field: 'country', code: 'country_unsupported' }] }
  const problems: BankProblem[] = []
  if (account.currency !== undefined && account.currency !== form.currency)
    problems.push({ field: 'currency', code: 'currency_unsupported' })
  for (const name of Object.keys(account.fields))
    if (!form.fields.some(({ id }) => id === name)) problems.push({ field: name, code: 'unknown_field' })
  const fields: Record<string, string> = {}
  for (const field of form.fields) {
    const value = normalizeBankField(field, textOf(account, field.id))
    const code = problemOfField(form, field, textOf(account, field.id))
    if (code) problems.push({ field: field.id, code })
    else if (value !== '') fields[field.id] = value
  }
  if (problems.length > 0) return { problems }
  const { country, currency } = account
  return { ok: currency === undefined ? { country, fields } : { country, currency, fields } }
}

/** What is wrong with one field of a form, as somebody types it; undefined when nothing is. */
export function problemOfField(form: BankForm, field: BankField, text: string): BankProblemCode | undefined {
  if (text.length > maxInputLength) return 'too_long'
  const value = normalizeBankField(field, text)
  if (value === '') return field.required ? 'required' : undefined
  if (field.kind === 'choice') return field.choices?.includes(value) ? undefined : 'not_allowed'
  const allowed = field.kind === 'digits' ? /^[0-9]+$/ : /^[A-Z0-9]+$/
  if (!allowed.test(value)) return 'characters'
  // Before the length, because another country's IBAN has another length.
  if (field.kind === 'iban' && !value.startsWith(form.country.slice(0, value.length))) return 'iban_country'
  if (value.length < field.length.min) return 'too_short'
  if (value.length > field.length.max) return 'too_long'
  if (field.kind === 'iban') return problemOfIban(value)
  if (field.kind === 'bic') return problemOfBic(value, form.country)
  if (field.id === 'routing_number' && !hasRoutingCheckDigit(value)) return 'routing_check_digit'
  if (field.id === 'cnaps' && !hasCnapsCheckDigit(value)) return 'cnaps_check_digit'
  return undefined
}

function problemOfIban(value: string): BankProblemCode | undefined {
  const { valid, errorCodes } = validateIBAN(value)
  if (valid) return undefined
  // The library leaves the check digits unjudged when the structure is wrong already.
  return errorCodes.includes(ValidationErrorsIBAN.WrongBBANFormat) ||
    errorCodes.includes(ValidationErrorsIBAN.ChecksumNotNumber)
    ? 'iban_malformed'
    : 'iban_check_digits'
}

/** Overseas parts of France have BICs of their own and French IBANs (SWIFT, IBAN registry, entry FR). */
const bicCountries: Readonly<Record<string, readonly string[]>> = {
  FR: ['FR', 'BL', 'GF', 'GP', 'MF', 'MQ', 'NC', 'PF', 'PM', 'RE', 'TF', 'WF', 'YT'],
  FI: ['FI', 'AX'],
}

function problemOfBic(value: string, country: string): BankProblemCode | undefined {
  // Nine or ten characters are within the lengths and no BIC.
  if (!validateBIC(value).valid) return 'bic_malformed'
  const allowed = bicCountries[country] ?? [country]
  return allowed.includes(value.slice(4, 6)) ? undefined : 'bic_country'
}

function textOf(account: BankAccount, id: BankFieldId): string {
  return Object.hasOwn(account.fields, id) ? (account.fields[id] ?? '') : ''
}
