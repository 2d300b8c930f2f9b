import { exponentOf, formatAmount } from '../../../contract/money.ts'
import type { Locale } from '../../../contract/schemas.ts'
import { recordTexts, wordOf } from '../../platform/record-texts.ts'
import type { TransactionRecordRow } from '../wallet/index.ts'
import { csvRow } from './csv.ts'

/** In this order for ever: a program that reads columns by their place must not break. New ones come at the end. */
const columns = [
  'number',
  'created_at',
  'kind',
  'direction',
  'status',
  'status_reason',
  'amount',
  'currency',
  'balance_after',
  'counterparty',
  'method',
  'note',
  'updated_at',
] as const

type Look = { header: 'names' | 'keys'; locale: Locale; timeZone: string }

export function headerRow({ header, locale }: Look): string {
  const names = recordTexts[locale].columns
  return csvRow(header === 'keys' ? columns : columns.map(column => names[column]))
}

/** Amounts out are negative, so that a sum over a column of one currency means something. */
export function recordRow(row: TransactionRecordRow, look: Look): string {
  const exponent = exponentOf(row.currency)
  const amount = (minor: bigint) => ({ number: formatAmount(minor, exponent) })
  const texts = recordTexts[look.locale]
  const word = (words: Readonly<Record<string, string>>, code: string | null): string | null =>
    code === null || look.header === 'keys' ? code : wordOf(words, code)
  return csvRow([
    // Sixteen digits are too many for a spreadsheet's number, which would end in zeros.
    look.header === 'keys' ? { number: row.number } : row.number.replaceAll(/(\d{4})(?=\d)/g, '$1 '),
    timeOf(row.created_at, look),
    word(texts.kinds, row.kind),
    word(texts.directions, row.direction),
    word(texts.statuses, row.status),
    row.status_reason,
    amount(row.direction === 'out' ? -row.amount : row.amount),
    row.currency,
    row.balance_after === null ? null : amount(row.balance_after),
    row.counterparty,
    word(texts.methods, row.method),
    row.note,
    timeOf(row.updated_at, look),
  ])
}

/** For programs in UTC; for people where they live, in the form every spreadsheet knows as a time. */
function timeOf(at: Date, { header, timeZone }: Look): string {
  if (header === 'keys') return at.toISOString()
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
    .replace('T', ' ')
}
