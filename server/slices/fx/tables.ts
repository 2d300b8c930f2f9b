import type { Currency } from '../../../contract/money.ts'

/** A price as it was told; amounts in minor units, reference rates as decimal text. */
export type QuoteRow = {
  id: string
  customer_id: string
  fixed: 'send' | 'receive'
  from_currency: Currency
  to_currency: Currency
  send: bigint
  receive: bigint
  markup: bigint
  markup_basis_points: number
  markup_rule: string
  from_rate: string
  to_rate: string
  rate_day: string
  created_at: Date
  expires_at: Date
  conversion_id: string | null
}

export type ConversionRow = {
  id: string
  quote_id: string
  number: string
  customer_id: string
  status: 'completed' | 'failed'
  status_reason: string | null
  decline_details: Record<string, unknown> | null
  journal_id: string | null
  created_at: Date
}
