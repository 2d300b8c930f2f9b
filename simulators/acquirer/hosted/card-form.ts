import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Acquirer } from '../acquirer.ts'
import { brandOf, cvcLengthOf, findTestCard, passesLuhn } from '../cards.ts'
import { newId } from '../ids.ts'
import type { MessageKey } from '../messages/messages.ts'
import type { SessionRecord, UsedCard } from '../store/records.ts'

/** The form as it was typed. Field names are what browsers' autofill sends with the page's autocomplete hints. */
const formSchema = z.object({
  form: z.string().max(100).default(''),
  email: z.string().max(512).default(''),
  number: z.string().max(100).default(''),
  expiry: z.string().max(20).default(''),
  cvc: z.string().max(20).default(''),
  name: z.string().max(500).default(''),
  /** A saved card of the customer, by its id; empty for one that is typed in. */
  saved: z.string().max(100).default(''),
  /** Ticked: keep the card that is typed in. */
  save: z.string().max(10).optional(),
  /** Key of a test card, when its button was pressed without JavaScript. */
  fill: z.string().max(50).optional(),
})

export type CardForm = z.output<typeof formSchema>
export type CardField = 'email' | 'number' | 'expiry' | 'cvc' | 'name'
export type FieldError = { key: MessageKey; values?: Record<string, number> }
export type FieldErrors = Partial<Record<CardField, FieldError>>

/** Reads the form; one that no browser sends from our page counts as empty. */
export function readCardForm(body: string): CardForm {
  return formSchema.safeParse(Object.fromEntries(new URLSearchParams(body))).data ?? formSchema.parse({})
}

function digitsOf(text: string): string {
  // People type spaces and dashes; full-width digits come from Chinese keyboards.
  return text.normalize('NFKC').replaceAll(/[\s-]/g, '')
}

function checkNumber(digits: string): FieldError | null {
  if (digits === '') return { key: 'error.number_missing' }
  if (!/^\d+$/.test(digits)) return { key: 'error.number_invalid' }
  if (digits.length < (brandOf(digits) === 'amex' ? 15 : 16)) return { key: 'error.number_incomplete' }
  if (digits.length > 19 || !passesLuhn(digits)) return { key: 'error.number_invalid' }
  return null
}

type Expiry = { month: number; year: number }

function readExpiry(text: string): Expiry | null {
  const matched = /^(\d{1,2})\s*[/-]?\s*(\d{2}|\d{4})$/.exec(text.normalize('NFKC').trim())
  if (!matched) return null
  const month = Number(matched[1])
  const year = Number(matched[2])
  return month >= 1 && month <= 12 ? { month, year: year < 100 ? 2000 + year : year } : null
}

function checkExpiry(text: string, nowMs: number): FieldError | null {
  if (text.trim() === '') return { key: 'error.expiry_missing' }
  const expiry = readExpiry(text)
  if (!expiry || expiry.year > new Date(nowMs).getUTCFullYear() + 50) return { key: 'error.expiry_invalid' }
  // A card is good until the last day of its month.
  return Date.UTC(expiry.year, expiry.month, 1) <= nowMs ? { key: 'error.expiry_past' } : null
}

function checkCvc(cvc: string, digits: string): FieldError | null {
  if (cvc === '') return { key: 'error.cvc_missing' }
  const length = cvcLengthOf(brandOf(digits))
  return /^\d+$/.test(cvc) && cvc.length === length ? null : { key: 'error.cvc_length', values: { length } }
}

function checkName(name: string): FieldError | null {
  if (name.trim() === '') return { key: 'error.name_missing' }
  return name.trim().length > 100 ? { key: 'error.name_long' } : null
}

/** Every field that is wrong, with the message for it; empty when the card can be tried. */
export function checkCardForm(form: CardForm, session: SessionRecord, nowMs: number): FieldErrors {
  const digits = digitsOf(form.number)
  const checks: Record<CardField, FieldError | null> = {
    email:
      session.customerEmail !== null || z.email().safeParse(form.email.trim()).success
        ? null
        : { key: 'error.email' },
    number: checkNumber(digits),
    expiry: checkExpiry(form.expiry, nowMs),
    cvc: checkCvc(digitsOf(form.cvc), digits),
    name: checkName(form.name),
  }
  const errors: FieldErrors = {}
  for (const field of ['email', 'number', 'expiry', 'cvc', 'name'] as const) {
    const error = checks[field]
    if (error) errors[field] = error
  }
  return errors
}

/** The card as an acquirer keeps it: brand, last digits and a fingerprint, never the number. */
export function toUsedCard(acquirer: Acquirer, form: CardForm, session: SessionRecord): UsedCard {
  const digits = digitsOf(form.number)
  const expiry = readExpiry(form.expiry)
  if (!expiry) throw new Error('a card form was used that did not pass its check')
  const testCard = findTestCard(digits)
  return {
    paymentMethod: newId.paymentMethod(),
    testCard: testCard?.key ?? null,
    brand: testCard?.brand ?? brandOf(digits),
    funding: testCard?.funding ?? 'unknown',
    country: testCard?.country ?? null,
    last4: digits.slice(-4),
    fingerprint: createHash('sha256')
      .update(acquirer.settings.secretKey)
      .update(digits)
      .digest('base64url')
      .slice(0, 16),
    expMonth: expiry.month,
    expYear: expiry.year,
    holder: form.name.trim(),
    email: session.customerEmail ?? form.email.trim(),
    keepFor: session.offersSaving && form.save !== undefined ? session.customer : null,
  }
}
