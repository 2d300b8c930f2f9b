import type { Books } from '../invariant.ts'

/** Each selects what breaks an invariant of the books: `rows`, `expected`, `actual`. No row means it holds. */

export const unbalancedJournals = ({ entries }: Books): string => `
  SELECT jsonb_build_object('journal', e.journal_id, 'currency', a.currency), '0', sum(e.amount)::text
  FROM ${entries} e JOIN account a ON a.id = e.account_id
  GROUP BY e.journal_id, a.currency HAVING sum(e.amount) <> 0`

/** Legs of postings against entries, both ways at once. */
export const unmatchedLegs = ({ postings, entries }: Books): string => `
  SELECT jsonb_strip_nulls(jsonb_build_object(
           'journal', coalesce(leg.journal_id, e.journal_id),
           'posting', coalesce(leg.number, e.posting_number)::text,
           'account', coalesce(leg.account_id, e.account_id),
           'sequence', e.sequence::text)),
         coalesce('an entry of ' || leg.amount, 'no entry, as there is no such posting'),
         coalesce('an entry of ' || e.amount, 'no entry')
  FROM (SELECT p.journal_id, p.number, side.account_id, side.amount
        FROM ${postings} p
        CROSS JOIN LATERAL (VALUES (p.from_account_id, -p.amount), (p.to_account_id, p.amount))
          AS side (account_id, amount)) leg
  FULL JOIN ${entries} e
    ON e.journal_id = leg.journal_id AND e.posting_number = leg.number AND e.account_id = leg.account_id
  WHERE leg.amount IS DISTINCT FROM e.amount`

export const repeatedEntries = ({ entries }: Books): string => `
  SELECT jsonb_build_object('journal', journal_id, 'posting', posting_number::text, 'account', account_id),
         '1 entry', count(*) || ' entries'
  FROM ${entries} e
  GROUP BY journal_id, posting_number, account_id HAVING count(*) > 1`

export const emptyAmounts = ({ postings, entries }: Books): string => `
  SELECT jsonb_build_object('journal', journal_id, 'posting', number::text), 'more than 0', amount::text
  FROM ${postings} p WHERE amount <= 0
  UNION ALL
  SELECT jsonb_build_object('journal', journal_id, 'account', account_id, 'sequence', sequence::text), 'not 0', '0'
  FROM ${entries} e WHERE amount = 0`

export const orphans = ({ journals, postings, entries }: Books): string => `
  SELECT jsonb_build_object('journal', j.id), 'at least one posting', 'none'
  FROM ${journals} j WHERE NOT EXISTS (SELECT FROM posting p WHERE p.journal_id = j.id)
  UNION ALL
  SELECT jsonb_build_object('journal', p.journal_id, 'posting', p.number::text), 'its journal', 'none'
  FROM ${postings} p WHERE NOT EXISTS (SELECT FROM journal j WHERE j.id = p.journal_id)
  UNION ALL
  SELECT jsonb_build_object('journal', side.journal_id, 'account', side.account_id), 'its account', 'none'
  FROM (SELECT journal_id, from_account_id AS account_id FROM ${postings} p
        UNION ALL SELECT journal_id, to_account_id FROM ${postings} p) side
  WHERE NOT EXISTS (SELECT FROM account a WHERE a.id = side.account_id)
  UNION ALL
  SELECT jsonb_build_object('journal', e.journal_id, 'account', e.account_id), 'its account', 'none'
  FROM ${entries} e WHERE NOT EXISTS (SELECT FROM account a WHERE a.id = e.account_id)`

/** Accounts are opened with their balance in one statement. */
export const accountsWithoutBalance = `
  SELECT jsonb_build_object('account', coalesce(a.id, b.account_id)), 'an account with a balance',
         CASE WHEN a.id IS NULL THEN 'a balance without account' ELSE 'an account without balance' END
  FROM account a FULL JOIN balance b ON b.account_id = a.id
  WHERE a.id IS NULL OR b.account_id IS NULL`

export const foreignCurrencies = ({ postings }: Books): string => `
  SELECT jsonb_build_object('journal', p.journal_id, 'posting', p.number::text, 'account', a.id),
         p.currency, a.currency
  FROM ${postings} p JOIN account a ON a.id IN (p.from_account_id, p.to_account_id)
  WHERE a.currency <> p.currency`

export const trialBalance = `
  SELECT jsonb_build_object('currency', a.currency), '0', sum(b.balance)::text
  FROM balance b JOIN account a ON a.id = b.account_id
  GROUP BY a.currency HAVING sum(b.balance) <> 0`
