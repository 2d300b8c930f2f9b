/** The balances of a statement are those the last entries it tells of left, and its sums what lies between. */
export const statementsOffTheBooks = `
  SELECT jsonb_build_object('statement', s.id, 'customer', s.customer_id),
         format('%s to %s %s', told.opening, told.closing, s.currency),
         format('%s to %s', s.opening, s.closing)
  FROM statement s
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(first.balance_after), 0) AS opening, coalesce(sum(last.balance_after), 0) AS closing
    FROM account a
    LEFT JOIN entry first ON first.account_id = a.id
      AND first.sequence = CASE a.purpose WHEN 'available' THEN s.available_from ELSE s.reserved_from END
    LEFT JOIN entry last ON last.account_id = a.id
      AND last.sequence = CASE a.purpose WHEN 'available' THEN s.available_to ELSE s.reserved_to END
    WHERE a.owner_id = s.customer_id AND a.currency = s.currency AND a.purpose IN ('available', 'reserved')
  ) told
  WHERE (told.opening, told.closing) IS DISTINCT FROM (s.opening::numeric, s.closing::numeric)`

/** Each statement begins where the one before it ended: at the same entry, with the same balance, at the same instant. */
export const brokenRows = `
  SELECT jsonb_build_object('statement', id, 'customer', customer_id),
         format('opens with %s after the entries %s and %s', last_closing, last_available, last_reserved),
         format('opens with %s after the entries %s and %s', opening, available_from, reserved_from)
  FROM (
    SELECT id, customer_id, period_from, opening, available_from, reserved_from,
           lag(closing, 1, 0::bigint) OVER months AS last_closing,
           lag(available_to, 1, 0::bigint) OVER months AS last_available,
           lag(reserved_to, 1, 0::bigint) OVER months AS last_reserved,
           lag(period_to, 1, period_from) OVER months AS last_to
    FROM statement
    WINDOW months AS (PARTITION BY customer_id, currency ORDER BY period)
  ) following
  WHERE (opening, available_from, reserved_from, period_from)
    IS DISTINCT FROM (last_closing, last_available, last_reserved, last_to)`
