/** Minor units with their sign, seen from us. */
const signed = `CASE WHEN e.side = 'credit' THEN e.amount ELSE -e.amount END`

/** Behind every entry stands one journal that moved its amount between safeguarding and clearing, the right way. */
export const wrongEntries = (within: string): string => `
  SELECT jsonb_build_object('journal', e.journal_id, 'entry', e.id),
         format('%s %s of %s', e.side, e.amount, e.currency), coalesce(booked.text, 'nothing')
  FROM bank_entry e
  LEFT JOIN LATERAL (
    SELECT format('%s %s of %s', CASE WHEN f.purpose LIKE 'safeguarding:%' THEN 'credit' ELSE 'debit' END, p.amount,
                  p.currency) AS text
    FROM journal j JOIN posting p ON p.journal_id = j.id AND p.kind = 'principal'
    JOIN account f ON f.id = p.from_account_id JOIN account t ON t.id = p.to_account_id
    WHERE j.id = e.journal_id AND j.kind = 'bank_entry' AND j.subject_id = e.id
      AND (f.purpose LIKE 'safeguarding:%') <> (t.purpose LIKE 'safeguarding:%')
  ) booked ON true
  WHERE ${within} AND booked.text IS DISTINCT FROM format('%s %s of %s', e.side, e.amount, e.currency)`

/** What the ledger says the bank holds is the sum of what the bank booked; nothing else touches that account. */
export const safeguardingMismatch = `
  SELECT jsonb_build_object('currency', coalesce(told.currency, held.currency)), coalesce(told.sum, 0)::text,
         coalesce(held.sum, 0)::text
  FROM (SELECT e.currency, sum(${signed}) AS sum FROM bank_entry e GROUP BY e.currency) told
  FULL JOIN (SELECT a.currency, -sum(b.balance) AS sum FROM account a JOIN balance b ON b.account_id = a.id
             WHERE a.purpose LIKE 'safeguarding:%' GROUP BY a.currency) held ON held.currency = told.currency
  WHERE coalesce(told.sum, 0) <> coalesce(held.sum, 0)`

/** No reference is paid twice: of each order the bank took the money at most once and brought it back at most once. */
export const paidTwice = `
  SELECT jsonb_build_object('order', p.order_id, 'side', e.side), 'one entry at most', count(*) || ' entries'
  FROM bank_entry_part p JOIN bank_entry e ON e.id = p.entry_id
  WHERE p.order_id IS NOT NULL
  GROUP BY p.order_id, e.side HAVING count(*) > 1`

/**
 * $1: states of orders that were paid. The entries an order names are its own, over its amount, on the right side; one
 * that was paid says by which message; one that came back came back by an entry. What the bank took before it agreed to
 * bring it back is no payment.
 */
export const unprovenOrders = `
  SELECT jsonb_build_object('order', o.id, 'status', o.status),
         'the entries of its payment over ' || o.amount,
         format('debit %s, return %s, told %s', debit.amount, back.amount, told.steps)
  FROM payment_order o
  LEFT JOIN LATERAL (
    SELECT p.amount FROM bank_entry e JOIN bank_entry_part p ON p.entry_id = e.id
    WHERE e.id = o.debit_entry_id AND e.side = 'debit' AND p.order_id = o.id AND p.end_to_end_id = o.end_to_end_id
  ) debit ON true
  LEFT JOIN LATERAL (
    SELECT p.amount FROM bank_entry e JOIN bank_entry_part p ON p.entry_id = e.id
    WHERE e.id = o.return_entry_id AND e.side = 'credit' AND p.order_id = o.id AND p.end_to_end_id = o.end_to_end_id
  ) back ON true
  CROSS JOIN LATERAL (
    SELECT count(*) AS steps FROM payment_order_step s
    WHERE s.order_id = o.id AND s.kind = 'settled' AND s.file_number IS NOT NULL
  ) told
  WHERE (o.debit_entry_id IS NOT NULL AND debit.amount IS DISTINCT FROM o.amount)
     OR (o.return_entry_id IS NOT NULL AND back.amount IS DISTINCT FROM o.amount)
     OR (o.status = ANY($1::text[])) <> (told.steps = 1)
     OR (o.debit_entry_id IS NOT NULL AND NOT o.status = ANY($1::text[])
         AND NOT (o.status = 'canceled' AND o.before_recall IS NOT NULL))`

/** Every step of an order is there, in order, and the last one is the state it is in. */
export const brokenSteps = `
  SELECT jsonb_build_object('order', o.id), format('%s steps, the last one %s', o.steps, o.status),
         format('%s steps up to number %s, the last one %s', count(s.number), max(s.number),
           (array_agg(s.status ORDER BY s.number DESC))[1])
  FROM payment_order o LEFT JOIN payment_order_step s ON s.order_id = o.id
  GROUP BY o.id
  HAVING count(s.number) <> o.steps OR max(s.number) IS DISTINCT FROM o.steps
    OR (array_agg(s.status ORDER BY s.number DESC))[1] IS DISTINCT FROM o.status`

/** $1: states of items whose money is there. What lies in suspense is what the open items are about, per currency. */
export const suspenseMismatch = `
  SELECT jsonb_build_object('currency', coalesce(items.currency, held.currency)), coalesce(items.sum, 0)::text,
         coalesce(held.sum, 0)::text
  FROM (SELECT i.currency, sum(CASE WHEN i.side = 'credit' THEN i.amount ELSE -i.amount END) AS sum
        FROM suspense_item i WHERE i.status = ANY($1::text[]) GROUP BY i.currency) items
  FULL JOIN (SELECT a.currency, sum(b.balance) AS sum FROM account a JOIN balance b ON b.account_id = a.id
             WHERE a.purpose = 'suspense' GROUP BY a.currency) held ON held.currency = items.currency
  WHERE coalesce(items.sum, 0) <> coalesce(held.sum, 0)`

/**
 * No payment of a customer's was put into a file while a restriction took that away, however long before it was ordered.
 * Half a minute on both sides belongs to clocks and to the moment in which a file is made. Money that goes back to where
 * it came from is no payment of theirs. Files of versions that asked nobody before they made one are not looked at; which
 * these are is written in the file, because our clock and the database's, by which migrations are dated, are two.
 */
export const frozenPayments = `
  SELECT jsonb_build_object('order', o.id, 'restriction', r.id), 'nothing leaves the account',
         format('put into a file at %s, restricted since %s', s.at, r.placed_at)
  FROM payment_order o
  JOIN payment_order_step s ON s.order_id = o.id AND s.kind = 'batched'
  JOIN bank_file f ON f.number = s.file_number AND f.owners_asked
  JOIN restriction r ON r.customer_id = o.owner_id AND r.scope IN ('debit', 'withdrawal', 'all')
  WHERE o.client IN ('withdrawal', 'transfer_abroad')
    AND s.at > r.placed_at + interval '30 seconds'
    AND s.at < coalesce(r.expires_at, 'infinity')
    AND s.at < coalesce(r.lifted_at, 'infinity') - interval '30 seconds'`
