import type pg from 'pg'
import type { Currency } from '../../../../contract/money.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import { nullableUuidArray, plainArray, timeArray } from '../../../platform/sql-arrays.ts'
import { texts, uuids } from '../../../platform/sql-binary-arrays.ts'
import type { Statement } from '../../../platform/statement.ts'
import type { IdentityTables } from '../tables.ts'
import { maxTries } from './challenge.ts'
import type { ChallengeRow, StepUpTables } from './tables.ts'

export type NewChallenge = Omit<
  ChallengeRow,
  'status' | 'tries' | 'method' | 'passed_at' | 'consumed_at' | 'consumed_by'
>

export async function insertChallenge(tx: Tx, challenge: NewChallenge): Promise<ChallengeRow> {
  return await tx
    .withTables<StepUpTables>()
    .insertInto('challenge')
    .values({
      ...challenge,
      display: JSON.stringify(challenge.display),
      status: 'pending',
      tries: 0,
      method: null,
      passed_at: null,
      consumed_at: null,
      consumed_by: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The same for nobody's challenge and for another session's. */
export async function findChallenge(
  db: ReadDb,
  { id, customerId, sessionId }: { id: string; customerId: string; sessionId: string },
): Promise<ChallengeRow | undefined> {
  return await db
    .withTables<StepUpTables>()
    .selectFrom('challenge')
    .selectAll()
    .where('id', '=', id)
    .where('customer_id', '=', customerId)
    .where('session_id', '=', sessionId)
    .executeTakeFirst()
}

/** Holds the customer's choices still: whoever changes one waits for whoever else does. */
export async function lockChoices(tx: Tx, customerId: string): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .selectFrom('customer')
    .select('id')
    .where('id', '=', customerId)
    .forNoKeyUpdate()
    .execute()
}

/** Notes that the customer is still at it. */
export async function extend(
  tx: Tx,
  { id, now, expiresAt }: { id: string; now: Date; expiresAt: Date },
): Promise<ChallengeRow | undefined> {
  return await tx
    .withTables<StepUpTables>()
    .updateTable('challenge')
    .set({ expires_at: expiresAt })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .where('tries', '<', maxTries)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
}

/** Counts a try before it is looked at, so that no number of them at once is more than five. */
export async function countTry(
  tx: Tx,
  { id, now, expiresAt }: { id: string; now: Date; expiresAt: Date },
): Promise<ChallengeRow | undefined> {
  return await tx
    .withTables<StepUpTables>()
    .updateTable('challenge')
    .set(({ eb }) => ({ tries: eb('tries', '+', 1), expires_at: expiresAt }))
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .where('tries', '<', maxTries)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
}

/** The try that was right is taken back from the count. Undefined when another try ended the challenge meanwhile. */
export async function markPassed(
  tx: Tx,
  passed: { id: string; method: ChallengeRow['method']; at: Date; expiresAt: Date },
): Promise<ChallengeRow | undefined> {
  return await tx
    .withTables<StepUpTables>()
    .updateTable('challenge')
    .set(({ eb }) => ({
      status: 'passed',
      tries: eb('tries', '-', 1),
      method: passed.method,
      passed_at: passed.at,
      expires_at: passed.expiresAt,
    }))
    .where('id', '=', passed.id)
    .where('status', '=', 'pending')
    .returningAll()
    .executeTakeFirst()
}

/** Ends a challenge whose tries are used up; true for exactly one of those who notice. */
export async function markFailed(tx: Tx, id: string): Promise<boolean> {
  const failed = await tx
    .withTables<StepUpTables>()
    .updateTable('challenge')
    .set({ status: 'failed' })
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .where('tries', '>=', maxTries)
    .returning('id')
    .executeTakeFirst()
  return failed !== undefined
}

/** Ends a challenge that was shown with another request than its own, unless it has served. */
export async function voidChallenge(
  tx: Tx,
  { id, customerId, sessionId }: { id: string; customerId: string; sessionId: string },
): Promise<void> {
  await tx
    .withTables<StepUpTables>()
    .updateTable('challenge')
    .set({ status: 'failed' })
    .where('id', '=', id)
    .where('customer_id', '=', customerId)
    .where('session_id', '=', sessionId)
    .where('consumed_at', 'is', null)
    .execute()
}

/** Uses a passed challenge up, once; false when there is none any more that stands behind this. */
export async function consume(
  tx: Tx,
  use: { id: string; customerId: string; hash: Buffer; at: Date; by: string },
): Promise<boolean> {
  const consumed = await tx
    .withTables<StepUpTables>()
    .updateTable('challenge')
    .set({ consumed_at: use.at, consumed_by: use.by })
    .where('id', '=', use.id)
    .where('customer_id', '=', use.customerId)
    .where('binding_hash', '=', use.hash)
    .where('status', '=', 'passed')
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', use.at)
    .returning('id')
    .executeTakeFirst()
  return consumed !== undefined
}

export type StoredThreshold = { currency: Currency; amount: bigint; newRecipient: bigint }

export async function readThresholds(db: ReadDb, customerId: string): Promise<StoredThreshold[]> {
  return await db
    .withTables<StepUpTables>()
    .selectFrom('step_up_threshold')
    .select(['currency', 'amount', 'new_recipient as newRecipient'])
    .where('customer_id', '=', customerId)
    .execute()
}

export type ChosenThreshold = StoredThreshold & { customerId: string; at: Date }

export async function writeThresholds(tx: Tx, chosen: readonly ChosenThreshold[]): Promise<void> {
  await tx
    .withTables<StepUpTables>()
    .insertInto('step_up_threshold')
    .values(
      chosen.map(({ customerId, currency, amount, newRecipient, at }) => ({
        customer_id: customerId,
        currency,
        amount,
        new_recipient: newRecipient,
        changed_at: at,
      })),
    )
    .onConflict(conflict =>
      conflict.columns(['customer_id', 'currency']).doUpdateSet(eb => ({
        amount: eb.ref('excluded.amount'),
        new_recipient: eb.ref('excluded.new_recipient'),
        changed_at: eb.ref('excluded.changed_at'),
      })),
    )
    .execute()
}

export type Pair = { customerId: string; recipientId: string; currency: Currency }
export type PairFacts = { amount: bigint | null; newRecipient: bigint | null; confirmed: boolean }

/**
 * What the step-up decision of each transfer needs, in the order of `pairs`: one prepared statement per batch, two
 * index look-ups per transfer.
 */
export async function readPairs(
  client: pg.ClientBase | pg.Pool,
  pairs: readonly Pair[],
): Promise<PairFacts[]> {
  const { rows } = await client.query<{
    amount: bigint | null
    new_recipient: bigint | null
    confirmed: boolean
  }>({
    name: 'identity.step_up_pairs',
    text: `SELECT t.amount, t.new_recipient, c.customer_id IS NOT NULL AS confirmed
           FROM unnest($1::uuid[], $2::uuid[], $3::text[]) WITH ORDINALITY
             AS asked (customer_id, recipient_id, currency, place)
           LEFT JOIN LATERAL (SELECT * FROM step_up_threshold
                              WHERE customer_id = asked.customer_id AND currency = asked.currency OFFSET 0) t ON true
           LEFT JOIN LATERAL (SELECT * FROM confirmed_recipient
                              WHERE customer_id = asked.customer_id AND recipient_id = asked.recipient_id
                              OFFSET 0) c ON true
           ORDER BY place`,
    values: [
      uuids(pairs.map(pair => pair.customerId)),
      uuids(pairs.map(pair => pair.recipientId)),
      texts(pairs.map(pair => pair.currency)),
    ],
  })
  return rows.map(row => ({
    amount: row.amount,
    newRecipient: row.new_recipient,
    confirmed: row.confirmed,
  }))
}

/** Challenges named by the commands of a batch, locked in the order of their ids until it commits. */
export async function lockChallenges(client: pg.ClientBase, ids: readonly string[]): Promise<ChallengeRow[]> {
  const { rows } = await client.query<ChallengeRow>({
    name: 'identity.lock_challenges',
    text: `SELECT * FROM challenge WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
    values: [plainArray(ids)],
  })
  return rows
}

export type Use = { id: string; at: Date; by: string }

/** Uses up all of these, or fails the transaction: one that could not be used any more must move nothing. */
export function consumeAll(uses: readonly Use[]): Statement {
  return {
    name: 'identity.consume_challenges',
    text: `WITH consumed AS (
             UPDATE challenge c SET consumed_at = used.at, consumed_by = used.subject
             FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) AS used (id, at, subject)
             WHERE c.id = used.id AND c.status = 'passed' AND c.consumed_at IS NULL AND c.expires_at > used.at
             RETURNING 1
           )
           SELECT expect_rows((SELECT count(*) FROM consumed), $4, 'challenge')`,
    values: [
      plainArray(uses.map(use => use.id)),
      timeArray(uses.map(use => use.at)),
      plainArray(uses.map(use => use.by)),
      uses.length,
    ],
  }
}

export type Confirmation = {
  customerId: string
  recipientId: string
  challengeId: string | null
  at: Date
}

export function insertConfirmed(confirmations: readonly Confirmation[]): Statement {
  return {
    name: 'identity.confirm_recipients',
    text: `INSERT INTO confirmed_recipient (customer_id, recipient_id, challenge_id, confirmed_at)
           SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[])
           ON CONFLICT (customer_id, recipient_id) DO NOTHING`,
    values: [
      plainArray(confirmations.map(each => each.customerId)),
      plainArray(confirmations.map(each => each.recipientId)),
      nullableUuidArray(confirmations.map(each => each.challengeId)),
      timeArray(confirmations.map(each => each.at)),
    ],
  }
}
