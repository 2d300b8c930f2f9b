-- Prices and limits are versioned and never changed: the active schedule is the one with the highest version.

CREATE TABLE fee_schedule (
  version integer PRIMARY KEY CHECK (version > 0),
  rules jsonb NOT NULL,
  activated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE limit_schedule (
  version integer PRIMARY KEY CHECK (version > 0),
  rules jsonb NOT NULL,
  activated_at timestamptz NOT NULL DEFAULT now()
);

-- How much of a limit is used up, one row per customer, operation, currency and day. The row remembers the limit
-- it was last consumed under, so that the database itself refuses a use beyond it.
CREATE TABLE limit_usage (
  customer_id uuid NOT NULL,
  operation text NOT NULL,
  currency text NOT NULL,
  day date NOT NULL,
  used bigint NOT NULL CHECK (used >= 0),
  limit_amount bigint NOT NULL,
  PRIMARY KEY (customer_id, day, operation, currency),
  CONSTRAINT limit_not_exceeded CHECK (used <= limit_amount)
) WITH (fillfactor = 50);

-- Customers pay nothing for transfers in a currency they hold, and nothing for topping up by card.
INSERT INTO fee_schedule (version, rules) VALUES (1, '[
  {"id": "transfer", "operation": "transfer", "currency": null, "fixed": "0", "basis_points": 0, "minimum": null, "maximum": null},
  {"id": "deposit-card", "operation": "deposit_card", "currency": null, "fixed": "0", "basis_points": 0, "minimum": null, "maximum": null}
]');

INSERT INTO limit_schedule (version, rules) VALUES (1, '[
  {"operation": "transfer", "interval": "transaction", "amounts": {"CNY": "50000", "USD": "7000", "EUR": "6500", "GBP": "5500", "JPY": "1000000", "HKD": "55000", "KWD": "2000"}},
  {"operation": "transfer", "interval": "daily", "amounts": {"CNY": "200000", "USD": "28000", "EUR": "26000", "GBP": "22000", "JPY": "4000000", "HKD": "220000", "KWD": "8000"}},
  {"operation": "deposit_card", "interval": "transaction", "amounts": {"CNY": "50000", "USD": "7000", "EUR": "6500", "GBP": "5500", "JPY": "1000000", "HKD": "55000", "KWD": "2000"}},
  {"operation": "deposit_card", "interval": "daily", "amounts": {"CNY": "100000", "USD": "14000", "EUR": "13000", "GBP": "11000", "JPY": "2000000", "HKD": "110000", "KWD": "4000"}}
]');
