import type { Books } from '../invariant.ts'

/** What the balance should be: where the entries in question begin, plus those entries. */
export const wrongSums = ({ accounts, entries }: Books): string => `
  SELECT jsonb_build_object('account', b.account_id),
         (r.balance_before + coalesce(added.amount, 0))::text, b.balance::text
  FROM ${accounts} r
  JOIN balance b ON b.account_id = r.id
  LEFT JOIN (SELECT account_id, sum(amount) AS amount FROM ${entries} e GROUP BY account_id) added
    ON added.account_id = r.id
  WHERE b.balance <> r.balance_before + coalesce(added.amount, 0)`

export const staleBalances = ({ accounts }: Books): string => `
  SELECT jsonb_build_object('account', b.account_id, 'sequence', b.last_sequence::text),
         coalesce(last.balance_after::text, CASE WHEN b.last_sequence = 0 THEN '0' ELSE 'the last entry' END),
         b.balance::text
  FROM ${accounts} r
  JOIN balance b ON b.account_id = r.id
  LEFT JOIN entry last ON last.account_id = b.account_id AND last.sequence = b.last_sequence
  WHERE b.balance IS DISTINCT FROM CASE WHEN b.last_sequence = 0 THEN 0 ELSE last.balance_after END`

/** Each entry with the one before it in the same account. */
const steps = ({ entries }: Books): string => `
  (SELECT account_id, sequence, amount, balance_after,
          lag(sequence) OVER account AS previous_sequence, lag(balance_after) OVER account AS previous_balance
   FROM ${entries} e WINDOW account AS (PARTITION BY account_id ORDER BY sequence))`

/** Gaps and twins, and entries after the last the balance knows or missing before it. */
export const brokenSequences = (books: Books): string => `
  SELECT jsonb_build_object('account', s.account_id, 'sequence', s.sequence::text),
         (coalesce(s.previous_sequence, r.first_sequence - 1) + 1)::text, s.sequence::text
  FROM ${steps(books)} s JOIN ${books.accounts} r ON r.id = s.account_id
  WHERE s.sequence <> coalesce(s.previous_sequence, r.first_sequence - 1) + 1
  UNION ALL
  SELECT jsonb_build_object('account', b.account_id), 'last entry ' || b.last_sequence,
         'last entry ' || coalesce(ends.sequence, 0)
  FROM ${books.accounts} r
  JOIN balance b ON b.account_id = r.id
  CROSS JOIN LATERAL (SELECT max(sequence) AS sequence FROM entry e WHERE e.account_id = b.account_id) ends
  WHERE coalesce(ends.sequence, 0) <> b.last_sequence`

export const wrongSteps = (books: Books): string => `
  SELECT jsonb_build_object('account', s.account_id, 'sequence', s.sequence::text),
         (coalesce(s.previous_balance, r.balance_before) + s.amount)::text, s.balance_after::text
  FROM ${steps(books)} s JOIN ${books.accounts} r ON r.id = s.account_id
  WHERE s.balance_after <> coalesce(s.previous_balance, r.balance_before) + s.amount`

export const belowFloor = ({ accounts, entries }: Books): string => `
  SELECT jsonb_build_object('account', b.account_id), 'at least ' || b.floor, b.balance::text
  FROM ${accounts} r JOIN balance b ON b.account_id = r.id WHERE b.balance < b.floor
  UNION ALL
  SELECT jsonb_build_object('account', e.account_id, 'sequence', e.sequence::text),
         'at least ' || b.floor, e.balance_after::text
  FROM ${entries} e JOIN balance b ON b.account_id = e.account_id
  WHERE e.balance_after < b.floor`

/** What an account is for decides its side and its floor; `characterOf` in accounts.ts says the same. */
export const wrongCharacters = ({ accounts }: Books): string => `
  SELECT jsonb_build_object('account', a.id), should.normal_side || ', floor ' || coalesce(should.floor::text, 'none'),
         a.normal_side || ', floor ' || coalesce(b.floor::text, 'none')
  FROM ${accounts} r
  JOIN account a ON a.id = r.id
  JOIN balance b ON b.account_id = a.id
  CROSS JOIN LATERAL (SELECT
      CASE WHEN a.purpose LIKE 'clearing:%' OR a.purpose LIKE 'safeguarding:%' THEN 'debit' ELSE 'credit' END AS normal_side,
      CASE WHEN a.purpose IN ('available', 'reserved') THEN 0 END AS floor) should
  WHERE a.normal_side <> should.normal_side OR b.floor IS DISTINCT FROM should.floor`
