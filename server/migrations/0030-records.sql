-- What customers can prove and take along: the events behind a transaction, statements, exports.

-- "What happened to this transaction?" Object ids grow with time, so that new events touch the same few pages.
CREATE INDEX event_subject ON event (subject_id);
-- "Which block seals this event?"
CREATE INDEX ledger_block_last_position ON ledger_block (last_position);

-- A month of one customer in one currency, once it is over. Written once: what was true then stays readable.
CREATE TABLE statement (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL,
  currency text NOT NULL,
  -- The month as `2026-11`, and its bounds in the operator's time zone.
  period text NOT NULL CHECK (period ~ '^[0-9]{4}-[0-9]{2}$'),
  period_from timestamptz NOT NULL,
  period_to timestamptz NOT NULL,
  -- How far the ledger's entries of each account were told before it, and how far it tells them. The cut is one of
  -- ledger order: what is recorded later belongs to a later statement, whatever day it takes effect.
  available_from bigint NOT NULL CHECK (available_from >= 0),
  available_to bigint NOT NULL CHECK (available_to >= available_from),
  reserved_from bigint NOT NULL CHECK (reserved_from >= 0),
  reserved_to bigint NOT NULL CHECK (reserved_to >= reserved_from),
  -- Available and reserved together, in minor units.
  opening bigint NOT NULL CHECK (opening >= 0),
  credits bigint NOT NULL CHECK (credits >= 0),
  debits bigint NOT NULL CHECK (debits >= 0),
  closing bigint NOT NULL CHECK (closing >= 0),
  lines integer NOT NULL CHECK (lines >= 0),
  -- Its whole content as JSON, gzip, encrypted; and the SHA-256 of that JSON, printed on every copy.
  sealed bytea NOT NULL,
  content_hash bytea NOT NULL CHECK (octet_length(content_hash) = 32),
  created_at timestamptz NOT NULL,
  UNIQUE (customer_id, currency, period),
  CHECK (opening + credits - debits = closing),
  CHECK (period_to > period_from)
);

-- A history as a file, made by a job part by part, so that it may be as long as it likes.
CREATE TABLE history_export (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'running', 'ready', 'failed', 'expired')),
  -- What was asked for, as it was asked.
  request jsonb NOT NULL,
  request_version smallint NOT NULL,
  total integer CHECK (total >= 0),
  done integer NOT NULL DEFAULT 0 CHECK (done >= 0),
  parts integer NOT NULL DEFAULT 0 CHECK (parts >= 0),
  size bigint NOT NULL DEFAULT 0 CHECK (size >= 0),
  -- The last record written, where the next part begins.
  after_created_at timestamptz,
  after_subject_id uuid,
  asked_at timestamptz NOT NULL,
  ready_at timestamptz,
  expires_at timestamptz,
  CHECK ((state IN ('ready', 'expired')) = (ready_at IS NOT NULL)),
  CHECK ((ready_at IS NULL) = (expires_at IS NULL)),
  CHECK ((after_created_at IS NULL) = (after_subject_id IS NULL))
);
-- One at a time for a customer: a second would only make both slower.
CREATE UNIQUE INDEX history_export_open ON history_export (customer_id) WHERE state IN ('pending', 'running');
CREATE INDEX history_export_by_customer ON history_export (customer_id, asked_at);
CREATE INDEX history_export_by_expiry ON history_export (expires_at) WHERE state = 'ready';

-- Each part gzip, encrypted under a key that is not in the database; gone when the export expires.
CREATE TABLE history_export_part (
  export_id uuid NOT NULL REFERENCES history_export,
  number integer NOT NULL CHECK (number > 0),
  sealed bytea NOT NULL,
  PRIMARY KEY (export_id, number)
);
ALTER TABLE history_export_part ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE statement ALTER COLUMN sealed SET STORAGE EXTERNAL;
