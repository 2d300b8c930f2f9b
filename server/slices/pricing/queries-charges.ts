import type pg from 'pg'
import { bigintArray, plainArray, textArray, timeArray } from '../../platform/sql-arrays.ts'
import type { ChargeRow } from './charge-rows.ts'

/** Positions are given in the order of the rows, which is the order of the decisions. */
export async function insertCharges(client: pg.ClientBase, rows: readonly ChargeRow[]): Promise<void> {
  const limit = (interval: keyof ChargeRow['limits']) =>
    bigintArray(rows.map(row => row.limits[interval] ?? null))
  await client.query({
    name: 'pricing.insert_charges',
    text: `INSERT INTO charge (subject, entry, customer_id, operation, method, payer_region, payee_region, level,
             currency, amount, fee, fee_version, limit_version, day, daily_limit, weekly_limit, monthly_limit,
             rolling_limit, at)
           SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
             $8::text[], $9::text[], $10::bigint[], $11::bigint[], $12::int[], $13::int[], $14::date[], $15::bigint[],
             $16::bigint[], $17::bigint[], $18::bigint[], $19::timestamptz[])`,
    values: [
      plainArray(rows.map(row => row.subject)),
      plainArray(rows.map(row => row.entry)),
      plainArray(rows.map(row => row.customerId)),
      plainArray(rows.map(row => row.operation)),
      textArray(rows.map(row => row.method)),
      textArray(rows.map(row => row.payerRegion)),
      textArray(rows.map(row => row.payeeRegion)),
      textArray(rows.map(row => row.level)),
      plainArray(rows.map(row => row.amount.currency)),
      bigintArray(rows.map(row => row.amount.minor)),
      bigintArray(rows.map(row => row.fee.minor)),
      bigintArray(rows.map(row => row.feeVersion)),
      bigintArray(rows.map(row => row.limitVersion)),
      plainArray(rows.map(row => row.day)),
      limit('daily'),
      limit('weekly'),
      limit('monthly'),
      limit('rolling_24h'),
      timeArray(rows.map(row => row.at)),
    ],
  })
}
