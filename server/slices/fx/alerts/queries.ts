import { sql } from 'kysely'
import type { Currency } from '../../../../contract/money.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'

/** A wish to be told of a rate; `target` and `reached_rate` as decimal text. */
export type AlertRow = {
  id: string
  customer_id: string
  from_currency: Currency
  to_currency: Currency
  target: string
  basis: 'mid' | 'ours'
  direction: 'rise' | 'fall'
  status: 'active' | 'reached' | 'expired'
  created_at: Date
  expires_at: Date
  reached_at: Date | null
  reached_rate: string | null
}

const columns =
  sql.raw(`id, customer_id, from_currency, to_currency, trim_scale(target)::text AS target, basis, direction,
  status, created_at, expires_at, reached_at, trim_scale(reached_rate)::text AS reached_rate`)

/** Adds one unless the customer has `most` waiting; two at once cannot both be the last. */
export async function insertAlert(
  tx: Tx,
  alert: Omit<AlertRow, 'status' | 'reached_at' | 'reached_rate'>,
  most: number,
): Promise<boolean> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('rate alerts ' || ${alert.customer_id}::text, 0))`.execute(
    tx,
  )
  const { numAffectedRows } = await sql`
    INSERT INTO rate_alert (id, customer_id, from_currency, to_currency, target, basis, direction, status, created_at,
      expires_at)
    SELECT ${alert.id}, ${alert.customer_id}, ${alert.from_currency}, ${alert.to_currency}, ${alert.target}::numeric,
      ${alert.basis}, ${alert.direction}, 'active', ${alert.created_at}, ${alert.expires_at}
    WHERE (SELECT count(*) FROM rate_alert WHERE customer_id = ${alert.customer_id} AND status = 'active'
             AND expires_at > ${alert.created_at}) < ${most}`.execute(tx)
  return numAffectedRows === 1n
}

export async function listAlerts(db: ReadDb, customerId: string): Promise<AlertRow[]> {
  const { rows } = await sql<AlertRow>`
    SELECT ${columns} FROM rate_alert WHERE customer_id = ${customerId}
    ORDER BY created_at DESC, id DESC LIMIT 100`.execute(db)
  return rows
}

export async function deleteAlert(
  tx: Tx,
  { id, customerId }: { id: string; customerId: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM rate_alert WHERE id = ${id} AND customer_id = ${customerId}`.execute(tx)
  return numAffectedRows === 1n
}

/** Those that wait, locked, some at a time after an id; ones that another process looks at are left to it. */
export async function lockWaiting(
  tx: Tx,
  { after, now, limit }: { after: string; now: Date; limit: number },
): Promise<AlertRow[]> {
  const { rows } = await sql<AlertRow>`
    SELECT ${columns} FROM rate_alert WHERE status = 'active' AND expires_at > ${now} AND id > ${after}
    ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED`.execute(tx)
  return rows
}

/** Once: an alert that was reached does not wait any more. */
export async function markReached(
  tx: Tx,
  reached: readonly { id: string; rate: string }[],
  now: Date,
): Promise<void> {
  await sql`
    UPDATE rate_alert a SET status = 'reached', reached_at = ${now}, reached_rate = r.rate
    FROM unnest(${reached.map(({ id }) => id)}::uuid[], ${reached.map(({ rate }) => rate)}::numeric[]) AS r (id, rate)
    WHERE a.id = r.id AND a.status = 'active'`.execute(tx)
}

export async function expireAlerts(tx: Tx, now: Date): Promise<void> {
  await sql`UPDATE rate_alert SET status = 'expired' WHERE status = 'active' AND expires_at <= ${now}`.execute(
    tx,
  )
}
