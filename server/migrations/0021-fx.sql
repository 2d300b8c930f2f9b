-- Exchange: reference rates as published, the mark-up on them, prices that were told and exchanges made at them.

-- Every file that was taken, once, whatever way it came.
CREATE TABLE fx_rate_file (
  id uuid PRIMARY KEY,
  -- SHA-256 of its content: the same file again adds nothing.
  content_hash bytea NOT NULL UNIQUE CHECK (octet_length(content_hash) = 32),
  -- Address or file name, for the operator.
  origin text NOT NULL,
  received_at timestamptz NOT NULL
);

-- Units of the currency for one euro.
CREATE TABLE fx_rate (
  currency text NOT NULL,
  day date NOT NULL,
  file_id uuid NOT NULL REFERENCES fx_rate_file,
  rate numeric(24, 12) NOT NULL CHECK (rate > 0 AND rate < 1e9),
  -- 'held': it jumped from the one before, and nobody has looked at it yet. 'rejected': somebody did, and it is wrong.
  status text NOT NULL CHECK (status IN ('active', 'held', 'rejected')),
  received_at timestamptz NOT NULL,
  PRIMARY KEY (currency, day, file_id)
);

-- Versioned like fees: what was told keeps its version.
CREATE TABLE fx_markup_schedule (
  version integer PRIMARY KEY CHECK (version > 0),
  rules jsonb NOT NULL,
  activated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO fx_markup_schedule (version, rules) VALUES (1, '[{"id": "any", "from": null, "to": null, "basis_points": 50}]');

CREATE TABLE fx_quote (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL,
  fixed text NOT NULL CHECK (fixed IN ('send', 'receive')),
  from_currency text NOT NULL,
  to_currency text NOT NULL,
  send bigint NOT NULL CHECK (send > 0),
  receive bigint NOT NULL CHECK (receive > 0),
  markup bigint NOT NULL CHECK (markup >= 0),
  markup_basis_points smallint NOT NULL CHECK (markup_basis_points BETWEEN 0 AND 9999),
  -- `v<version>/<rule>`.
  markup_rule text NOT NULL,
  -- The two reference rates it was computed from; the euro's is 1.
  from_rate numeric(24, 12) NOT NULL,
  to_rate numeric(24, 12) NOT NULL,
  rate_day date NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- The exchange it was used for: at most one.
  conversion_id uuid UNIQUE,
  CHECK (from_currency <> to_currency),
  CHECK (expires_at > created_at)
);
CREATE INDEX fx_quote_by_expiry ON fx_quote (expires_at) WHERE conversion_id IS NULL;

CREATE TABLE fx_conversion (
  id uuid PRIMARY KEY,
  quote_id uuid NOT NULL,
  number text NOT NULL UNIQUE,
  customer_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('completed', 'failed')),
  status_reason text,
  decline_details jsonb,
  journal_id uuid,
  created_at timestamptz NOT NULL,
  CHECK ((status = 'completed') = (journal_id IS NOT NULL)),
  CHECK ((status = 'failed') = (status_reason IS NOT NULL))
);
CREATE UNIQUE INDEX fx_conversion_of_quote ON fx_conversion (quote_id) WHERE status = 'completed';

-- An exchange has a record for each of its two currencies; the one that goes out carries the number.
ALTER TABLE transaction_record DROP CONSTRAINT transaction_record_kind_check;
ALTER TABLE transaction_record ADD CONSTRAINT transaction_record_kind_check
  CHECK (kind IN ('deposit', 'transfer', 'conversion'));
