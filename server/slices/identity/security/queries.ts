import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import type { AlertLinkRow, SecurityTables, SignInOutcome } from './tables.ts'

export async function insertAlertLinks(tx: Tx, links: readonly AlertLinkRow[]): Promise<void> {
  await tx.withTables<SecurityTables>().insertInto('alert_link').values(links).execute()
}

/** Nothing is added without a customer, and nothing is different for the one who waits for it. */
export async function insertSignInEvent(
  tx: Tx,
  event: {
    id: string
    customerId: string | null
    outcome: SignInOutcome
    method: string
    at: Date
    ip: string
    userAgent: string
    place: string | null
    sessionId: string | null
  },
): Promise<void> {
  await sql`
    INSERT INTO sign_in_event (id, customer_id, outcome, method, at, ip, user_agent, place, session_id)
    SELECT ${event.id}::uuid, c.id, ${event.outcome}, ${event.method}, ${event.at}::timestamptz, ${event.ip},
           ${event.userAgent}, ${event.place}, ${event.sessionId}::uuid
    FROM customer c WHERE c.id = ${event.customerId}::uuid`.execute(tx)
}

export async function findPhrase(
  db: ReadDb,
  customerId: string,
): Promise<{ phrase: string; changed_at: Date } | undefined> {
  return await db
    .withTables<SecurityTables>()
    .selectFrom('security_phrase')
    .select(['phrase', 'changed_at'])
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
}
