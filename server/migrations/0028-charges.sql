-- Prices by method, region and tier; limits by level and over weeks, months and any 24 hours; a book of what was charged.

-- A schedule starts when it says. What was published so far started when it was published.
ALTER TABLE fee_schedule RENAME COLUMN activated_at TO starts_at;
ALTER TABLE fee_schedule ALTER COLUMN starts_at DROP DEFAULT;
ALTER TABLE limit_schedule RENAME COLUMN activated_at TO starts_at;
ALTER TABLE limit_schedule ALTER COLUMN starts_at DROP DEFAULT;

-- The published rules in the new words, meaning what they meant: top-ups by card are deposits by the method card.
UPDATE fee_schedule SET rules = (
  SELECT jsonb_agg(
    jsonb_build_object('method', NULL, 'payer_region', NULL, 'payee_region', NULL, 'tier', NULL, 'bearer', 'sender',
                       'valid_from', NULL, 'valid_to', NULL)
    || rule
    || CASE rule ->> 'operation' WHEN 'deposit_card' THEN '{"operation": "deposit", "method": "card"}' ELSE '{}' END::jsonb
    ORDER BY place)
  FROM jsonb_array_elements(rules) WITH ORDINALITY AS t (rule, place));
UPDATE limit_schedule SET rules = (
  SELECT jsonb_agg(
    '{"level": null}' || rule
    || CASE rule ->> 'operation' WHEN 'deposit_card' THEN '{"operation": "deposit"}' ELSE '{}' END::jsonb
    ORDER BY place)
  FROM jsonb_array_elements(rules) WITH ORDINALITY AS t (rule, place));

-- One row per customer, operation and currency: what was moved on `day`, in its week (from Monday) and in its month, and
-- in each quarter of an hour of the last 24 hours ([[start in ms, "minor units"], …]). The limits are those of the last
-- use; the database itself refuses a sum beyond its own.
CREATE TABLE limit_use (
  customer_id uuid NOT NULL,
  operation text NOT NULL,
  currency text NOT NULL,
  day date NOT NULL,
  daily bigint NOT NULL CHECK (daily >= 0),
  weekly bigint NOT NULL CHECK (weekly >= 0),
  monthly bigint NOT NULL CHECK (monthly >= 0),
  rolling bigint NOT NULL CHECK (rolling >= 0),
  slots jsonb NOT NULL,
  daily_limit bigint,
  weekly_limit bigint,
  monthly_limit bigint,
  rolling_limit bigint,
  PRIMARY KEY (customer_id, operation, currency),
  CONSTRAINT daily_limit_not_exceeded CHECK (daily <= daily_limit),
  CONSTRAINT weekly_limit_not_exceeded CHECK (weekly <= weekly_limit),
  CONSTRAINT monthly_limit_not_exceeded CHECK (monthly <= monthly_limit),
  CONSTRAINT rolling_limit_not_exceeded CHECK (rolling <= rolling_limit)
) WITH (fillfactor = 50);

INSERT INTO limit_use (customer_id, operation, currency, day, daily, weekly, monthly, rolling, slots, daily_limit)
SELECT DISTINCT ON (customer_id, name, currency) customer_id, name, currency, day, used,
       sum(used) OVER (PARTITION BY customer_id, name, currency, date_trunc('week', day)),
       sum(used) OVER (PARTITION BY customer_id, name, currency, date_trunc('month', day)),
       0, '[]', limit_amount
FROM limit_usage, LATERAL (SELECT replace(operation, '_card', '') AS name) AS renamed
ORDER BY customer_id, name, currency, day DESC;
-- Each movement that was priced and counted, by which versions; `release` where it came to nothing, `late_use` where it
-- came about after all, and `carried` for what was counted before there was this book. A release bears the time and the
-- day of the use it takes back. Positions of one customer are in the order of the decisions, because those hold a lock.
CREATE TABLE charge (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject uuid NOT NULL,
  entry text NOT NULL CHECK (entry IN ('use', 'release', 'late_use', 'carried')),
  customer_id uuid NOT NULL,
  operation text NOT NULL,
  method text,
  payer_region text,
  payee_region text,
  level text,
  currency text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  fee bigint NOT NULL CHECK (fee >= 0),
  fee_version integer,
  limit_version integer,
  day date NOT NULL,
  daily_limit bigint,
  weekly_limit bigint,
  monthly_limit bigint,
  rolling_limit bigint,
  at timestamptz NOT NULL,
  CHECK ((entry IN ('use', 'late_use')) = (fee_version IS NOT NULL)),
  CHECK ((entry IN ('use', 'late_use')) = (limit_version IS NOT NULL)),
  CHECK ((entry IN ('use', 'late_use')) = (level IS NOT NULL))
);
CREATE INDEX charge_by_customer ON charge (customer_id, operation, currency, at);
-- For whole months at a time: small, and no cost to the money path.
CREATE INDEX charge_by_time ON charge USING brin (at);

INSERT INTO charge (subject, entry, customer_id, operation, currency, amount, fee, day, at)
SELECT gen_random_uuid(), 'carried', customer_id, replace(operation, '_card', ''), currency, used, 0, day, day
FROM limit_usage WHERE used > 0 ORDER BY day;
DROP TABLE limit_usage;
