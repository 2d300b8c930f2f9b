import { sql } from 'kysely'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import type { AlertLinkRow, SecurityTables, SignInEventRow, SignInOutcome } from './tables.ts'

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

/** Keeps the phrase; false where it was this one already, so that nothing is told. */
export async function setPhrase(
  tx: Tx,
  { customerId, phrase, now }: { customerId: string; phrase: string; now: Date },
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO security_phrase (customer_id, phrase, changed_at) VALUES (${customerId}, ${phrase}, ${now})
    ON CONFLICT (customer_id) DO UPDATE SET phrase = excluded.phrase, changed_at = excluded.changed_at
      WHERE security_phrase.phrase <> excluded.phrase
    RETURNING customer_id`.execute(tx)
  return rows.length > 0
}

/** The link of a token, whatever its state; reading it changes nothing. */
export async function findAlertLink(db: ReadDb, tokenHash: Buffer): Promise<AlertLinkRow | undefined> {
  return await db
    .withTables<SecurityTables>()
    .selectFrom('alert_link')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
}

/** Uses a link up; of any number at once exactly one gets it. */
export async function useAlertLink(
  tx: Tx,
  { tokenHash, now }: { tokenHash: Buffer; now: Date },
): Promise<AlertLinkRow | undefined> {
  return await tx
    .withTables<SecurityTables>()
    .updateTable('alert_link')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
}

/** Waits for whoever is being signed in: they hold the password until their session is there to be seen. */
export async function lockPassword(tx: Tx, customerId: string): Promise<void> {
  await sql`SELECT FROM password_credential WHERE customer_id = ${customerId} FOR UPDATE`.execute(tx)
}

/** Forgets a customer's devices: from now on each is like one never seen. `except` stays as it is. */
export async function revokeDevices(
  tx: Tx,
  { customerId, except, now }: { customerId: string; except: string | null; now: Date },
): Promise<void> {
  await sql`
    UPDATE device SET revoked_at = ${now}, remembered_until = NULL
    WHERE customer_id = ${customerId} AND revoked_at IS NULL AND id IS DISTINCT FROM ${except}::uuid`.execute(
    tx,
  )
}

/** The newest first, after the one named, or from the beginning; an event of somebody else ends the list. */
export async function listSignInEvents(
  db: ReadDb,
  { customerId, after, limit }: { customerId: string; after: string | undefined; limit: number },
): Promise<SignInEventRow[]> {
  const before = sql`AND (at, id) < (SELECT last.at, last.id FROM sign_in_event last
                                     WHERE last.customer_id = ${customerId} AND last.id = ${after})`
  const { rows } = await sql<SignInEventRow>`
    SELECT * FROM sign_in_event WHERE customer_id = ${customerId} ${after === undefined ? sql`` : before}
    ORDER BY at DESC, id DESC LIMIT ${limit}`.execute(db)
  return rows
}

/** The successful sign-in before the one that opened this session. */
export async function findPreviousSignIn(
  db: ReadDb,
  { customerId, sessionId }: { customerId: string; sessionId: string },
): Promise<SignInEventRow | undefined> {
  const { rows } = await sql<SignInEventRow>`
    SELECT e.* FROM sign_in_event e
    WHERE e.customer_id = ${customerId} AND e.outcome = 'succeeded' AND e.session_id IS DISTINCT FROM ${sessionId}
      AND e.at <= (SELECT s.created_at FROM session s WHERE s.id = ${sessionId})
    ORDER BY e.at DESC, e.id DESC LIMIT 1`.execute(db)
  return rows[0]
}

export type Protection = { phrase: string | null; password_changed_at: Date; lessons: string[] }

/** What the score needs to know besides the factors. */
export async function findProtection(db: ReadDb, customerId: string): Promise<Protection> {
  const { rows } = await sql<Protection>`
    SELECT p.changed_at AS password_changed_at, f.phrase,
           ARRAY(SELECT l.lesson FROM lesson_progress l WHERE l.customer_id = p.customer_id) AS lessons
    FROM password_credential p LEFT JOIN security_phrase f USING (customer_id)
    WHERE p.customer_id = ${customerId}`.execute(db)
  const protection = rows[0]
  if (!protection) throw new Error('a customer has a password')
  return protection
}

export async function findLessonProgress(db: ReadDb, customerId: string): Promise<Map<string, Date>> {
  const done = await db
    .withTables<SecurityTables>()
    .selectFrom('lesson_progress')
    .select(['lesson', 'completed_at'])
    .where('customer_id', '=', customerId)
    .execute()
  return new Map(done.map(({ lesson, completed_at }) => [lesson, completed_at]))
}

export async function completeLesson(
  tx: Tx,
  { customerId, lesson, now }: { customerId: string; lesson: string; now: Date },
): Promise<void> {
  await tx
    .withTables<SecurityTables>()
    .insertInto('lesson_progress')
    .values({ customer_id: customerId, lesson, completed_at: now })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

export async function deleteSignInEvents(tx: Tx, before: Date, limit: number): Promise<number> {
  const { rows } = await sql`
    DELETE FROM sign_in_event WHERE id IN (SELECT id FROM sign_in_event WHERE at < ${before} LIMIT ${limit})
    RETURNING id`.execute(tx)
  return rows.length
}

export async function deleteAlertLinks(tx: Tx, expiredBefore: Date, limit: number): Promise<number> {
  const { rows } = await sql`
    DELETE FROM alert_link WHERE id IN (SELECT id FROM alert_link WHERE expires_at < ${expiredBefore} LIMIT ${limit})
    RETURNING id`.execute(tx)
  return rows.length
}
