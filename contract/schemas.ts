import { z } from 'zod'
import { maskCardNumbers } from './card-numbers.ts'
import { fromTypeId, type IdKind } from './ids.ts'
import { currencies, exponentOf, money, parseAmount } from './money.ts'
import { isTransactionNumber, ungroup } from './check-digit.ts'

/**
 * Schemas shared by all operations. A custom problem is raised with `params.field`, one of `fieldCodes`, so that
 * the answer names the broken rule in the caller's language and never quotes zod's own English.
 */

export const currencySchema = z.enum(currencies)

/** Money in an answer: already a decimal string with exactly the currency's exponent. */
export const wireMoneySchema = z
  .strictObject({ value: z.string(), currency: currencySchema })
  .meta({ id: 'Money', description: 'A decimal string with at most the decimals of the currency.' })

/** Money in a request, at least one minor unit; decoded to `Money`. */
export const moneySchema = z
  .strictObject({ value: z.string(), currency: currencySchema })
  .transform((wire, context) => {
    const parsed = parseAmount(wire.value, exponentOf(wire.currency))
    const field = typeof parsed === 'string' ? parsed : parsed === 0n ? 'amount_not_positive' : undefined
    if (field !== undefined) {
      context.addIssue({ code: 'custom', path: ['value'], params: { field }, message: field })
      return z.NEVER
    }
    return money(parsed as bigint, wire.currency)
  })

/** The same, zero allowed: an expected fee may be nothing. */
export const moneyOrZeroSchema = z
  .strictObject({ value: z.string(), currency: currencySchema })
  .transform((wire, context) => {
    const parsed = parseAmount(wire.value, exponentOf(wire.currency))
    if (typeof parsed === 'string') {
      context.addIssue({ code: 'custom', path: ['value'], params: { field: parsed }, message: parsed })
      return z.NEVER
    }
    return money(parsed, wire.currency)
  })

/**
 * Control characters, lone surrogates and direction overrides: PostgreSQL refuses U+0000, lone surrogates are
 * not text, and an override can make `100` read as `001`. Emoji, marks and right-to-left text stay as they are.
 */
const forbiddenText = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufeff]/u

export function isCleanText(text: string): boolean {
  return text.isWellFormed() && !forbiddenText.test(text)
}

/** One line of text people wrote, kept byte for byte; its length is counted in characters, not code units. */
export function lineSchema(options: { min: number; max: number }) {
  return z.string().superRefine((text, context) => {
    const length = Array.from(text).length
    const field =
      text.trim().length < options.min
        ? 'too_short'
        : length > options.max
          ? 'too_long'
          : isCleanText(text)
            ? undefined
            : 'text_not_allowed'
    if (field) context.addIssue({ code: 'custom', params: { field, ...options }, message: field })
  })
}

/** One line in somebody's own words, kept and shown to others: what looks like a card number is masked. */
export function proseSchema(options: { min: number; max: number }) {
  return lineSchema(options).overwrite(maskCardNumbers)
}

/** The same in several lines, without the white space around it; counted in code units, as zod does. */
export function paragraphSchema({ min, max }: { min: number; max: number }) {
  return z
    .string()
    .trim()
    .min(min)
    .max(max)
    .refine(text => text.split(/\r?\n/).every(isCleanText), {
      params: { field: 'text_not_allowed' },
      message: 'text_not_allowed',
    })
    .overwrite(maskCardNumbers)
}

/** A TypeID of that kind, decoded to the UUID inside. */
export function idSchema(kind: IdKind) {
  return z.string().transform((text, context) => {
    const uuid = fromTypeId(kind, text)
    if (uuid === undefined) {
      context.addIssue({ code: 'custom', params: { field: 'malformed' }, message: 'malformed' })
      return z.NEVER
    }
    return uuid
  })
}

function checkedNumberSchema(isValid: (digits: string) => boolean) {
  return z
    .string()
    .max(40)
    .transform((text, context) => {
      const digits = ungroup(text)
      if (isValid(digits)) return digits
      context.addIssue({ code: 'custom', params: { field: 'malformed' }, message: 'malformed' })
      return z.NEVER
    })
}

/** Accepted with or without spaces. */
export const transactionNumberSchema = checkedNumberSchema(isTransactionNumber)

/**
 * An e-mail address we can write to: RFC 5321 lengths, one @, a dotted domain. Stricter grammars refuse real
 * customers; whether it exists is proved by the code we send.
 */
export const emailSchema = z.string().superRefine((text, context) => {
  const valid =
    text.length <= 254 &&
    isCleanText(text) &&
    /^[^\s@"<>(),:;\\[\]]{1,64}@[^\s@"<>(),:;\\[\]]+\.[^\s@.]{2,}$/u.test(text)
  if (!valid)
    context.addIssue({ code: 'custom', params: { field: 'email_malformed' }, message: 'email_malformed' })
})

export const localeSchema = z.enum(['zh-CN', 'en'])
export type Locale = z.infer<typeof localeSchema>

/** An IANA time zone by a name this runtime knows, such as `Asia/Shanghai`. */
export const timeZoneSchema = z
  .string()
  .max(64)
  .refine(isTimeZone, { params: { field: 'malformed' }, message: 'malformed' })

function isTimeZone(name: string): boolean {
  // Offsets (`+08:00`) are accepted by Intl too, but know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

export const timestampSchema = z.iso.datetime().meta({ description: 'RFC 3339, UTC' })

/** Keyset pagination, the same on every list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(500).optional(),
}

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ data: z.array(item), next_cursor: z.string().nullable() })
}

/** One step in the life of a money object, with what proves it. */
export const timelineStepSchema = z
  .strictObject({
    state: z.string(),
    at: timestampSchema,
    /** A key of the web's messages (`timeline.<text>`), so that every reader gets their own language. */
    text: z.string(),
    evidence: z
      .strictObject({
        kind: z.enum(['journal', 'rail_event', 'rail_answer', 'command', 'clock', 'bank_entry', 'bank_file']),
        reference: z.string(),
      })
      .nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'TimelineStep' })

export const feeLineSchema = z
  .strictObject({
    kind: z.string(),
    amount: wireMoneySchema,
    rule: z.string().meta({ description: 'Rule and schedule version this line was computed from.' }),
  })
  .meta({ id: 'FeeLine' })
