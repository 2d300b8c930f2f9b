-- Transfers abroad: whom customers send to, prices that were told, and what became of the money.

-- Somebody abroad, as one customer keeps them. Name and account never change: who writes them differently keeps
-- somebody else, so that a proof given for one recipient is good for no other account.
CREATE TABLE recipient (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  label text NOT NULL,
  name text NOT NULL,
  -- As the payment order carries it.
  name_on_order text NOT NULL CHECK (length(name_on_order) BETWEEN 1 AND 140),
  country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  currency text NOT NULL,
  -- The account as people may see it.
  account text NOT NULL,
  -- Account and address in full, readable only with a key that is not in the database.
  sealed bytea NOT NULL,
  -- HMAC-SHA-256 over account and name: the same twice is one recipient.
  fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  removed_at timestamptz
);
CREATE UNIQUE INDEX recipient_once ON recipient (customer_id, fingerprint) WHERE removed_at IS NULL;
CREATE INDEX recipient_of_customer ON recipient (customer_id, created_at);

CREATE TABLE remittance_quote (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL,
  recipient_id uuid NOT NULL REFERENCES recipient,
  fixed text NOT NULL CHECK (fixed IN ('send', 'receive')),
  source_currency text NOT NULL,
  target_currency text NOT NULL,
  -- Minor units. What leaves the wallet, what of it is exchanged, and our fees on top of that.
  total bigint NOT NULL CHECK (total > 0),
  principal bigint NOT NULL CHECK (principal > 0),
  fee bigint NOT NULL CHECK (fee >= 0),
  -- [{kind, amount, rule}], amounts as strings; their sum is `fee`.
  fee_lines jsonb NOT NULL,
  -- What arrives, and our share of the exchange; the principal is worth both together at the mid-rate, at least.
  receive bigint NOT NULL CHECK (receive > 0),
  markup bigint NOT NULL CHECK (markup >= 0),
  markup_basis_points smallint NOT NULL CHECK (markup_basis_points BETWEEN 0 AND 9999),
  -- Null where nothing is exchanged, as the rates: units of each currency for one euro.
  markup_rule text,
  source_rate numeric(24, 12),
  target_rate numeric(24, 12),
  rate_day date,
  -- What was promised: when the order leaves, on which day the bank executes it, when it arrives.
  leaves_at timestamptz NOT NULL,
  requested_on date NOT NULL,
  arrives_on date NOT NULL,
  expected_by timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- The transfer it was used for: at most one.
  transfer_id uuid UNIQUE,
  CHECK (total = principal + fee),
  CHECK (expires_at > created_at),
  CHECK (leaves_at >= expires_at),
  CHECK ((source_currency = target_currency) = (source_rate IS NULL)),
  CHECK ((source_rate IS NULL) = (target_rate IS NULL) AND (source_rate IS NULL) = (rate_day IS NULL)
         AND (source_rate IS NULL) = (markup_rule IS NULL)),
  CHECK (source_currency <> target_currency OR (receive = principal AND markup = 0))
);
CREATE INDEX remittance_quote_by_expiry ON remittance_quote (expires_at) WHERE transfer_id IS NULL;

-- Changed only by decisions of the money pipeline, under the lock on the balance it was paid from.
CREATE TABLE transfer_abroad (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  customer_id uuid NOT NULL,
  recipient_id uuid NOT NULL REFERENCES recipient,
  quote_id uuid NOT NULL REFERENCES remittance_quote,
  status text NOT NULL CHECK (
    status IN ('processing', 'sent', 'completed', 'failed', 'canceled', 'returned')
  ),
  status_reason text,
  decline_details jsonb,
  -- ISO 20022 reason code and the bank's words.
  bank_reason_code text,
  bank_reason_text text,
  -- Grows with every decision; one made on an older version is not carried out.
  version integer NOT NULL CHECK (version > 0),
  steps smallint NOT NULL CHECK (steps > 0),
  purpose text CHECK (length(purpose) = 4),
  message text,
  -- Exchange and fees; null where there were none, and where it was declined.
  journal_id uuid,
  -- The recipient's money while it is not known what became of it, and the order to the bank.
  hold_id uuid,
  order_id uuid UNIQUE,
  -- The journal that gave everything back, and the one that put a returned payment into the wallet.
  undo_journal_id uuid,
  return_journal_id uuid,
  -- When the order left for the bank; until then it can be canceled.
  left_at timestamptz,
  -- The operator's day in which it counted against limits; null when it counts no more.
  limit_day date,
  -- Of the balance it was paid from, once it was paid, or once that was given back.
  balance_after bigint,
  -- What the decision went by: the thresholds in force, and the challenge it used up.
  step_up_amount bigint,
  step_up_new_recipient bigint,
  challenge_id uuid,
  -- By when it will have left its state; null in states where it stays.
  expected_by timestamptz,
  -- When the promise was broken and everybody told.
  late_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK ((order_id IS NULL) = (hold_id IS NULL)),
  CHECK (order_id IS NOT NULL OR (status = 'failed' AND journal_id IS NULL AND status_reason IS NOT NULL)),
  CHECK ((status IN ('failed', 'canceled')) >= (undo_journal_id IS NOT NULL)),
  CHECK ((status = 'returned') = (return_journal_id IS NOT NULL)),
  CHECK ((status IN ('processing', 'sent')) = (expected_by IS NOT NULL)),
  CHECK (challenge_id IS NULL OR order_id IS NOT NULL)
);
CREATE INDEX transfer_abroad_due ON transfer_abroad (expected_by) WHERE status IN ('processing', 'sent');
CREATE INDEX transfer_abroad_of_customer ON transfer_abroad (customer_id, created_at);
CREATE UNIQUE INDEX transfer_abroad_challenge ON transfer_abroad (challenge_id) WHERE challenge_id IS NOT NULL;

-- The timeline: what happened, and what proves it. Only ever added to.
CREATE TABLE transfer_abroad_step (
  transfer_id uuid NOT NULL REFERENCES transfer_abroad,
  number smallint NOT NULL CHECK (number > 0),
  state text NOT NULL,
  -- A key of the web's messages, `timeline.<text>`.
  text text NOT NULL,
  reason text,
  evidence_kind text CHECK (evidence_kind IN ('journal', 'bank_file', 'command', 'clock')),
  evidence_reference text,
  at timestamptz NOT NULL,
  PRIMARY KEY (transfer_id, number),
  CHECK ((evidence_kind IS NULL) = (evidence_reference IS NULL))
);

-- No more abroad at a time and in a day than to other customers.
INSERT INTO limit_schedule (version, rules)
SELECT version + 1, rules || '[
  {"operation": "transfer_abroad", "interval": "transaction", "amounts": {"CNY": "50000", "USD": "7000", "EUR": "6500", "GBP": "5500", "JPY": "1000000", "HKD": "55000", "KWD": "2000"}},
  {"operation": "transfer_abroad", "interval": "daily", "amounts": {"CNY": "200000", "USD": "28000", "EUR": "26000", "GBP": "22000", "JPY": "4000000", "HKD": "220000", "KWD": "8000"}}
]' FROM limit_schedule ORDER BY version DESC LIMIT 1;
