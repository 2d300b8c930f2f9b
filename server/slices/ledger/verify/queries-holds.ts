import type { Books } from '../invariant.ts'

export const wrongReserves = ({ accounts }: Books): string => `
  SELECT jsonb_strip_nulls(jsonb_build_object('owner', owner_id, 'currency', currency, 'account', reserve.id)),
         coalesce(holds.amount, 0)::text, coalesce(reserve.balance, 0)::text
  FROM (SELECT a.owner_id, a.currency, a.id, b.balance
        FROM ${accounts} r
        JOIN account a ON a.id = r.id AND a.purpose = 'reserved'
        JOIN balance b ON b.account_id = a.id) reserve
  LEFT JOIN LATERAL (SELECT sum(h.amount) AS amount FROM hold h
        WHERE h.owner_id = reserve.owner_id AND h.currency = reserve.currency AND h.status = 'active') holds ON true
  WHERE reserve.balance <> coalesce(holds.amount, 0)`

/** Holds of people who have nothing reserved at all. */
export const uncoveredHolds = `
  SELECT jsonb_build_object('hold', h.id), 'money on the owner’s reserved account', 'no such account'
  FROM hold h
  WHERE h.status = 'active' AND NOT EXISTS (
    SELECT FROM account a
    WHERE a.owner_id = h.owner_id AND a.currency = h.currency AND a.purpose = 'reserved')`

/** What the journals in question say of each hold they are about. */
const told = ({ journals }: Books): string => `
  (SELECT j.subject_id,
          count(DISTINCT j.id) FILTER (WHERE j.kind = 'hold.placed') AS times_placed,
          count(DISTINCT j.id) FILTER (WHERE j.kind <> 'hold.placed') AS times_resolved,
          max(j.kind) FILTER (WHERE j.kind <> 'hold.placed') AS resolved_as,
          coalesce(sum(p.amount) FILTER (WHERE p.kind = 'hold'), 0) AS placed,
          coalesce(sum(p.amount) FILTER (WHERE p.kind = 'capture'), 0) AS captured,
          coalesce(sum(p.amount) FILTER (WHERE p.kind = 'release'), 0) AS released
   FROM ${journals} r JOIN journal j ON j.id = r.id JOIN posting p ON p.journal_id = j.id
   WHERE j.kind LIKE 'hold.%'
   GROUP BY j.subject_id)`

/** Each hold was placed once, and resolved by one journal exactly if it is resolved. */
export const wrongResolutions = (books: Books): string => `
  SELECT jsonb_build_object('hold', coalesce(h.id, t.subject_id)),
         coalesce('placed once, ' || CASE h.status WHEN 'active' THEN 'not resolved' ELSE 'once hold.' || h.status END,
                  'a hold'),
         coalesce(t.times_placed, 0) || ' placed, ' || coalesce(t.times_resolved, 0) || ' resolved'
           || coalesce(' as ' || t.resolved_as, '')
  FROM hold h FULL JOIN ${told(books)} t ON t.subject_id = h.id
  WHERE h.id IS NULL OR t.subject_id IS NULL
     OR t.times_placed <> 1
     OR t.times_resolved <> CASE h.status WHEN 'active' THEN 0 ELSE 1 END
     OR t.resolved_as <> 'hold.' || h.status`

/** The same for holds the newest journals are about; what earlier journals said of them is not in view. */
export const wrongRecentResolutions = (books: Books): string => `
  SELECT jsonb_build_object('hold', t.subject_id), coalesce('hold.' || h.status, 'a hold'),
         t.times_placed || ' placed, ' || t.times_resolved || ' resolved' || coalesce(' as ' || t.resolved_as, '')
  FROM ${told(books)} t LEFT JOIN hold h ON h.id = t.subject_id
  WHERE h.id IS NULL OR t.times_placed > 1 OR t.times_resolved > 1
     OR t.resolved_as <> 'hold.' || h.status`

export const wrongParts = (books: Books): string => `
  SELECT jsonb_build_object('hold', h.id),
         'of ' || h.amount || ' captured ' || h.captured || ', released ' || h.released,
         'of ' || t.placed || ' captured ' || t.captured || ', released ' || t.released
  FROM hold h JOIN ${told(books)} t ON t.subject_id = h.id
  WHERE (t.times_placed > 0 AND t.placed <> h.amount)
     OR (t.times_resolved > 0 AND (t.captured <> h.captured OR t.released <> h.released))
     OR (h.status <> 'active' AND h.captured + h.released <> h.amount)
     OR (h.status = 'active' AND h.captured + h.released <> 0)`
