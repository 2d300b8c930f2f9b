import type { z } from 'zod'
import type { historyFilterShape } from '../../../contract/api/wallet.ts'
import { isTransactionNumber, ungroup } from '../../../contract/check-digit.ts'
import { exponentOf, parseAmount, type Currency } from '../../../contract/money.ts'
import { DomainError } from '../../platform/errors.ts'
import type { RecordFilter } from './queries-records.ts'

/** A filter as it travels, decoded by the contract. */
export type HistoryFilter = z.output<z.ZodObject<typeof historyFilterShape>>

/** The filter of one owner's history; throws `validation_failed` for a time zone or an amount that is none. */
export function readFilter(ownerId: string, wire: HistoryFilter): RecordFilter {
  if (!isTimeZone(wire.time_zone)) throw invalid('time_zone', 'not_allowed')
  const digits = wire.text === undefined ? '' : ungroup(wire.text)
  const number = isTransactionNumber(digits) ? digits : undefined
  return {
    ownerId,
    kinds: wire.kind,
    status: wire.status,
    currency: wire.currency,
    direction: wire.direction,
    method: wire.method,
    number,
    text: number === undefined ? wire.text?.trim() : undefined,
    counterparty: wire.counterparty?.trim(),
    atLeast: amountOf('min_amount', wire.min_amount, wire.currency),
    atMost: amountOf('max_amount', wire.max_amount, wire.currency),
    from: wire.from ? startOfDay(wire.from, wire.time_zone, 0) : undefined,
    before: wire.to ? startOfDay(wire.to, wire.time_zone, 1) : undefined,
  }
}

function amountOf(
  path: 'min_amount' | 'max_amount',
  text: string | undefined,
  currency: Currency | undefined,
): bigint | undefined {
  if (text === undefined) return undefined
  // An amount without a currency is no amount: 1,000 yen and 1,000 euros are not to be compared.
  if (currency === undefined) throw invalid('currency', 'required')
  const parsed = parseAmount(text, exponentOf(currency))
  if (typeof parsed === 'string') throw invalid(path, parsed)
  return parsed
}

type FieldCode = NonNullable<
  NonNullable<ConstructorParameters<typeof DomainError>[1]>['fields']
>[number]['code']

function invalid(path: string, code: FieldCode): DomainError {
  return new DomainError('validation_failed', { fields: [{ path, code }] })
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Temporal.ZonedDateTime(0n, name))
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The first instant of a day, or of the day `later` days after it, where the customer lives. */
function startOfDay(day: string, timeZone: string, later: number): Date {
  const start = Temporal.PlainDate.from(day).add({ days: later }).toZonedDateTime(timeZone)
  return new Date(start.epochMilliseconds)
}
