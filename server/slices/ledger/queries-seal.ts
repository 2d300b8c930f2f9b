import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'

/** Any number, the same in every process: only one seals at a time. */
const sealLock = 7_102_031

export async function tryLockSealing(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    SELECT pg_try_advisory_xact_lock(${sealLock}) AS locked`.execute(tx)
  return rows[0]?.locked === true
}

/**
 * SHA-256 of each journal of `member (block, journal_id, position)`, with its postings and entries, as JSON text:
 * no value can be mistaken for the border between two. Times as numbers, since their text depends on the session.
 */
export const journalHashes = `
  posted AS (
    SELECT p.journal_id,
           jsonb_agg(jsonb_build_array(p.number, p.kind, p.from_account_id, p.to_account_id, p.amount, p.currency)
                     ORDER BY p.number) AS content
    FROM (SELECT DISTINCT journal_id FROM member) m JOIN posting p USING (journal_id) GROUP BY p.journal_id
  ), entered AS (
    SELECT e.journal_id,
           jsonb_agg(jsonb_build_array(e.posting_number, e.account_id, e.sequence, e.amount, e.balance_after)
                     ORDER BY e.posting_number, e.account_id, e.sequence) AS content
    FROM (SELECT DISTINCT journal_id FROM member) m JOIN entry e USING (journal_id)
    -- The bounds let the summary index of entries skip everything older and newer.
    WHERE e.journal_id >= (SELECT journal_id FROM member ORDER BY journal_id LIMIT 1)
      AND e.journal_id <= (SELECT journal_id FROM member ORDER BY journal_id DESC LIMIT 1)
    GROUP BY e.journal_id
  ), hashed AS (
    SELECT m.block, m.journal_id, m.position,
           sha256(convert_to(jsonb_build_array(
             j.id, j.kind, j.subject_id, j.effective_on - DATE '2000-01-01', extract(epoch FROM j.recorded_at),
             j.reverses, posted.content, entered.content)::text, 'UTF8')) AS hash
    FROM member m
    LEFT JOIN journal j ON j.id = m.journal_id
    LEFT JOIN posted ON posted.journal_id = m.journal_id
    LEFT JOIN entered ON entered.journal_id = m.journal_id
  )`

/** The hash of a block, from its other columns. */
export const blockHash = `
  sha256(convert_to(jsonb_build_array(number, first_position, last_position, journals,
    encode(content_hash, 'hex'), encode(previous_hash, 'hex'))::text, 'UTF8'))`

/** What stands before the first block. */
export const genesis = `decode(repeat('00', 32), 'hex')`

/**
 * Seals the next events, at most `limit`, and tells how many journals they brought; null when there is nothing to
 * seal. Events without money wait until a journal comes, or until they fill a block.
 *
 * A journal belongs to every block in which it has an event: of two events of one journal, the later may fall into
 * the next block.
 */
export async function sealNext(
  tx: Tx,
  limit: number,
): Promise<{ number: bigint; journals: number } | undefined> {
  const { rows } = await sql<{ number: bigint; journals: number }>`
    WITH last AS (
      SELECT number, last_position, hash FROM ledger_block
      UNION ALL SELECT 0, 0, ${sql.raw(genesis)}
      ORDER BY number DESC LIMIT 1
    ), next AS (
      SELECT position, journal_id FROM event
      WHERE position > (SELECT last_position FROM last) ORDER BY position LIMIT ${limit}
    ), member AS (
      SELECT 0 AS block, journal_id, min(position) AS position FROM next
      WHERE journal_id IS NOT NULL GROUP BY journal_id
    ), ${sql.raw(journalHashes)}, content AS (
      SELECT last.number + 1 AS number, last.last_position + 1 AS first_position,
             (SELECT max(position) FROM next) AS last_position,
             sealed.journals, sealed.journal_hashes, sha256(sealed.journal_hashes) AS content_hash,
             last.hash AS previous_hash
      FROM last, (SELECT count(*)::integer AS journals, coalesce(string_agg(hash, ''::bytea ORDER BY position), '')
                    AS journal_hashes FROM hashed) sealed
      WHERE sealed.journals > 0 OR (SELECT count(*) FROM next) = ${limit}
    )
    INSERT INTO ledger_block (number, first_position, last_position, journals, journal_hashes, content_hash,
                              previous_hash, hash)
    SELECT number, first_position, last_position, journals, journal_hashes, content_hash, previous_hash,
           ${sql.raw(blockHash)}
    FROM content
    RETURNING number, journals`.execute(tx)
  return rows[0]
}
