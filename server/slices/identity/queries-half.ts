import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { IdentityTables } from './tables.ts'

export type HalfRow = {
  id: string
  customer_id: string
  created_at: Date
  expires_at: Date
  proofs_tried: number
  device_id: string | null
  email: string
  phone: string
  /** Whether the customer was ever completely signed in from the network this began in. */
  known_network: boolean
  code_channel: 'email' | 'sms' | null
  code_resend_at: Date | null
  code_expires_at: Date | null
}

/** A half session that is still open, with where codes go and the one on its way. */
export async function findHalf(
  db: ReadDb,
  half: { id: string; network: string; now: Date; knownSince: Date },
): Promise<HalfRow | undefined> {
  const { id, network, now, knownSince } = half
  const found = await sql<HalfRow>`
    SELECT s.id, s.customer_id, s.created_at, s.expires_at, s.proofs_tried, s.device_id, c.email, c.phone,
           EXISTS (
             SELECT FROM session o
             WHERE o.customer_id = s.customer_id AND o.network = ${network} AND o.stage = 'full'
               AND o.created_at > ${knownSince}
           ) AS known_network,
           o.channel AS code_channel, o.resend_at AS code_resend_at, o.expires_at AS code_expires_at
    FROM session s
    JOIN customer c ON c.id = s.customer_id
    LEFT JOIN one_time_code o
      ON o.subject = s.id AND o.purpose = 'sign_in' AND o.consumed_at IS NULL AND o.expires_at > ${now}
    WHERE s.id = ${id} AND s.stage = 'half' AND s.ended_at IS NULL AND s.expires_at > ${now}`.execute(db)
  return found.rows[0]
}

/** Counts a second proof before it is looked at; how many that makes, or undefined when none is left to try. */
export async function countHalfProof(
  tx: Tx,
  half: { id: string; now: Date; max: number },
): Promise<number | undefined> {
  const counted = await tx
    .withTables<IdentityTables>()
    .updateTable('session')
    .set(({ eb }) => ({ proofs_tried: eb('proofs_tried', '+', 1) }))
    .where('id', '=', half.id)
    .where('stage', '=', 'half')
    .where('ended_at', 'is', null)
    .where('expires_at', '>', half.now)
    .where('proofs_tried', '<', half.max)
    .returning('proofs_tried')
    .executeTakeFirst()
  return counted?.proofs_tried
}

/**
 * Holds the password as it was when the half session began until the transaction ends; false when it was changed
 * since. Whoever changes it waits for this, and then ends the session that is being opened here.
 */
export async function holdPasswordSince(
  tx: Tx,
  password: { customerId: string; since: Date },
): Promise<boolean> {
  const held = await tx
    .withTables<IdentityTables>()
    .selectFrom('password_credential')
    .select('customer_id')
    .where('customer_id', '=', password.customerId)
    .where('changed_at', '<=', password.since)
    .forShare()
    .executeTakeFirst()
  return held !== undefined
}

/** Gives a session another token; false when it has ended. */
export async function replaceToken(
  tx: Tx,
  session: { id: string; customerId: string; tokenHash: Buffer; now: Date },
): Promise<Date | undefined> {
  const replaced = await tx
    .withTables<IdentityTables>()
    .updateTable('session')
    .set({ token_hash: session.tokenHash, stepped_up_at: session.now })
    .where('id', '=', session.id)
    .where('customer_id', '=', session.customerId)
    .where('stage', '=', 'full')
    .where('ended_at', 'is', null)
    .returning('expires_at')
    .executeTakeFirst()
  return replaced?.expires_at
}
