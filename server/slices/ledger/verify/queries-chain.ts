import { blockHash, genesis, journalHashes } from '../queries-seal.ts'

/** $1: blocks from this number on. The link of the first of them to the one before is checked too. */
export const brokenLinks = `
  SELECT jsonb_build_object('block', number::text), expected, actual
  FROM (SELECT *, ${blockHash} AS own_hash,
               lag(number, 1, 0::bigint) OVER (ORDER BY number) AS number_before,
               lag(last_position, 1, 0::bigint) OVER (ORDER BY number) AS position_before,
               lag(hash, 1, ${genesis}) OVER (ORDER BY number) AS hash_before
        FROM ledger_block WHERE number >= $1::bigint - 1) b
  CROSS JOIN LATERAL (VALUES
    ('block ' || (number_before + 1), 'block ' || number, number = number_before + 1),
    ('to begin at event ' || (position_before + 1), 'begins at event ' || first_position,
      first_position = position_before + 1),
    ('previous hash ' || encode(hash_before, 'hex'), 'previous hash ' || encode(previous_hash, 'hex'),
      previous_hash = hash_before),
    ('hash ' || encode(own_hash, 'hex'), 'hash ' || encode(hash, 'hex'), hash = own_hash),
    ('content hash ' || encode(sha256(journal_hashes), 'hex'), 'content hash ' || encode(content_hash, 'hex'),
      content_hash = sha256(journal_hashes))) AS claim (expected, actual, holds)
  WHERE number >= $1::bigint AND NOT holds`

/** Blocks beyond the end of the event log. */
export const blocksOfNothing = `
  SELECT jsonb_build_object('block', number::text), 'events up to ' || last_position,
         'events up to ' || coalesce((SELECT max(position) FROM event), 0)
  FROM ledger_block WHERE last_position > coalesce((SELECT max(position) FROM event), 0)`

/** $1, $2: first and last block. */
const recomputed = `
  block AS (
    SELECT * FROM ledger_block WHERE number BETWEEN $1::bigint AND $2::bigint
  ), member AS (
    SELECT b.number AS block, e.journal_id, min(e.position) AS position
    FROM block b JOIN event e ON e.position BETWEEN b.first_position AND b.last_position
    WHERE e.journal_id IS NOT NULL
    GROUP BY b.number, e.journal_id
  ), ${journalHashes}`

/** $1, $2: first and last block to look at. Answers those whose journals are not what was sealed. */
export const changedBlocks = `
  WITH ${recomputed}
  SELECT b.number
  FROM block b
  LEFT JOIN (SELECT block, string_agg(hash, ''::bytea ORDER BY position) AS journal_hashes
             FROM hashed GROUP BY block) now ON now.block = b.number
  WHERE coalesce(now.journal_hashes, '') <> b.journal_hashes`

/** $1 = $2: a changed block. Names the journals that are not as they were, and counts those that are gone. */
export const changedJournals = `
  SELECT rows, expected, actual FROM (
    WITH ${recomputed}, sealed AS (
      SELECT substr(b.journal_hashes, 32 * n + 1, 32) AS hash
      FROM block b CROSS JOIN LATERAL generate_series(0, b.journals - 1) AS n
    )
    SELECT jsonb_build_object('block', h.block::text, 'journal', h.journal_id) AS rows,
           'as it was sealed' AS expected, 'hash ' || encode(h.hash, 'hex') AS actual
    FROM hashed h WHERE h.hash NOT IN (SELECT hash FROM sealed)
    UNION ALL
    SELECT jsonb_build_object('block', b.number::text), b.journals || ' journals in their order',
           (SELECT count(*) FROM hashed) || ' journals, or another order'
    FROM block b
    WHERE b.journals <> (SELECT count(*) FROM hashed)
       OR NOT EXISTS (SELECT FROM hashed h WHERE h.hash NOT IN (SELECT hash FROM sealed))
  ) changed`

/** $1: events up to here were verified before. The last blocks are looked at even so: they may be new. */
export const blocksToVerify = `
  SELECT number FROM ledger_block
  WHERE last_position > $1::bigint OR number > (SELECT max(number) FROM ledger_block) - 3
  ORDER BY number`
