/** $1: statuses of booked deposits. What the ledger holds of a deposit must be exactly what the deposit says. */
export const creditMismatches = (within: string): string => `
  SELECT jsonb_build_object('deposit', d.id, 'journal', d.journal_id),
         format('%s gross and %s of fees in %s', d.amount, d.fee, d.currency),
         format('%s gross and %s of fees', coalesce(credit.gross, 0), coalesce(credit.fees, 0))
  FROM deposit d
  LEFT JOIN LATERAL (
    SELECT sum(p.amount) FILTER (WHERE p.kind = 'principal') AS gross,
           coalesce(sum(p.amount) FILTER (WHERE p.kind = 'fee'), 0) AS fees,
           bool_and(p.currency = d.currency) AS one_currency
    FROM journal j JOIN posting p ON p.journal_id = j.id
    WHERE j.id = d.journal_id AND j.kind = 'deposit' AND j.subject_id = d.id
  ) credit ON true
  WHERE d.status = ANY($1::text[]) AND ${within}
    AND (credit.gross IS DISTINCT FROM d.amount OR credit.fees IS DISTINCT FROM d.fee
         OR credit.one_currency IS NOT TRUE)`

/** A journal of a deposit needs the deposit that names it and the counterparty's payment it was made for. */
export const unfoundedCredits = (journals: string): string => `
  SELECT jsonb_build_object('journal', j.id, 'deposit', j.subject_id),
         '1 deposit and 1 payment of a counterparty behind it',
         format('%s and %s',
           (SELECT count(*) FROM deposit d WHERE d.id = j.subject_id AND j.id IN (d.journal_id, d.reversal_id)),
           (SELECT count(*) FROM rail_effect e WHERE e.journal_id = j.id AND e.deposit_id = j.subject_id))
  FROM ${journals} asked JOIN journal j USING (id)
  WHERE j.kind IN ('deposit', 'deposit.reversed')
    AND NOT (EXISTS (SELECT FROM deposit d WHERE d.id = j.subject_id AND j.id IN (d.journal_id, d.reversal_id))
             AND EXISTS (SELECT FROM rail_effect e WHERE e.journal_id = j.id AND e.deposit_id = j.subject_id))`

/** Every step of a deposit is there, in order, and the last one is the state it is in. */
export const brokenTimelines = `
  SELECT jsonb_build_object('deposit', d.id),
         format('%s steps, the last one %s', d.steps, d.status),
         format('%s steps up to number %s, the last one %s', count(s.number), max(s.number),
           (array_agg(s.state ORDER BY s.number DESC))[1])
  FROM deposit d LEFT JOIN deposit_step s ON s.deposit_id = d.id
  GROUP BY d.id
  HAVING count(s.number) <> d.steps OR max(s.number) IS DISTINCT FROM d.steps
    OR (array_agg(s.state ORDER BY s.number DESC))[1] IS DISTINCT FROM d.status`

/** What a bank entry brought is one deposit of the same money, credited at most once, under a reference of its customer. */
export const entriesNotCreditedOnce = `
  SELECT jsonb_build_object('deposit', d.id, 'entry', a.entry_id),
         'one credit of the entry''s own money, under a reference of its customer',
         format('%s %s of the entry, %s %s of the deposit, %s credits, reference %s', a.amount, a.currency, d.amount,
           d.currency, (SELECT count(*) FROM rail_effect e WHERE e.provider = 'bank' AND e.object = a.entry_id::text
             AND e.effect = 'credit'), d.reference)
  FROM deposit d LEFT JOIN bank_arrival a ON a.deposit_id = d.id
  WHERE d.method = 'bank_transfer'
    AND ((d.journal_id IS NOT NULL AND a.entry_id IS NULL)
      OR (d.journal_id IS NOT NULL AND (a.amount <> d.amount OR a.currency <> d.currency
          OR d.payment_reference IS DISTINCT FROM a.entry_id::text
          OR (SELECT count(*) FROM rail_effect e WHERE e.provider = 'bank' AND e.object = a.entry_id::text
                AND e.effect = 'credit') <> 1))
      OR NOT EXISTS (SELECT FROM deposit_reference r
                     WHERE r.reference = d.reference AND r.customer_id = d.customer_id))`

/** $1: statuses of booked deposits. Money goes one way: into the wallet, or back to where it came from. */
export const creditedAndGivenBack = `
  SELECT jsonb_build_object('deposit', d.id), 'either credited or being given back',
         format('credited by %s and being given back since %s', d.journal_id, d.refund_requested_at)
  FROM deposit d
  WHERE d.refund_requested_at IS NOT NULL AND (d.status = ANY($1::text[]) OR d.journal_id IS NOT NULL)
  UNION ALL
  SELECT jsonb_build_object('deposit', a.deposit_id), 'a way back only for what is being given back',
         format('a payment order %s without a request', a.return_order_id)
  FROM bank_arrival a JOIN deposit d ON d.id = a.deposit_id
  WHERE a.return_order_id IS NOT NULL AND a.return_status <> 'rejected' AND d.refund_requested_at IS NULL`
