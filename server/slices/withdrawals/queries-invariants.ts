/**
 * What breaks an invariant of withdrawals: `rows`, `expected`, `actual`. These look beyond the slice's own tables, because
 * what they check is that the tables agree.
 */

/** $1: statuses in which the money is still set aside; $2: statuses in which the bank has, or had, taken it. */
export const wrongHolds = `
  SELECT jsonb_build_object('withdrawal', w.id),
         format('a hold of %s %s, %s', w.amount + w.fee, w.currency, expected.status),
         coalesce(format('a hold of %s %s, %s', h.amount, h.currency, h.status), 'no hold')
  FROM withdrawal w
  CROSS JOIN LATERAL (SELECT CASE WHEN w.status = ANY($1::text[]) THEN 'active'
                                  WHEN w.status = ANY($2::text[]) THEN 'captured' ELSE 'released' END AS status) expected
  LEFT JOIN hold h ON h.id = w.id AND h.owner_id = w.customer_id
  WHERE w.order_id IS NOT NULL
    AND (h.amount IS DISTINCT FROM w.amount + w.fee OR h.currency IS DISTINCT FROM w.currency
         OR h.status IS DISTINCT FROM expected.status)`

/** Declined withdrawals moved nothing. */
export const holdsOfDeclined = `
  SELECT jsonb_build_object('withdrawal', w.id), 'no hold and no order',
         format('%s holds and %s orders', count(DISTINCT h.id), count(DISTINCT o.id))
  FROM withdrawal w LEFT JOIN hold h ON h.id = w.id LEFT JOIN payment_order o ON o.subject_id = w.id
  WHERE w.order_id IS NULL
  GROUP BY w.id HAVING count(h.id) + count(o.id) > 0`

/** What a journal took to the bank or brought back from it, and its fees. */
const posted = (postings: string): string => `
  SELECT p.journal_id,
         coalesce(sum(p.amount) FILTER (WHERE 'clearing:bank' IN (source.purpose, target.purpose)), 0) AS principal,
         coalesce(sum(p.amount) FILTER (WHERE source.purpose LIKE 'fees:%' OR target.purpose LIKE 'fees:%'), 0) AS fee,
         bool_and(source.owner_id IS NULL OR target.owner_id IS NULL) AS one_customer,
         min(coalesce(source.owner_id::text, target.owner_id::text)) AS customer,
         bool_and(CASE WHEN p.kind = 'capture' THEN source.purpose = 'reserved' ELSE target.purpose = 'available' END)
           AS right_way
  FROM ${postings} p
  JOIN account source ON source.id = p.from_account_id
  JOIN account target ON target.id = p.to_account_id
  GROUP BY p.journal_id`

type Books = { journals: string; postings: string }

/** $1: statuses in which the bank has, or had, taken the money. What left is what was ordered, and so is what came back. */
export const wrongParts = ({ journals, postings }: Books): string => `
  SELECT jsonb_build_object('withdrawal', w.id, 'journal', side.journal_id),
         format('%s and %s of fees of %s', w.amount, w.fee, w.customer_id),
         coalesce(format('%s and %s of fees of %s', parts.principal, parts.fee, parts.customer), 'nothing posted')
  FROM withdrawal w
  CROSS JOIN LATERAL (VALUES (w.end_journal_id), (w.return_journal_id)) AS side (journal_id)
  JOIN ${journals} asked ON asked.id = side.journal_id
  LEFT JOIN (${posted(postings)}) parts ON parts.journal_id = side.journal_id
  WHERE w.status = ANY($1::text[])
    AND (parts.principal IS DISTINCT FROM w.amount OR parts.fee IS DISTINCT FROM w.fee
         OR parts.one_customer IS NOT TRUE OR parts.customer IS DISTINCT FROM w.customer_id::text
         OR parts.right_way IS NOT TRUE)`

/** A journal that brings a withdrawal back without the withdrawal that names it. */
export const strayReturns = ({ journals }: Pick<Books, 'journals'>): string => `
  SELECT jsonb_build_object('journal', j.id, 'withdrawal', j.subject_id), 'a returned withdrawal that names it',
         coalesce(w.status, 'no withdrawal')
  FROM ${journals} r JOIN journal j ON j.id = r.id AND j.kind = 'withdrawal.returned'
  LEFT JOIN withdrawal w ON w.id = j.subject_id
  WHERE w.return_journal_id IS DISTINCT FROM j.id`

/**
 * Every withdrawal that set money aside has its order, for exactly what is to arrive, and the two agree: canceled or
 * sent, never both; paid only what the bank took. What the bank said and nobody has been told yet may differ.
 */
export const wrongOrders = `
  SELECT jsonb_strip_nulls(jsonb_build_object('withdrawal', w.id, 'order', o.id)),
         format('an order of %s %s that fits %s', w.amount, w.currency, w.status),
         coalesce(format('an order of %s %s, %s', o.amount, o.currency, o.status), 'no order')
  FROM withdrawal w LEFT JOIN payment_order o ON o.id = w.order_id AND o.subject_id = w.id AND o.client = 'withdrawal'
  WHERE w.order_id IS NOT NULL
    AND (o.id IS NULL OR o.amount <> w.amount OR o.currency <> w.currency OR o.number <> w.number
      OR o.owner_id IS DISTINCT FROM w.customer_id
      OR (w.status = 'canceled' AND o.status <> 'canceled')
      OR (w.status = 'failed' AND o.status <> 'rejected')
      OR (w.status = 'paid' AND o.status <> 'settled'
          AND (o.status <> 'returned' OR NOT EXISTS (SELECT FROM payment_order_news n WHERE n.order_id = o.id)))
      OR (w.status = 'returned' AND o.status <> 'returned')
      OR (w.status IN ('pending', 'in_review', 'in_transit')
          AND o.status IN ('settled', 'returned', 'canceled', 'rejected')
          AND NOT EXISTS (SELECT FROM payment_order_news n WHERE n.order_id = o.id)))
  UNION ALL
  SELECT jsonb_build_object('order', o.id, 'withdrawal', o.subject_id), 'the withdrawal it pays', 'none'
  FROM payment_order o
  WHERE o.client = 'withdrawal' AND NOT EXISTS (SELECT FROM withdrawal w WHERE w.order_id = o.id)`

/** Withdrawals whose hold was placed by the journals in question. */
const ordered = ({ journals }: Pick<Books, 'journals'>): string =>
  `(SELECT w.* FROM ${journals} r JOIN journal j ON j.id = r.id AND j.kind = 'hold.placed'
    JOIN withdrawal w ON w.hold_journal_id = j.id)`

/**
 * Behind every withdrawal that needed a proof stands one: a challenge of its customer for this amount to this account,
 * passed, used up by it and not expired when it was. Whether one was needed is computed anew from the thresholds the
 * decision noted and from the accounts the customer had confirmed by then.
 */
export const unconfirmedWithdrawals = (books: Pick<Books, 'journals'>): string => `
  SELECT jsonb_build_object('withdrawal', w.id)
           || CASE WHEN w.challenge_id IS NULL THEN '{}' ELSE jsonb_build_object('challenge', w.challenge_id) END,
         CASE WHEN w.challenge_id IS NULL
              THEN format('a proof for more than %s, or %s to a new account', w.step_up_amount, w.step_up_new_recipient)
              ELSE format('proved by %s for %s %s to %s', w.customer_id, w.amount, w.currency, w.payment_method_id) END,
         CASE WHEN w.challenge_id IS NULL THEN format('%s %s without one', w.amount, w.currency)
              WHEN c.id IS NULL THEN 'no challenge'
              ELSE format('%s of %s, used by %s at %s, expiring at %s, bound to %s', c.status, c.customer_id,
                          coalesce(c.consumed_by::text, 'nothing'), c.consumed_at, c.expires_at, c.binding) END
  FROM ${ordered(books)} w
  LEFT JOIN challenge c ON c.id = w.challenge_id
  LEFT JOIN confirmed_recipient known
    ON known.customer_id = w.customer_id AND known.recipient_id = w.payment_method_id
   AND known.confirmed_at <= w.created_at + interval '30 seconds'
  WHERE (w.challenge_id IS NULL
         AND (w.step_up_amount IS NULL OR w.amount > w.step_up_amount
              OR (w.amount > w.step_up_new_recipient AND known.customer_id IS NULL)))
     OR (w.challenge_id IS NOT NULL AND (
          c.customer_id IS DISTINCT FROM w.customer_id OR c.operation <> 'withdrawal' OR c.status <> 'passed'
          OR c.consumed_by IS DISTINCT FROM w.id OR c.consumed_at IS DISTINCT FROM w.created_at
          OR c.consumed_at >= c.expires_at
          OR c.binding_hash IS DISTINCT FROM sha256(convert_to(c.binding, 'UTF8'))
          OR (c.binding::jsonb -> 'binding' ->> 'account') IS DISTINCT FROM w.payment_method_id::text
          OR (c.binding::jsonb -> 'binding' ->> 'amount') IS DISTINCT FROM w.amount::text
          OR (c.binding::jsonb -> 'binding' ->> 'fee') IS DISTINCT FROM w.fee::text
          OR (c.binding::jsonb -> 'binding' ->> 'currency') IS DISTINCT FROM w.currency
          OR known.customer_id IS NULL))`

/** A proof that was given for a withdrawal was used for one. */
export const strayChallenges = `
  SELECT jsonb_build_object('challenge', c.id), 'the withdrawal it was used for', coalesce(w.status, 'none')
  FROM challenge c LEFT JOIN withdrawal w ON w.challenge_id = c.id AND w.id = c.consumed_by
  WHERE c.operation = 'withdrawal' AND c.consumed_at IS NOT NULL AND w.id IS NULL`

/**
 * No money was set aside for a bank while a restriction took that away. A freeze bears the time of its request and may
 * wait up to the lock timeout of 10 s for money that was decided before it, and its end likewise.
 */
export const frozenWithdrawals = (books: Pick<Books, 'journals'>): string => `
  SELECT jsonb_build_object('withdrawal', w.id, 'restriction', r.id), 'nothing leaves the account',
         format('ordered at %s, restricted since %s', w.created_at, r.placed_at)
  FROM ${ordered(books)} w
  JOIN restriction r ON r.customer_id = w.customer_id AND r.scope IN ('debit', 'withdrawal', 'all')
  WHERE w.created_at > r.placed_at + interval '30 seconds'
    AND w.created_at < coalesce(r.expires_at, 'infinity')
    AND w.created_at < coalesce(r.lifted_at, 'infinity') - interval '30 seconds'`

/** Every step of a withdrawal is there, in order, and the last one is the state it is in. */
export const brokenTimelines = `
  SELECT jsonb_build_object('withdrawal', w.id),
         format('%s steps, the last one %s', w.steps, w.status),
         format('%s steps up to number %s, the last one %s', count(s.number), max(s.number),
           (array_agg(s.state ORDER BY s.number DESC))[1])
  FROM withdrawal w LEFT JOIN withdrawal_step s ON s.withdrawal_id = w.id
  GROUP BY w.id
  HAVING count(s.number) <> w.steps OR max(s.number) IS DISTINCT FROM w.steps
    OR (array_agg(s.state ORDER BY s.number DESC))[1] IS DISTINCT FROM w.status`

/** What its customer reads in their history. */
export const wrongRecords = `
  SELECT jsonb_build_object('withdrawal', w.id),
         format('out %s %s, %s', w.amount + w.fee, w.currency, w.status),
         coalesce(format('%s %s %s, %s', r.direction, r.amount, r.currency, r.status), 'no record')
  FROM withdrawal w
  LEFT JOIN transaction_record r
    ON r.owner_id = w.customer_id AND r.created_at = w.created_at AND r.subject_id = w.id
  WHERE r.status IS DISTINCT FROM w.status OR r.direction IS DISTINCT FROM 'out'
     OR r.amount IS DISTINCT FROM w.amount + w.fee OR r.currency IS DISTINCT FROM w.currency`
