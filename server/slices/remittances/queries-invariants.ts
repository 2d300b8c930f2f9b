/** What breaks an invariant of transfers abroad: `rows`, `expected`, `actual`. */

type Books = { journals: string; postings: string }

/** Transfers whose holds' placing is among the journals in question, with their prices. Each accepted one has a hold. */
const made = ({ journals }: Pick<Books, 'journals'>): string =>
  `(SELECT t.*, q.customer_id AS quoted_to, q.recipient_id AS quoted_for, q.transfer_id AS used_by,
           q.created_at AS quoted_at, q.expires_at, q.source_currency, q.target_currency, q.total, q.principal, q.fee,
           q.fee_lines, q.receive, q.markup, q.source_rate, q.target_rate
    FROM ${journals} asked JOIN journal j ON j.id = asked.id AND j.kind = 'hold.placed'
    JOIN transfer_abroad t ON t.hold_id = j.subject_id JOIN remittance_quote q ON q.id = t.quote_id)`

/** A quote is used once, in time, by the customer and for the recipient it was made for. */
export const misusedQuotes = (books: Books): string => `
  SELECT jsonb_build_object('transfer', m.id, 'quote', m.quote_id),
         format('used by %s for %s before %s', m.quoted_to, m.quoted_for, m.expires_at),
         format('used by %s for %s in transfer %s at %s', m.customer_id, m.recipient_id,
                coalesce(m.used_by::text, 'nothing'), m.created_at)
  FROM ${made(books)} m LEFT JOIN recipient r ON r.id = m.recipient_id
  WHERE m.used_by IS DISTINCT FROM m.id OR m.customer_id <> m.quoted_to OR m.recipient_id <> m.quoted_for
     OR r.customer_id IS DISTINCT FROM m.customer_id
     OR m.created_at >= m.expires_at OR m.created_at < m.quoted_at`

/** What was posted is what was told: fees, both legs and our share, and the hold is what arrives. */
export const wrongParts = (books: Books): string => `
  SELECT jsonb_build_object('transfer', m.id, 'journal', m.journal_id, 'hold', m.hold_id),
         format('%s %s of which %s fees, for %s %s and %s mark-up', m.total, m.source_currency, m.fee, m.receive,
                m.target_currency, m.markup),
         format('fee lines of %s, %s posted, %s sold, %s bought, %s mark-up, %s %s held', lines.fee, legs.fee, legs.sold,
                legs.bought, legs.markup, h.amount, h.currency)
  FROM ${made(books)} m
  LEFT JOIN hold h ON h.id = m.hold_id AND h.owner_id = m.customer_id AND h.subject_id = m.id
  CROSS JOIN LATERAL (SELECT coalesce(sum((line ->> 'amount')::bigint), 0) AS fee
                      FROM jsonb_array_elements(m.fee_lines) AS line) lines
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(p.amount) FILTER (WHERE p.kind = 'fee' AND p.currency = m.source_currency
             AND a.owner_id = m.customer_id AND a.purpose = 'available' AND b.purpose = 'fees:transfer_abroad'), 0) AS fee,
           coalesce(sum(p.amount) FILTER (WHERE p.kind = 'sell' AND p.currency = m.source_currency
             AND a.owner_id = m.customer_id AND a.purpose = 'available' AND b.purpose = 'fx_position'), 0) AS sold,
           coalesce(sum(p.amount) FILTER (WHERE p.kind = 'buy' AND p.currency = m.target_currency
             AND a.purpose = 'fx_position' AND b.owner_id = m.customer_id AND b.purpose = 'available'), 0) AS bought,
           coalesce(sum(p.amount) FILTER (WHERE p.kind = 'markup' AND p.currency = m.target_currency
             AND a.purpose = 'fx_position' AND b.purpose = 'fees:fx_markup'), 0) AS markup,
           coalesce(sum(p.amount), 0) AS everything
    FROM posting p JOIN account a ON a.id = p.from_account_id JOIN account b ON b.id = p.to_account_id
    WHERE p.journal_id = m.journal_id) legs
  WHERE lines.fee <> m.fee OR legs.fee <> m.fee OR m.total <> m.principal + m.fee
     OR h.amount IS DISTINCT FROM m.receive OR h.currency IS DISTINCT FROM m.target_currency
     OR (m.source_currency = m.target_currency AND (legs.everything <> legs.fee OR m.receive <> m.principal))
     OR (m.source_currency <> m.target_currency AND (
          legs.sold <> m.principal OR legs.bought <> m.receive OR legs.markup <> m.markup
          OR legs.everything <> legs.fee + legs.sold + legs.bought + legs.markup))`

/** What was given, mark-up included, is never worth more than what was taken, at the rates it was told for. */
export const generousPrices =
  (exponents: string) =>
  (books: Books): string =>
    `
  SELECT jsonb_build_object('transfer', m.id, 'quote', m.quote_id),
         format('at most %s', worth.minor), (m.receive + m.markup)::text
  FROM ${made(books)} m
  CROSS JOIN LATERAL (
    SELECT CASE WHEN m.source_currency = m.target_currency THEN m.principal
           ELSE floor(m.principal::numeric * m.target_rate * power(10::numeric, (${exponents} ->> m.target_currency)::int)
                      / (m.source_rate * power(10::numeric, (${exponents} ->> m.source_currency)::int))) END AS minor) worth
  WHERE (m.receive + m.markup > worth.minor) IS NOT FALSE`

/** $1: statuses in which the money is set aside. It is there once, whole, and goes where the status says. */
export const wrongHolds = `
  SELECT jsonb_build_object('transfer', t.id, 'hold', t.hold_id), expected.hold,
         coalesce(h.status || ' of ' || h.amount || ', ' || h.captured || ' captured', 'none')
  FROM transfer_abroad t
  LEFT JOIN hold h ON h.id = t.hold_id
  CROSS JOIN LATERAL (SELECT CASE
    WHEN t.order_id IS NULL THEN 'none'
    WHEN t.status = ANY($1::text[]) THEN 'active'
    WHEN t.status IN ('failed', 'canceled') THEN 'released'
    ELSE 'captured' END AS hold) expected
  WHERE coalesce(h.status, 'none') <> expected.hold OR (expected.hold = 'captured' AND h.captured <> h.amount)`

/**
 * The order to the bank is the transfer's, and the transfer says nothing that its order does not. An order may be ahead
 * while there is news of it: nobody has told the transfer yet. That money came back must not be missed.
 */
export const wrongOrders = `
  SELECT jsonb_build_object('transfer', t.id, 'order', t.order_id),
         format('%s for %s %s', t.status, q.receive, q.target_currency),
         coalesce(format('%s for %s %s', o.status, o.amount, o.currency), 'none')
  FROM transfer_abroad t JOIN remittance_quote q ON q.id = t.quote_id
  LEFT JOIN payment_order o ON o.id = t.order_id AND o.subject_id = t.id AND o.client = 'transfer_abroad'
  WHERE t.order_id IS NOT NULL AND (
    o.amount IS DISTINCT FROM q.receive OR o.currency IS DISTINCT FROM q.target_currency
    OR o.number IS DISTINCT FROM t.number
    OR (t.status IN ('sent', 'completed') AND o.status <> 'settled'
        AND (o.status <> 'returned' OR NOT EXISTS (SELECT FROM payment_order_news n WHERE n.order_id = o.id)))
    OR (t.status = 'returned' AND o.status <> 'returned')
    OR (t.status = 'canceled' AND o.status <> 'canceled')
    OR (t.status = 'failed' AND o.status <> 'rejected'))`

/** Journals of transfers abroad that no transfer names, or that say something else than it does. */
export const strayJournals = ({ journals }: Books): string => `
  SELECT jsonb_build_object('journal', j.id, 'transfer', j.subject_id), 'a transfer abroad that names it',
         coalesce(format('%s, for %s', t.status, posted.amounts), 'no transfer')
  FROM ${journals} asked JOIN journal j ON j.id = asked.id
  LEFT JOIN transfer_abroad t ON t.id = j.subject_id
  LEFT JOIN remittance_quote q ON q.id = t.quote_id
  LEFT JOIN LATERAL (SELECT string_agg(p.amount || ' ' || p.currency, ', ') AS amounts, sum(p.amount) AS total,
                            bool_and(a.purpose = 'clearing:bank' AND b.owner_id = t.customer_id
                                     AND b.purpose = 'available' AND p.currency = q.target_currency) AS comes_back
                     FROM posting p JOIN account a ON a.id = p.from_account_id JOIN account b ON b.id = p.to_account_id
                     WHERE p.journal_id = j.id) posted ON true
  WHERE j.kind IN ('transfer_abroad', 'transfer_abroad.undone', 'transfer_abroad.returned')
    AND CASE j.kind
      WHEN 'transfer_abroad' THEN t.journal_id IS DISTINCT FROM j.id
      WHEN 'transfer_abroad.undone' THEN t.undo_journal_id IS DISTINCT FROM j.id
        OR j.reverses IS DISTINCT FROM t.journal_id
      ELSE t.return_journal_id IS DISTINCT FROM j.id OR posted.total IS DISTINCT FROM q.receive
        OR posted.comes_back IS NOT TRUE
    END`

/**
 * Behind every transfer that needed a proof stands one: a challenge of its customer for this very price and recipient,
 * passed, used up by it and not expired when it was. Whether one was needed is computed anew from the thresholds the
 * decision noted and from whom the customer had confirmed by then.
 */
export const unconfirmedTransfers = (books: Books): string => `
  SELECT jsonb_build_object('transfer', m.id)
           || CASE WHEN m.challenge_id IS NULL THEN '{}' ELSE jsonb_build_object('challenge', m.challenge_id) END,
         CASE WHEN m.challenge_id IS NULL
              THEN format('a proof for more than %s, or %s to somebody new', m.step_up_amount, m.step_up_new_recipient)
              ELSE format('proved by %s for %s %s to %s at quote %s', m.customer_id, m.total, m.source_currency,
                          m.recipient_id, m.quote_id) END,
         CASE WHEN m.challenge_id IS NULL THEN format('%s %s without one', m.total, m.source_currency)
              WHEN c.id IS NULL THEN 'no challenge'
              ELSE format('%s of %s, used by %s at %s, expiring at %s, bound to %s', c.status, c.customer_id,
                          coalesce(c.consumed_by::text, 'nothing'), c.consumed_at, c.expires_at, c.binding) END
  FROM ${made(books)} m
  LEFT JOIN challenge c ON c.id = m.challenge_id
  LEFT JOIN confirmed_recipient known
    ON known.customer_id = m.customer_id AND known.recipient_id = m.recipient_id
       AND known.confirmed_at <= m.created_at + interval '30 seconds'
  WHERE m.step_up_amount IS NULL
     OR (m.challenge_id IS NULL
         AND (m.total > m.step_up_amount OR (m.total > m.step_up_new_recipient AND known.customer_id IS NULL)))
     OR (m.challenge_id IS NOT NULL AND (
          c.customer_id IS DISTINCT FROM m.customer_id OR c.operation <> 'transfer_abroad' OR c.status <> 'passed'
          OR c.consumed_by IS DISTINCT FROM m.id OR c.consumed_at IS DISTINCT FROM m.created_at
          OR c.consumed_at >= c.expires_at
          OR c.binding_hash IS DISTINCT FROM sha256(convert_to(c.binding, 'UTF8'))
          OR (c.binding::jsonb -> 'binding' ->> 'payee') IS DISTINCT FROM m.recipient_id::text
          OR (c.binding::jsonb -> 'binding' ->> 'quote') IS DISTINCT FROM m.quote_id::text
          OR (c.binding::jsonb -> 'binding' ->> 'amount') IS DISTINCT FROM m.total::text
          OR (c.binding::jsonb -> 'binding' ->> 'fee') IS DISTINCT FROM m.fee::text
          OR (c.binding::jsonb -> 'binding' ->> 'currency') IS DISTINCT FROM m.source_currency
          OR (c.binding::jsonb -> 'binding' ->> 'receive') IS DISTINCT FROM m.receive::text
          OR known.customer_id IS NULL))`

/** A proof that was given for a transfer abroad was used for one. */
export const strayChallenges = `
  SELECT jsonb_build_object('challenge', c.id), 'the transfer abroad it was used for', coalesce(t.status, 'none')
  FROM challenge c LEFT JOIN transfer_abroad t ON t.challenge_id = c.id AND t.id = c.consumed_by
  WHERE c.operation = 'transfer_abroad' AND c.consumed_at IS NOT NULL AND t.id IS NULL`

/** As for transfers at home: half a minute on both sides belongs to the lock timeout. */
export const frozenTransfers = (books: Books): string => `
  SELECT jsonb_build_object('transfer', m.id, 'restriction', r.id), 'nothing leaves the account',
         format('ordered at %s, restricted since %s', m.created_at, r.placed_at)
  FROM ${made(books)} m
  JOIN restriction r ON r.customer_id = m.customer_id AND r.scope IN ('debit', 'withdrawal', 'all')
  WHERE m.created_at > r.placed_at + interval '30 seconds'
    AND m.created_at < coalesce(r.expires_at, 'infinity')
    AND m.created_at < coalesce(r.lifted_at, 'infinity') - interval '30 seconds'`

/** Every step of a transfer is there, in order, and the last one is the state it is in. */
export const brokenTimelines = `
  SELECT jsonb_build_object('transfer', t.id),
         format('%s steps, the last one %s', t.steps, t.status),
         format('%s steps up to number %s, the last one %s', count(s.number), max(s.number),
           (array_agg(s.state ORDER BY s.number DESC))[1])
  FROM transfer_abroad t LEFT JOIN transfer_abroad_step s ON s.transfer_id = t.id
  GROUP BY t.id
  HAVING count(s.number) <> t.steps OR max(s.number) IS DISTINCT FROM t.steps
    OR (array_agg(s.state ORDER BY s.number DESC))[1] IS DISTINCT FROM t.status`

/** What the customer reads in their history: the payment as it is, and what came back as a record of its own. */
export const wrongRecords = `
  SELECT jsonb_build_object('transfer', t.id),
         format('out %s %s, %s, leaving %s%s', q.total, q.source_currency, t.status, t.balance_after,
                CASE WHEN t.status = 'returned' THEN format('; in %s %s', q.receive, q.target_currency) ELSE '' END),
         coalesce(format('%s %s %s, %s, leaving %s; %s', r.direction, r.amount, r.currency, r.status, r.balance_after,
                         coalesce(back.told, 'nothing in')), 'no record')
  FROM transfer_abroad t JOIN remittance_quote q ON q.id = t.quote_id
  LEFT JOIN transaction_record r
    ON r.owner_id = t.customer_id AND r.created_at = t.created_at AND r.subject_id = t.id
  LEFT JOIN LATERAL (
    SELECT string_agg(format('in %s %s', b.amount, b.currency), ', ') AS told, count(*) AS records,
           bool_and(b.amount = q.receive AND b.currency = q.target_currency) AS right_amount
    FROM transaction_record b
    WHERE b.owner_id = t.customer_id AND b.number = t.number AND b.direction = 'in') back ON true
  WHERE r.direction IS DISTINCT FROM 'out' OR r.kind <> 'transfer_abroad' OR r.status <> t.status
     OR r.amount <> q.total OR r.currency <> q.source_currency OR r.balance_after IS DISTINCT FROM t.balance_after
     OR back.records <> (CASE WHEN t.status = 'returned' THEN 1 ELSE 0 END)
     OR (t.status = 'returned' AND back.right_amount IS NOT TRUE)`
