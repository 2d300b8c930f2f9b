/** What breaks an invariant of exchanges: `rows`, `expected`, `actual`. */

type Books = { journals: string; postings: string }

/** Exchanges whose journals are in question, with their prices. */
const made = ({ journals }: Pick<Books, 'journals'>): string =>
  `(SELECT c.id, c.customer_id, c.created_at, c.journal_id, q.id AS quote_id, q.customer_id AS quoted_to, q.from_currency,
           q.to_currency, q.send, q.receive, q.markup, q.from_rate, q.to_rate, q.created_at AS quoted_at, q.expires_at,
           q.conversion_id
    FROM ${journals} r JOIN journal j ON j.id = r.id AND j.kind = 'conversion'
    JOIN fx_conversion c ON c.id = j.subject_id JOIN fx_quote q ON q.id = c.quote_id)`

/** A quote is used once, in time, by the customer it was made for. */
export const misusedQuotes = (books: Books): string => `
  SELECT jsonb_build_object('conversion', m.id, 'quote', m.quote_id),
         format('used by %s for this exchange before %s', m.quoted_to, m.expires_at),
         format('used by %s for %s at %s', m.customer_id, coalesce(m.conversion_id::text, 'nothing'), m.created_at)
  FROM ${made(books)} m
  WHERE m.conversion_id IS DISTINCT FROM m.id OR m.customer_id <> m.quoted_to
     OR m.created_at >= m.expires_at OR m.created_at < m.quoted_at`

/** Three postings say what the price said: both legs and our share, each in its own currency and through the position. */
export const wrongLegs = (books: Books): string => `
  SELECT jsonb_build_object('conversion', m.id, 'journal', m.journal_id),
         format('%s %s for %s %s, mark-up %s', m.send, m.from_currency, m.receive, m.to_currency, m.markup),
         coalesce(legs.told, 'nothing')
  FROM ${made(books)} m
  LEFT JOIN LATERAL (
    SELECT string_agg(format('%s %s %s', p.kind, p.amount, p.currency), ', ' ORDER BY p.number) AS told,
           count(*) FILTER (WHERE p.kind = 'sell' AND p.amount = m.send AND p.currency = m.from_currency
             AND a.owner_id = m.customer_id AND a.purpose = 'available' AND b.purpose = 'fx_position') AS sold,
           count(*) FILTER (WHERE p.kind = 'buy' AND p.amount = m.receive AND p.currency = m.to_currency
             AND a.purpose = 'fx_position' AND b.owner_id = m.customer_id AND b.purpose = 'available') AS bought,
           count(*) FILTER (WHERE p.kind = 'markup' AND p.amount = m.markup AND p.currency = m.to_currency
             AND a.purpose = 'fx_position' AND b.purpose = 'fees:fx_markup') AS charged,
           count(*) AS postings
    FROM ${books.postings} p JOIN account a ON a.id = p.from_account_id JOIN account b ON b.id = p.to_account_id
    WHERE p.journal_id = m.journal_id) legs ON true
  WHERE legs.sold IS DISTINCT FROM 1 OR legs.bought IS DISTINCT FROM 1
     OR legs.charged IS DISTINCT FROM (CASE WHEN m.markup > 0 THEN 1 ELSE 0 END)
     OR legs.postings IS DISTINCT FROM (CASE WHEN m.markup > 0 THEN 3 ELSE 2 END)`

/** What was given, mark-up included, is never worth more than what was taken, at the rates it was told for. */
export const generousPrices =
  (exponents: string) =>
  (books: Books): string =>
    `
  SELECT jsonb_build_object('conversion', m.id, 'quote', m.quote_id),
         format('at most %s', worth.minor), (m.receive + m.markup)::text
  FROM ${made(books)} m
  CROSS JOIN LATERAL (
    SELECT floor(m.send::numeric * m.to_rate * power(10::numeric, (${exponents} ->> m.to_currency)::int)
                 / (m.from_rate * power(10::numeric, (${exponents} ->> m.from_currency)::int))) AS minor) worth
  WHERE m.receive + m.markup > worth.minor`

/** A journal of an exchange without the completed exchange that names it. */
export const strayConversions = ({ journals }: Pick<Books, 'journals'>): string => `
  SELECT jsonb_build_object('journal', j.id, 'conversion', j.subject_id), 'a completed exchange that names it',
         coalesce(c.status || coalesce(' with journal ' || c.journal_id, ''), 'no exchange')
  FROM ${journals} r JOIN journal j ON j.id = r.id AND j.kind = 'conversion'
  LEFT JOIN fx_conversion c ON c.id = j.subject_id
  WHERE c.journal_id IS DISTINCT FROM j.id OR c.status <> 'completed'`
