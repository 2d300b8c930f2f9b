import { bigints, dates, integers, texts, times, uuids } from '../../platform/sql-binary-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import type { ChargeRow } from './charge-rows.ts'

/** Positions are given in the order of the rows, which is the order of the decisions. */
export function insertCharges(rows: readonly ChargeRow[]): Statement {
  const limit = (interval: keyof ChargeRow['limits']) =>
    bigints(rows.map(row => row.limits[interval] ?? null))
  return {
    name: 'pricing.insert_charges',
    text: `INSERT INTO charge (subject, entry, customer_id, operation, method, payer_region, payee_region, level,
             currency, amount, fee, fee_version, limit_version, day, daily_limit, weekly_limit, monthly_limit,
             rolling_limit, at)
           SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
             $8::text[], $9::text[], $10::bigint[], $11::bigint[], $12::int[], $13::int[], $14::date[], $15::bigint[],
             $16::bigint[], $17::bigint[], $18::bigint[], $19::timestamptz[])`,
    values: [
      uuids(rows.map(row => row.subject)),
      texts(rows.map(row => row.entry)),
      uuids(rows.map(row => row.customerId)),
      texts(rows.map(row => row.operation)),
      texts(rows.map(row => row.method)),
      texts(rows.map(row => row.payerRegion)),
      texts(rows.map(row => row.payeeRegion)),
      texts(rows.map(row => row.level)),
      texts(rows.map(row => row.amount.currency)),
      bigints(rows.map(row => row.amount.minor)),
      bigints(rows.map(row => row.fee.minor)),
      integers(rows.map(row => row.feeVersion)),
      integers(rows.map(row => row.limitVersion)),
      dates(rows.map(row => row.day)),
      limit('daily'),
      limit('weekly'),
      limit('monthly'),
      limit('rolling_24h'),
      times(rows.map(row => row.at)),
    ],
  }
}
