import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/**
 * Gives a number to a customer. Proved, it is theirs alone: whoever had it before is not found by it and gets no
 * messages there any more; their ids are answered, to tell them. Unproved, nobody is found by it. A lock on the
 * number puts two who prove it at the same moment in line.
 */
export async function givePhone(
  tx: Tx,
  { customerId, phone, verifiedAt }: { customerId: string; phone: string; verifiedAt: Date | null },
): Promise<string[]> {
  const losers = verifiedAt === null ? [] : await takeFromOthers(tx, { customerId, phone })
  await sql`
    UPDATE customer SET phone = ${phone}, phone_verified_at = ${verifiedAt},
      phone_lookup = ${verifiedAt === null ? null : phone}
    WHERE id = ${customerId}`.execute(tx)
  return losers
}

async function takeFromOthers(
  tx: Tx,
  { customerId, phone }: { customerId: string; phone: string },
): Promise<string[]> {
  await lockNumber(tx, phone)
  const { rows } = await sql<{ id: string }>`
    UPDATE customer SET phone_lookup = NULL, phone_verified_at = NULL
    WHERE phone_lookup = ${phone} AND id <> ${customerId}
    RETURNING id`.execute(tx)
  return rows.map(row => row.id)
}

/** Whether somebody else has proved the number; nobody can begin to until the transaction ends. */
export async function isSomebodyElses(
  tx: Tx,
  { customerId, phone }: { customerId: string; phone: string },
): Promise<boolean> {
  await lockNumber(tx, phone)
  const { rows } = await sql`
    SELECT FROM customer WHERE phone_lookup = ${phone} AND id <> ${customerId}`.execute(tx)
  return rows.length > 0
}

async function lockNumber(tx: Tx, phone: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`mobile number ${phone}`}, 0))`.execute(tx)
}
