-- Prices and limits are drafted, approved by a second person, announced, and start by the clock; alerts for rates.

-- A published schedule is known by the id of the draft it was made of.
ALTER TABLE fee_schedule ADD COLUMN id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid();
ALTER TABLE fee_schedule ADD COLUMN published_at timestamptz;
ALTER TABLE limit_schedule ADD COLUMN id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid();
ALTER TABLE limit_schedule ADD COLUMN published_at timestamptz;

CREATE TABLE schedule_draft (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('fees', 'limits')),
  rules jsonb NOT NULL,
  -- The version it was made from: one that was published meanwhile would be undone without anybody noticing.
  based_on integer NOT NULL,
  starts_at timestamptz,
  -- What changes, as customers are told it.
  change_en text NOT NULL DEFAULT '' CHECK (length(change_en) <= 200),
  change_zh text NOT NULL DEFAULT '' CHECK (length(change_zh) <= 200),
  -- Two people who edit at once: the second is told.
  revision integer NOT NULL DEFAULT 1,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- Set once, when it is published; it never changes after.
  version integer,
  published_at timestamptz,
  -- The last customer who was told, while the notice goes out; null before and after.
  announced_up_to uuid,
  announced_at timestamptz,
  CHECK ((version IS NULL) = (published_at IS NULL)),
  CHECK (version IS NULL OR starts_at IS NOT NULL),
  UNIQUE (kind, version)
);

-- "Tell me when one euro costs 8 yuan": told once.
CREATE TABLE rate_alert (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL,
  from_currency text NOT NULL,
  to_currency text NOT NULL,
  -- Units of `to` for one of `from`.
  target numeric(24, 12) NOT NULL CHECK (target > 0 AND target < 1e9),
  -- 'mid': the reference rate; 'ours': what the customer would get.
  basis text NOT NULL CHECK (basis IN ('mid', 'ours')),
  -- Whether it waits for the rate to rise to the target or to fall to it.
  direction text NOT NULL CHECK (direction IN ('rise', 'fall')),
  status text NOT NULL CHECK (status IN ('active', 'reached', 'expired')),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  reached_at timestamptz,
  reached_rate numeric(24, 12),
  CHECK (from_currency <> to_currency),
  CHECK ((status = 'reached') = (reached_at IS NOT NULL)),
  CHECK ((status = 'reached') = (reached_rate IS NOT NULL))
);
CREATE INDEX rate_alert_by_customer ON rate_alert (customer_id, created_at DESC);
CREATE INDEX rate_alert_waiting ON rate_alert (expires_at) WHERE status = 'active';

-- What a customer exchanged in a month decides the mark-up.
CREATE INDEX fx_conversion_by_customer ON fx_conversion (customer_id, created_at) WHERE status = 'completed';

-- Whoever proved no number yet moves less at a time and in a day; a credit card costs what it costs us.
INSERT INTO limit_schedule (version, rules, starts_at)
SELECT version + 1, rules || (
  SELECT jsonb_agg(jsonb_build_object('operation', operation, 'level', 'email_proved', 'interval', interval, 'amounts', amounts))
  FROM unnest('{transfer,deposit,withdrawal,transfer_abroad}'::text[]) AS operation,
    (VALUES
      ('transaction', '{"CNY": "10000", "USD": "1400", "EUR": "1300", "GBP": "1100", "JPY": "200000", "HKD": "11000", "KWD": "400"}'::jsonb),
      ('daily', '{"CNY": "20000", "USD": "2800", "EUR": "2600", "GBP": "2200", "JPY": "400000", "HKD": "22000", "KWD": "800"}'::jsonb)
    ) AS each (interval, amounts)),
  starts_at
FROM limit_schedule ORDER BY version DESC LIMIT 1;

INSERT INTO fee_schedule (version, rules, starts_at)
SELECT version + 1, rules || '[
  {"id": "deposit-credit-card", "operation": "deposit", "method": "card_credit", "payer_region": null, "payee_region": null, "currency": null, "tier": null, "fixed": "0", "basis_points": 120, "minimum": null, "maximum": null, "bearer": "sender", "valid_from": null, "valid_to": null}
]', starts_at
FROM fee_schedule ORDER BY version DESC LIMIT 1;

-- Who exchanges more in a month pays less for it.
INSERT INTO fx_markup_schedule (version, rules)
SELECT version + 1, rules || '[
  {"id": "any-from-5000", "from": null, "to": null, "from_volume": "5000", "basis_points": 40},
  {"id": "any-from-50000", "from": null, "to": null, "from_volume": "50000", "basis_points": 25}
]' FROM fx_markup_schedule ORDER BY version DESC LIMIT 1;
