import { problemOfField, type BankProblemCode } from '../bank-accounts/index.ts'
import { hasCardNumber } from '../card-numbers.ts'
import {
  accountFormOf,
  addressLimits,
  corridorTo,
  maxMessageLength,
  maxNameLength,
  type Corridor,
} from './corridors.ts'
import { isHanName, toSwiftText } from './swift-text.ts'

/** Somebody abroad as a customer writes them down. `latinName` is null where the name needs none. */
export type RecipientInput = {
  name: string
  latinName: string | null
  fields: Readonly<Record<string, string>>
  address: RecipientAddress | null
}

export type RecipientAddress = { street: string; city: string; postalCode: string }

export const recipientProblemCodes = [
  'latin_form_needed',
  'not_latin',
  'name_too_long',
  'letters_only',
] as const
export type RecipientProblemCode = BankProblemCode | (typeof recipientProblemCodes)[number]

/** `field`: `name`, `latin_name`, `address`, `street`, `city`, `postal_code` or an id of the account's form. */
export type RecipientProblem = { field: string; code: RecipientProblemCode }

/** What is wrong with a recipient for this corridor; the same rules as one types and on the server. */
export function recipientProblems(corridor: Corridor, input: RecipientInput): RecipientProblem[] {
  const form = accountFormOf(corridor)
  const problems: RecipientProblem[] = [...nameProblems(corridor, input), ...addressProblems(corridor, input)]
  for (const name of Object.keys(input.fields))
    if (!form.fields.some(({ id }) => id === name)) problems.push({ field: name, code: 'unknown_field' })
  for (const field of form.fields) {
    const text = Object.hasOwn(input.fields, field.id) ? (input.fields[field.id] ?? '') : ''
    const code = problemOfField(form, field, text)
    if (code) problems.push({ field: field.id, code })
  }
  return problems
}

/** Whether the name, as written, needs a Latin form beside it. */
export function needsLatinName(corridor: Corridor, name: string): boolean {
  if (name.trim() === '' || toSwiftText(name) !== undefined) return false
  return corridor.name === 'latin' || !isHanName(name)
}

/**
 * The name as the payment order carries it, or undefined where there is none yet: Chinese characters where the
 * corridor's banks keep them, else SWIFT's.
 */
export function nameOnOrder(
  corridor: Corridor,
  { name, latinName }: Pick<RecipientInput, 'name' | 'latinName'>,
): string | undefined {
  if (corridor.name === 'han_or_latin' && isHanName(name)) return name.replaceAll(/\s+/gu, ' ').trim()
  if (!needsLatinName(corridor, name)) return toSwiftText(name)
  return latinName === null ? undefined : toSwiftText(latinName)
}

/**
 * The name of an account's holder as a payment order to that country carries it, or undefined where the banks on the
 * way cannot read it and it has to be written in Latin letters.
 */
export function holderOnOrder(country: string, name: string): string | undefined {
  const corridor = corridorTo(country)
  return corridor ? nameOnOrder(corridor, { name, latinName: null }) : toSwiftText(name)
}

function nameProblems(corridor: Corridor, { name, latinName }: RecipientInput): RecipientProblem[] {
  if (name.trim() === '') return [{ field: 'name', code: 'required' }]
  if (!needsLatinName(corridor, name))
    return lengthProblem('name', toSwiftText(name) ?? name) ?? letterProblem('name', name)
  if (latinName === null || latinName.trim() === '')
    return [{ field: 'latin_name', code: 'latin_form_needed' }]
  const latin = toSwiftText(latinName)
  if (latin === undefined) return [{ field: 'latin_name', code: 'not_latin' }]
  return lengthProblem('latin_name', latin) ?? letterProblem('latin_name', latin)
}

function lengthProblem(field: string, text: string): RecipientProblem[] | undefined {
  return Array.from(text).length > maxNameLength ? [{ field, code: 'name_too_long' }] : undefined
}

/** A name has a letter; one of digits and dashes alone is an account number in the wrong place. */
function letterProblem(field: string, text: string): RecipientProblem[] {
  return /\p{L}/u.test(text) ? [] : [{ field, code: 'letters_only' }]
}

function addressProblems(corridor: Corridor, { address }: RecipientInput): RecipientProblem[] {
  if (!corridor.address) return address === null ? [] : [{ field: 'address', code: 'unknown_field' }]
  const { street = '', city = '', postalCode = '' } = address ?? {}
  const lines = [
    { field: 'street', text: street, max: addressLimits.street },
    { field: 'city', text: city, max: addressLimits.city },
    { field: 'postal_code', text: postalCode, max: addressLimits.postalCode },
  ]
  return lines.flatMap(({ field, text, max }): RecipientProblem[] => {
    if (text.trim() === '') return [{ field, code: 'required' }]
    const swift = toSwiftText(text)
    if (swift === undefined) return [{ field, code: 'not_latin' }]
    return swift.length > max ? [{ field, code: 'too_long' }] : []
  })
}

type MessageProblem = 'not_latin' | 'card_number' | 'too_long'

/**
 * What is wrong with a message to the recipient; an empty one is none. A card number is refused and not masked as in a
 * note: the recipient may find the payment by this text, so it leaves as it was written or not at all.
 */
export function messageProblem(corridor: Corridor, text: string): MessageProblem | undefined {
  const carried = messageOnOrder(corridor, text)
  if (carried === undefined) return 'not_latin'
  if (hasCardNumber(carried)) return 'card_number'
  return Array.from(carried).length > maxMessageLength ? 'too_long' : undefined
}

/** The message as the payment carries it; China's banks read Chinese. */
export function messageOnOrder(corridor: Corridor, text: string): string | undefined {
  const swift = toSwiftText(text)
  if (swift !== undefined || corridor.name === 'latin') return swift
  const joined = text.replaceAll(/\s+/gu, ' ').trim()
  return /^[\p{Script=Han}A-Za-z0-9/\-?:().,'+ ·，。、！？]*$/u.test(joined) ? joined : undefined
}
