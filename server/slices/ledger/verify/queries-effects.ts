import type { Books } from '../invariant.ts'

export const repeatedKeys = `
  SELECT jsonb_build_object('scope', scope, 'key', key), '1 outcome', count(*) || ' outcomes'
  FROM idempotency_outcome GROUP BY scope, key HAVING count(*) > 1`

export const untoldJournals = `
  SELECT jsonb_build_object('journal', j.id), 'at least one event', 'none'
  FROM journal j
  WHERE NOT EXISTS (SELECT FROM event e WHERE e.journal_id = j.id)
    AND NOT EXISTS (SELECT FROM outbox o WHERE o.journal_id = j.id)`

/** The newest journals are found by their events; one without shows by its entries among theirs. */
export const recentUntoldJournals = ({ entries }: Books): string => `
  SELECT DISTINCT jsonb_build_object('journal', e.journal_id), 'at least one new event', 'none'
  FROM ${entries} e
  WHERE NOT EXISTS (SELECT FROM recent_journal r WHERE r.id = e.journal_id)`

const told = (after: string): string => `
  (SELECT journal_id, subject_id, type, stream_id, position FROM event WHERE position > ${after}
   UNION ALL SELECT journal_id, subject_id, type, stream_id, NULL FROM outbox)`

/** $1: events after this position. */
export const repeatedEvents = `
  SELECT jsonb_strip_nulls(jsonb_build_object('journal', journal_id, 'subject', subject_id, 'type', type,
           'stream', stream_id, 'position', max(position)::text)),
         '1 event', count(*) || ' events'
  FROM ${told('$1::bigint')} t WHERE journal_id IS NOT NULL
  GROUP BY journal_id, subject_id, type, stream_id HAVING count(*) > 1`

/** $1: events after this position. */
export const eventsOfNothing = `
  SELECT jsonb_strip_nulls(jsonb_build_object('journal', t.journal_id, 'position', t.position::text)),
         'its journal', 'none'
  FROM ${told('$1::bigint')} t
  WHERE t.journal_id IS NOT NULL AND NOT EXISTS (SELECT FROM journal j WHERE j.id = t.journal_id)`

/** $1: events after this position. */
export const brokenPositions = `
  SELECT jsonb_build_object('position', position::text), (previous + 1)::text, position::text
  FROM (SELECT position, lag(position, 1, $1::bigint) OVER (ORDER BY position) AS previous
        FROM event WHERE position > $1::bigint) numbered
  WHERE position <> previous + 1`

export const repeatedReversals = ({ journals }: Books): string => `
  SELECT jsonb_build_object('journal', j.reverses), '1 reversal', count(*) || ' reversals'
  FROM journal j
  WHERE j.reverses IN (SELECT concerned.reverses FROM ${journals} r JOIN journal concerned ON concerned.id = r.id
                       WHERE concerned.reverses IS NOT NULL)
  GROUP BY j.reverses HAVING count(*) > 1`

/** Every posting of a reversed journal must be there once more with its accounts exchanged, and nothing else. */
export const wrongMirrors = ({ journals }: Books): string => `
  WITH reversal AS (
    SELECT j.id, j.reverses FROM ${journals} r JOIN journal j ON j.id = r.id WHERE j.reverses IS NOT NULL
  ), moved AS (
    SELECT v.id, p.from_account_id AS from_id, p.to_account_id AS to_id, p.currency, p.amount, 1 AS side
    FROM reversal v JOIN posting p ON p.journal_id = v.id
    UNION ALL
    SELECT v.id, p.to_account_id, p.from_account_id, p.currency, p.amount, -1
    FROM reversal v JOIN posting p ON p.journal_id = v.reverses
  )
  SELECT jsonb_build_object('journal', id, 'from', from_id, 'to', to_id, 'currency', currency),
         'as many postings of ' || amount || ' as were taken back', sum(side) || ' too many'
  FROM moved GROUP BY id, from_id, to_id, currency, amount HAVING sum(side) <> 0
  UNION ALL
  SELECT jsonb_build_object('journal', v.id, 'reverses', v.reverses), 'the journal it reverses', 'none'
  FROM reversal v WHERE NOT EXISTS (SELECT FROM journal j WHERE j.id = v.reverses)`
