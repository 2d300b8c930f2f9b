/**
 * What breaks an invariant of transfers: `rows`, `expected`, `actual`. These look beyond the slice's own table,
 * because what they check is that the tables agree.
 */

type Books = { journals: string; postings: string; entries: string }

/** Transfers whose journals are in question. */
const moved = ({ journals }: Pick<Books, 'journals'>): string =>
  `(SELECT t.* FROM ${journals} r JOIN journal j ON j.id = r.id AND j.kind = 'transfer'
    JOIN transfer t ON t.id = j.subject_id)`

export const wrongParts = (books: Books): string => `
  SELECT jsonb_build_object('transfer', t.id, 'journal', t.journal_id),
         format('%s and %s of fees in %s', t.amount, t.fee, t.currency),
         format('%s of fees in lines, %s and %s of fees posted', lines.fee, posted.principal, posted.fee)
  FROM ${moved(books)} t
  LEFT JOIN (SELECT journal_id,
                    coalesce(sum(amount) FILTER (WHERE kind = 'principal'), 0) AS principal,
                    coalesce(sum(amount) FILTER (WHERE kind = 'fee'), 0) AS fee,
                    min(currency) AS currency,
                    bool_and(kind IN ('principal', 'fee')) AS known_kinds
             FROM ${books.postings} p GROUP BY journal_id) posted ON posted.journal_id = t.journal_id
  CROSS JOIN LATERAL (SELECT coalesce(sum((line ->> 'amount')::bigint), 0) AS fee
                      FROM jsonb_array_elements(t.fee_lines) AS line) lines
  WHERE lines.fee <> t.fee OR posted.principal IS DISTINCT FROM t.amount OR posted.fee IS DISTINCT FROM t.fee
     OR posted.currency IS DISTINCT FROM t.currency OR posted.known_kinds IS NOT TRUE`

/** Only the payer is debited, only the payee gets the principal. */
export const wrongOwners = (books: Books): string => `
  SELECT jsonb_build_object('transfer', t.id, 'journal', t.journal_id, 'posting', p.number::text),
         format('from %s', t.payer_id) || CASE p.kind WHEN 'principal' THEN format(' to %s', t.payee_id) ELSE '' END,
         format('from %s to %s', coalesce(payer.owner_id::text, 'nobody'), coalesce(payee.owner_id::text, 'nobody'))
  FROM ${moved(books)} t
  JOIN posting p ON p.journal_id = t.journal_id
  JOIN account payer ON payer.id = p.from_account_id
  JOIN account payee ON payee.id = p.to_account_id
  WHERE payer.owner_id IS DISTINCT FROM t.payer_id OR payer.purpose <> 'available'
     OR (p.kind = 'principal' AND (payee.owner_id IS DISTINCT FROM t.payee_id OR payee.purpose <> 'available'))
     OR (p.kind = 'fee' AND payee.owner_id IS NOT NULL)`

/** A transfer journal without the completed transfer that names it. */
export const strayJournals = ({ journals }: Books): string => `
  SELECT jsonb_build_object('journal', j.id, 'transfer', j.subject_id), 'a completed transfer that names it',
         coalesce(t.status || coalesce(' with journal ' || t.journal_id, ''), 'no transfer')
  FROM ${journals} r JOIN journal j ON j.id = r.id AND j.kind = 'transfer'
  LEFT JOIN transfer t ON t.id = j.subject_id
  WHERE t.journal_id IS DISTINCT FROM j.id OR t.status <> 'completed'`

export const unmovedTransfers = `
  SELECT jsonb_build_object('transfer', t.id), 'its journal', 'none'
  FROM transfer t LEFT JOIN journal j ON j.id = t.journal_id AND j.subject_id = t.id AND j.kind = 'transfer'
  WHERE t.status = 'completed' AND j.id IS NULL`

/** Each transfer was asked for once: one outcome under one key of its payer tells of it. */
export const unaskedTransfers = `
  SELECT jsonb_build_object('transfer', t.id), '1 outcome under a key of its payer',
         coalesce(o.outcomes, 0) || ' outcomes'
  FROM transfer t
  LEFT JOIN (SELECT scope, (outcome ->> 'transfer')::uuid AS transfer, count(*) AS outcomes
             FROM idempotency_outcome
             WHERE jsonb_typeof(outcome) = 'object' AND outcome ? 'transfer'
             GROUP BY 1, 2) o
    ON o.transfer = t.id AND o.scope = t.payer_id
  WHERE o.outcomes IS DISTINCT FROM 1`

/** What payer and payee read in their history. */
export const wrongRecords = (books: Books): string => `
  SELECT jsonb_build_object('transfer', t.id, 'owner', side.owner_id),
         format('%s %s, leaving %s', side.direction, side.amount, entered.balance_after),
         coalesce(format('%s %s, leaving %s', r.direction, r.amount, r.balance_after), 'no record')
  FROM ${moved(books)} t
  CROSS JOIN LATERAL (VALUES (t.payer_id, 'out', t.amount + t.fee), (t.payee_id, 'in', t.amount))
    AS side (owner_id, direction, amount)
  LEFT JOIN transaction_record r
    ON r.owner_id = side.owner_id AND r.created_at = t.created_at AND r.subject_id = t.id
  LEFT JOIN (SELECT e.journal_id, a.owner_id, (max(ARRAY[e.sequence, e.balance_after]))[2] AS balance_after
             FROM ${books.entries} e JOIN account a ON a.id = e.account_id AND a.purpose = 'available'
             GROUP BY e.journal_id, a.owner_id) entered
    ON entered.journal_id = t.journal_id AND entered.owner_id = side.owner_id
  WHERE r.status IS DISTINCT FROM 'completed' OR r.direction IS DISTINCT FROM side.direction
     OR r.amount IS DISTINCT FROM side.amount OR r.currency IS DISTINCT FROM t.currency
     OR r.balance_after IS DISTINCT FROM entered.balance_after`

/**
 * Behind every transfer that needed a proof stands one: a challenge of the payer for this transfer, passed, used up by it
 * and not expired when it was. Whether one was needed is computed anew from the thresholds the decision noted and from
 * whom the payer had confirmed by then. Transfers from before there were challenges have no thresholds; behind a run of a
 * schedule stands the proof of that, which has an invariant of its own.
 */
export const unconfirmedTransfers = (books: Books): string => `
  SELECT jsonb_build_object('transfer', t.id, 'journal', t.journal_id)
           || CASE WHEN t.challenge_id IS NULL THEN '{}' ELSE jsonb_build_object('challenge', t.challenge_id) END,
         CASE WHEN t.challenge_id IS NULL
              THEN format('a proof for more than %s, or %s to somebody new', t.step_up_amount, t.step_up_new_recipient)
              ELSE format('proved by %s for %s %s to %s', t.payer_id, t.amount, t.currency, t.payee_id) END,
         CASE WHEN t.challenge_id IS NULL THEN format('%s %s without one', t.amount, t.currency)
              WHEN c.id IS NULL THEN 'no challenge'
              ELSE format('%s of %s, used by %s at %s, expiring at %s, bound to %s', c.status, c.customer_id,
                          coalesce(c.consumed_by::text, 'nothing'), c.consumed_at, c.expires_at, c.binding) END
  FROM ${moved(books)} t
  LEFT JOIN challenge c ON c.id = t.challenge_id
  LEFT JOIN confirmed_recipient known
    ON known.customer_id = t.payer_id AND known.recipient_id = t.payee_id AND known.confirmed_at <= t.created_at + interval '30 seconds'
  WHERE (t.step_up_amount IS NOT NULL AND t.challenge_id IS NULL
         AND NOT EXISTS (SELECT FROM scheduled_run r WHERE r.transfer_id = t.id)
         AND (t.amount > t.step_up_amount OR (t.amount > t.step_up_new_recipient AND known.customer_id IS NULL)))
     OR (t.challenge_id IS NOT NULL AND (
          c.customer_id IS DISTINCT FROM t.payer_id OR c.operation <> 'transfer' OR c.status <> 'passed'
          OR c.consumed_by IS DISTINCT FROM t.id OR c.consumed_at IS DISTINCT FROM t.created_at
          OR c.consumed_at >= c.expires_at
          OR c.binding_hash IS DISTINCT FROM sha256(convert_to(c.binding, 'UTF8'))
          OR (c.binding::jsonb -> 'binding' ->> 'payee') IS DISTINCT FROM t.payee_id::text
          OR (c.binding::jsonb -> 'binding' ->> 'amount') IS DISTINCT FROM t.amount::text
          OR (c.binding::jsonb -> 'binding' ->> 'fee') IS DISTINCT FROM t.fee::text
          OR (c.binding::jsonb -> 'binding' ->> 'currency') IS DISTINCT FROM t.currency
          OR known.customer_id IS NULL))`

/** A proof that was given for a transfer was used for one. */
export const strayChallenges = `
  SELECT jsonb_build_object('challenge', c.id), 'the transfer it was used for', coalesce(t.status, 'none')
  FROM challenge c LEFT JOIN transfer t ON t.challenge_id = c.id AND t.id = c.consumed_by
  WHERE c.operation = 'transfer' AND c.consumed_at IS NOT NULL AND t.status IS DISTINCT FROM 'completed'`

/** All that was moved, or waits to be accepted, was counted in the book of charges, and nothing else was. */
export const uncountedTransfers = `
  SELECT jsonb_build_object('customer', moved.payer_id, 'currency', moved.currency), moved.amount::text,
         coalesce(counted.used, 0)::text
  FROM (SELECT payer_id, currency, sum(amount) AS amount
        FROM (SELECT payer_id, currency, amount FROM transfer WHERE status = 'completed'
              UNION ALL
              SELECT payer_id, currency, amount FROM transfer_invitation
              WHERE status IN ('awaiting_acceptance', 'completed')) each
        GROUP BY payer_id, currency) moved
  FULL JOIN (SELECT customer_id, currency, sum(CASE entry WHEN 'release' THEN -amount ELSE amount END) AS used
             FROM charge WHERE operation = 'transfer' GROUP BY customer_id, currency) counted
    ON counted.customer_id = moved.payer_id AND counted.currency = moved.currency
  WHERE coalesce(moved.amount, 0) <> coalesce(counted.used, 0)`

/**
 * No money left while a restriction took that away. A freeze bears the time of its request and may wait up to the lock
 * timeout of 10 s for money that was decided before it, and its end likewise: half a minute on both sides is theirs.
 */
export const frozenTransfers = (books: Books): string => `
  SELECT jsonb_build_object('transfer', t.id, 'journal', t.journal_id, 'restriction', r.id),
         'nothing leaves the account',
         format('moved at %s, restricted since %s', t.created_at, r.placed_at)
  FROM ${moved(books)} t
  JOIN restriction r ON r.customer_id = t.payer_id AND r.scope IN ('debit', 'all')
  WHERE t.created_at > r.placed_at + interval '30 seconds'
    AND t.created_at < coalesce(r.expires_at, 'infinity')
    AND t.created_at < coalesce(r.lifted_at, 'infinity') - interval '30 seconds'`
