import { sql } from 'kysely'
import type { ReadDb, Tx } from './db.ts'
import { bigintArray, byteaArray, plainArray } from './sql-arrays.ts'

/** Any number, the same in every process: only one seals at a time. */
const sealLock = 7_102_032

export async function tryLockSealing(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    SELECT pg_try_advisory_xact_lock(${sealLock}) AS locked`.execute(tx)
  return rows[0]?.locked === true
}

/**
 * SHA-256 of an entry `e`, as JSON text: no value can be mistaken for the border between two. Times as numbers, since
 * their text depends on the session. A later version of entries gets a content of its own; this one stays as it is.
 */
const contentHash = `
  sha256(convert_to(jsonb_build_array(
    e.id, e.version, extract(epoch FROM e.occurred_at), e.operation, e.actor_kind, e.actor, e.subject, e.outcome,
    e.status, e.request_id, host(e.ip), e.user_agent, e.details, e.reason, e.case_ref, e.before, e.after,
    extract(epoch FROM e.recorded_at))::text, 'UTF8'))`

/** The hash of a link; `linkHash` in audit-sealer.ts is the same in TypeScript. */
const linkHash = 'sha256(int8send(position) || previous_hash || content_hash)'

/** What stands before the first link. */
const genesis = `decode(repeat('00', 32), 'hex')`

export type Waiting = { ticket: bigint; entryId: string; contentHash: Buffer }

/**
 * The next entries to seal, oldest ticket first. A ticket whose entry is gone is left where it is: the verifier
 * reports it, and removing it would remove the trace.
 */
export async function readWaiting(tx: Tx, limit: number): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    SELECT u.ticket, u.entry_id AS "entryId", ${sql.raw(contentHash)} AS "contentHash"
    FROM audit_unsealed u JOIN audit_entry e ON e.id = u.entry_id
    ORDER BY u.ticket LIMIT ${limit}`.execute(tx)
  return rows
}

export type Head = { position: bigint; hash: Buffer }

export async function readHead(db: ReadDb | Tx): Promise<Head | undefined> {
  const { rows } = await sql<Head>`
    SELECT position, hash FROM audit_chain ORDER BY position DESC LIMIT 1`.execute(db)
  return rows[0]
}

/**
 * The newest link, and whether the chain still has a remembered one: in one statement, because in two a cut between
 * them would be seen by neither.
 */
export async function readEnd(
  db: ReadDb | Tx,
  remembered: Head,
): Promise<{ head: Head | undefined; stands: boolean }> {
  const { rows } = await sql<{ position: bigint | null; hash: Buffer | null; stands: boolean }>`
    SELECT newest.position, newest.hash,
      EXISTS (SELECT FROM audit_chain WHERE position = ${remembered.position} AND hash = ${remembered.hash}) AS stands
    FROM (SELECT) AS always
    LEFT JOIN (SELECT position, hash FROM audit_chain ORDER BY position DESC LIMIT 1) AS newest ON true`.execute(
    db,
  )
  const { position = null, hash = null, stands = false } = rows[0] ?? {}
  return { head: position === null || hash === null ? undefined : { position, hash }, stands }
}

/** Whether the chain still has this link as it was. */
export async function hasLink(db: ReadDb | Tx, head: Head): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM audit_chain WHERE position = ${head.position} AND hash = ${head.hash}`.execute(db)
  return rows.length > 0
}

export type Link = Head & { ticket: bigint; entryId: string; contentHash: Buffer; previousHash: Buffer }

export async function appendLinks(tx: Tx, links: readonly Link[]): Promise<void> {
  await sql`
    INSERT INTO audit_chain (position, entry_id, content_hash, previous_hash, hash)
    SELECT * FROM unnest(${bigintArray(links.map(({ position }) => position))}::bigint[],
                         ${plainArray(links.map(({ entryId }) => entryId))}::uuid[],
                         ${byteaArray(links.map(link => link.contentHash))}::bytea[],
                         ${byteaArray(links.map(({ previousHash }) => previousHash))}::bytea[],
                         ${byteaArray(links.map(({ hash }) => hash))}::bytea[])`.execute(tx)
  await sql`
    DELETE FROM audit_unsealed
    WHERE ticket = ANY(${bigintArray(links.map(({ ticket }) => ticket))}::bigint[])`.execute(tx)
}

export async function countWaiting(db: ReadDb): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`
    SELECT count(*)::integer AS waiting FROM audit_unsealed`.execute(db)
  return rows[0]?.waiting ?? 0
}

/**
 * The violations of the chain (columns as the ledger's verifier wants them), looking at the newest links and entries:
 * so many of them, or as many as a parameter says, which are all when it is null.
 */
export const chainViolations = (newest: number | '$1::bigint'): string => `
  WITH link AS (
    SELECT *, ${linkHash} AS own_hash,
           lag(position, 1, first_position - 1) OVER (ORDER BY position) AS position_before,
           lag(hash, 1, hash_before_first) OVER (ORDER BY position) AS hash_before
    FROM audit_chain
    CROSS JOIN LATERAL (
      -- Of a part of the chain the first link is checked against the one that stands before it.
      SELECT bound AS first_position, coalesce((SELECT hash FROM audit_chain WHERE position = bound - 1), ${genesis})
        AS hash_before_first
      FROM (SELECT greatest(1, coalesce((SELECT max(position) FROM audit_chain) - ${newest}, 1)) AS bound) b
    ) start
    WHERE position >= first_position
  )
  SELECT jsonb_build_object('position', position::text, 'entry', entry_id) AS rows, expected, actual
  FROM (SELECT link.*, e.id AS found_id, ${contentHash} AS own_content
        FROM link LEFT JOIN audit_entry e ON e.id = link.entry_id) l
  CROSS JOIN LATERAL (VALUES
    ('position ' || (position_before + 1), 'position ' || position, position = position_before + 1),
    ('previous hash ' || encode(hash_before, 'hex'), 'previous hash ' || encode(previous_hash, 'hex'),
      previous_hash = hash_before),
    ('hash ' || encode(own_hash, 'hex'), 'hash ' || encode(hash, 'hex'), hash = own_hash),
    ('the entry', 'no entry', found_id IS NOT NULL),
    ('the entry as it was sealed', 'content hash ' || encode(own_content, 'hex'),
      found_id IS NULL OR own_content = content_hash)) AS claim (expected, actual, holds)
  WHERE NOT holds
  UNION ALL
  SELECT jsonb_build_object('entry', e.id), 'a place in the chain, or to wait for one', 'neither'
  FROM (SELECT id FROM audit_entry ORDER BY id DESC LIMIT ${newest}) e
  WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE c.entry_id = e.id)
    AND NOT EXISTS (SELECT FROM audit_unsealed u WHERE u.entry_id = e.id)
  UNION ALL
  SELECT jsonb_build_object('ticket', u.ticket::text, 'entry', u.entry_id), 'an entry that waits for its place',
         CASE WHEN e.id IS NULL THEN 'no entry' ELSE 'an entry that has one' END
  FROM audit_unsealed u
  LEFT JOIN audit_entry e ON e.id = u.entry_id
  LEFT JOIN audit_chain c ON c.entry_id = u.entry_id
  WHERE e.id IS NULL OR c.entry_id IS NOT NULL`

export type BrokenPlace = { rows: Record<string, string>; expected: string; actual: string }

/** The broken places among the newest links and entries, at most a hundred. */
export async function findBroken(db: ReadDb, newest: number): Promise<BrokenPlace[]> {
  const { rows } = await sql.raw<BrokenPlace>(`${chainViolations(newest)} LIMIT 100`).execute(db)
  return rows
}
