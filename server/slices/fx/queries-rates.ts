import type pg from 'pg'
import type { Currency } from '../../../contract/money.ts'
import { CompiledQuery } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import { plainArray, textArray } from '../../platform/sql-arrays.ts'

type Connection = pg.ClientBase | pg.Pool

export type RateStatus = 'active' | 'held' | 'rejected'
export type StoredRate = { currency: Currency; day: string; rate: string; status: RateStatus }

/** Only one process takes files at a time: two that compare with the rate before would not see each other's. */
export async function lockRates(tx: Tx): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(`SELECT pg_advisory_xact_lock(hashtext('okpay fx rates'))`))
}

/** False where the same content was taken before. */
export async function insertFile(
  tx: Tx,
  file: { id: string; contentHash: Buffer; origin: string; receivedAt: Date },
): Promise<boolean> {
  const { rows } = await tx.executeQuery(
    CompiledQuery.raw(
      `INSERT INTO fx_rate_file (id, content_hash, origin, received_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (content_hash) DO NOTHING RETURNING id`,
      [file.id, file.contentHash, file.origin, file.receivedAt],
    ),
  )
  return rows.length > 0
}

const latestSql = (statuses: string): string => `
  SELECT DISTINCT ON (currency) currency, day::text AS day, trim_scale(rate)::text AS rate, status
  FROM fx_rate WHERE status IN (${statuses})
  ORDER BY currency, day DESC, received_at DESC`

/** Of each currency the newest day's rate, and of that day what came last; a held one too, for it stops quoting. */
export async function latestRates(client: Connection): Promise<StoredRate[]> {
  const { rows } = await client.query<StoredRate>(latestSql(`'active', 'held'`))
  return rows
}

/** Of each currency the newest rate that nobody doubts: what a new one is compared with. */
export async function latestSoundRates(tx: Tx): Promise<StoredRate[]> {
  const { rows } = await tx.executeQuery<StoredRate>(CompiledQuery.raw(latestSql(`'active'`)))
  return rows
}

export async function insertRates(
  tx: Tx,
  file: { id: string; receivedAt: Date },
  rates: readonly StoredRate[],
): Promise<void> {
  await tx.executeQuery(
    CompiledQuery.raw(
      `INSERT INTO fx_rate (currency, day, file_id, rate, status, received_at)
       SELECT currency, day, $1, rate, status, $2
       FROM unnest($3::text[], $4::date[], $5::numeric[], $6::text[]) AS new (currency, day, rate, status)`,
      [
        file.id,
        file.receivedAt,
        plainArray(rates.map(rate => rate.currency)),
        plainArray(rates.map(rate => rate.day)),
        plainArray(rates.map(rate => rate.rate)),
        textArray(rates.map(rate => rate.status)),
      ],
    ),
  )
}

/** Ends the wait of a currency's held rates; how many there were. */
export async function decideHeldRates(
  tx: Tx,
  currency: string,
  status: Exclude<RateStatus, 'held'>,
): Promise<number> {
  const { numAffectedRows } = await tx.executeQuery(
    CompiledQuery.raw(`UPDATE fx_rate SET status = $2 WHERE currency = $1 AND status = 'held'`, [
      currency,
      status,
    ]),
  )
  return Number(numAffectedRows ?? 0n)
}

/** Rates in force on each day since, oldest first; of a day what came last. */
export async function rateHistory(
  client: Connection,
  currencies: readonly Currency[],
  since: string,
): Promise<{ currency: Currency; day: string; rate: string }[]> {
  const { rows } = await client.query<{ currency: Currency; day: string; rate: string }>(
    `SELECT DISTINCT ON (day, currency) currency, day::text AS day, trim_scale(rate)::text AS rate
     FROM fx_rate WHERE status = 'active' AND currency = ANY($1::text[]) AND day >= $2
     ORDER BY day, currency, received_at DESC`,
    [plainArray(currencies), since],
  )
  return rows
}
