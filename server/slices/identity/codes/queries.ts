import { sql } from 'kysely'
import type { StepUpOperation } from '../../../../contract/api/challenges.ts'
import type { CodePurpose } from '../../../../contract/api/factors.ts'
import type { Locale } from '../../../../contract/schemas.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import type { IdentityTables, OneTimeCodeRow } from '../tables.ts'

type CodeTimes = Pick<OneTimeCodeRow, 'id' | 'resend_at' | 'expires_at'>

type Key = { subject: string; purpose: CodePurpose }

/**
 * Makes the row of a code, or renews it: the code before is void and the tries begin anew. Undefined while it is too
 * early for another message.
 */
export async function renewCode(
  tx: Tx,
  code: Key & {
    id: string
    channel: 'email' | 'sms'
    customerId: string | null
    address: string | null
    locale: Locale | null
    now: Date
    resendAt: Date
    expiresAt: Date
  },
): Promise<(CodeTimes & { generation: number }) | undefined> {
  const { id, subject, purpose, channel, customerId, address, locale, now, resendAt, expiresAt } = code
  const renewed = await sql<CodeTimes & { generation: number }>`
    INSERT INTO one_time_code AS c
      (id, subject, purpose, channel, customer_id, address, locale, generation, attempts, resend_at, expires_at)
    VALUES (${id}, ${subject}, ${purpose}, ${channel}, ${customerId}, ${address}, ${locale}, 1, 0,
            ${resendAt}, ${expiresAt})
    ON CONFLICT (subject, purpose) DO UPDATE SET
      channel = excluded.channel, customer_id = excluded.customer_id, address = excluded.address,
      locale = excluded.locale, generation = c.generation + 1, code_hash = NULL, attempts = 0, consumed_at = NULL,
      resend_at = excluded.resend_at, expires_at = excluded.expires_at
    WHERE c.resend_at <= ${now}
    RETURNING id, generation, resend_at, expires_at`.execute(tx)
  return renewed.rows[0]
}

/** Stores the hash of the code that is about to be sent; false when it is not wanted any more. */
export async function armCode(
  tx: Tx,
  code: { id: string; generation: number; codeHash: Buffer; now: Date },
): Promise<boolean> {
  const armed = await tx
    .withTables<IdentityTables>()
    .updateTable('one_time_code')
    .set({ code_hash: code.codeHash })
    .where('id', '=', code.id)
    .where('generation', '=', code.generation)
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', code.now)
    .returning('id')
    .executeTakeFirst()
  return armed !== undefined
}

/** Counts a try and consumes the code where it is right, in one statement; undefined when none is left to try. */
export async function takeCode(
  tx: Tx,
  attempt: Key & { codeHash: Buffer; now: Date; maxTries: number },
): Promise<{ right: boolean } | undefined> {
  const { subject, purpose, codeHash, now, maxTries } = attempt
  const taken = await sql<{ right: boolean }>`
    UPDATE one_time_code
    SET attempts = attempts + 1,
        consumed_at = CASE WHEN code_hash = ${codeHash} THEN ${now}::timestamptz END
    WHERE subject = ${subject} AND purpose = ${purpose}
      AND consumed_at IS NULL AND attempts < ${maxTries} AND expires_at > ${now}
    RETURNING consumed_at IS NOT NULL AS right`.execute(tx)
  return taken.rows[0]
}

export async function findCode(
  db: ReadDb,
  { subject, purpose }: Key,
): Promise<(CodeTimes & Pick<OneTimeCodeRow, 'consumed_at' | 'attempts'>) | undefined> {
  return await db
    .withTables<IdentityTables>()
    .selectFrom('one_time_code')
    .select(['id', 'resend_at', 'expires_at', 'consumed_at', 'attempts'])
    .where('subject', '=', subject)
    .where('purpose', '=', purpose)
    .executeTakeFirst()
}

/** A code to be sent, with where: the given address, or the customer's own while it is verified. */
export type CodeToSend = {
  subject: string
  purpose: CodePurpose
  channel: 'email' | 'sms'
  generation: number
  expires_at: Date
  consumed_at: Date | null
  address: string | null
  locale: Locale | null
  /** What the challenge it is for approves and shows the customer; both null for every other purpose. */
  operation: StepUpOperation | null
  display: unknown
}

export async function findCodeToSend(db: ReadDb, id: string): Promise<CodeToSend | undefined> {
  const found = await sql<CodeToSend>`
    SELECT o.subject, o.purpose, o.channel, o.generation, o.expires_at, o.consumed_at,
           coalesce(o.address, CASE o.channel
             WHEN 'email' THEN c.email
             ELSE CASE WHEN c.phone_verified_at IS NOT NULL THEN c.phone END
           END) AS address,
           coalesce(o.locale, c.locale) AS locale, ch.operation, ch.display
    FROM one_time_code o
    LEFT JOIN customer c ON c.id = o.customer_id
    LEFT JOIN challenge ch ON ch.id = o.subject AND o.purpose = 'step_up'
    WHERE o.id = ${id}`.execute(db)
  return found.rows[0]
}
