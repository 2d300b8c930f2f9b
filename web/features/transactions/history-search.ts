import type { TransactionKind, TransactionStatus } from '../../../contract/api/wallet.ts'
import { isCurrency, type Currency } from '../../../contract/money.ts'
import type { Period } from './present.ts'

/**
 * The filter as it stands in the address of the page. The router reads it, so this file is part of the first download and
 * imports next to nothing; what the filter asks of the API is in `history-filter.ts`.
 */
export type HistorySearch = {
  period?: Exclude<Period, 'all'>
  from?: string
  to?: string
  kind?: TransactionKind
  direction?: 'in' | 'out'
  status?: TransactionStatus
  currency?: Currency
  /** Part of a note or a name, or a whole number. */
  text?: string
  /** In `currency`. */
  min?: string
  max?: string
}

/** The statuses one can filter by; `completed` and `succeeded` are one word to the reader, but two to the server. */
export const filterStatuses = [
  'completed',
  'succeeded',
  'paid',
  'requires_action',
  'pending',
  'in_review',
  'in_transit',
  'awaiting_acceptance',
  'failed',
  'canceled',
  'expired',
  'returned',
  'reversed',
] as const satisfies readonly TransactionStatus[]

export const kinds = [
  'deposit',
  'transfer',
  'conversion',
  'withdrawal',
  'transfer_abroad',
  'refund',
] as const satisfies readonly TransactionKind[]
export const directions = ['in', 'out'] as const
export const periods = ['today', 'yesterday', 'week', 'month', 'range'] as const satisfies readonly Exclude<
  Period,
  'all'
>[]

function among<Value extends string>(values: readonly Value[], value: unknown): Value | undefined {
  return values.find(known => known === value)
}

const day = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined

const words = (value: unknown): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && String(value).trim() !== ''
    ? String(value).trim().slice(0, 100)
    : undefined

const amount = (value: unknown): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && /^\d{1,15}(\.\d{1,3})?$/.test(String(value))
    ? String(value)
    : undefined

/** Whatever stands in the address, made into a filter; what is not understood is left out. */
export function readHistorySearch(search: Record<string, unknown>): HistorySearch {
  const period = among(periods, search['period'])
  const parts = {
    period,
    from: period === 'range' ? day(search['from']) : undefined,
    to: period === 'range' ? day(search['to']) : undefined,
    kind: among(kinds, search['kind']),
    direction: among(directions, search['direction']),
    status: among(filterStatuses, search['status']),
    currency:
      typeof search['currency'] === 'string' && isCurrency(search['currency'])
        ? search['currency']
        : undefined,
    text: words(search['text']),
    min: amount(search['min']),
    max: amount(search['max']),
  }
  return withoutEmpty(parts)
}

type Loose<Shape> = { [Key in keyof Shape]?: Shape[Key] | undefined }

/** Parts that are undefined are absent, so that they do not stand in the address. */
export function withoutEmpty({
  period,
  from,
  to,
  kind,
  direction,
  status,
  currency,
  text,
  min,
  max,
}: Loose<HistorySearch>): HistorySearch {
  return {
    ...(period ? { period } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(kind ? { kind } : {}),
    ...(direction ? { direction } : {}),
    ...(status ? { status } : {}),
    ...(currency ? { currency } : {}),
    ...(text ? { text } : {}),
    // An amount means something in a currency only.
    ...(currency && min ? { min } : {}),
    ...(currency && max ? { max } : {}),
  }
}

export function isNarrowed(search: HistorySearch): boolean {
  return Object.keys(search).length > 0
}
