-- What the console needs to find a customer, and a reason for sessions that staff ended.

-- Every two neighbouring characters of a text, folded, each once. Two, not three: most Chinese names have two or three
-- characters, and a trigram index finds none of them by two.
CREATE FUNCTION search_grams(content text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
  SELECT coalesce(array_agg(DISTINCT substr(folded, place, 2)), '{}')
  FROM (SELECT lower(normalize(content, NFKC)) AS folded) f
  CROSS JOIN LATERAL generate_series(1, length(folded) - 1) AS place
);

-- Of the index, not of a column: it follows every change of the three, whoever makes it.
CREATE INDEX customer_search ON customer USING gin (search_grams(name || ' ' || email || ' ' || phone));

-- The kinds of ends are listed in server/slices/identity/tables.ts; one list is enough.
ALTER TABLE session DROP CONSTRAINT session_end_reason_check;
ALTER TABLE session ADD CONSTRAINT session_end_reason_check CHECK (end_reason ~ '^[a-z_]{2,40}$');

-- "What happened on that day?" The log grows in the order of time, so a summary of its blocks is enough.
CREATE INDEX audit_entry_by_day ON audit_entry USING brin (occurred_at);
