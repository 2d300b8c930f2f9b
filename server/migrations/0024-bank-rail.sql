-- The bank rail: what we ask our bank to pay, the files both sides exchange, and what it booked.

-- One counter numbers every file in either direction, so that a number names one file for ever.
CREATE SEQUENCE bank_file_number MINVALUE 1 MAXVALUE 99999999;

-- A file on its way to the bank or from it. The bytes are apart, in `bank_file_content`.
CREATE TABLE bank_file (
  number integer PRIMARY KEY CHECK (number BETWEEN 1 AND 99999999),
  direction text NOT NULL CHECK (direction IN ('out', 'in')),
  -- 'pain.001', 'camt.056'; null for a file of the bank that could not be read.
  kind text CHECK (kind IN ('pain.001', 'pain.002', 'camt.029', 'camt.053', 'camt.054', 'camt.056')),
  name text NOT NULL,
  message_id text CHECK (length(message_id) <= 35),
  sha256 bytea CHECK (length(sha256) = 32),
  size integer CHECK (size >= 0),
  status text NOT NULL CHECK (
    status IN ('composing', 'generated', 'sent', 'acknowledged', 'partially_accepted', 'rejected', 'settled',
      'received', 'applied', 'quarantined')
  ),
  -- Why it is rejected or quarantined.
  status_reason text,
  -- Of a file of payment orders.
  currency text,
  requested_on date,
  transactions integer NOT NULL DEFAULT 0 CHECK (transactions >= 0),
  total bigint NOT NULL DEFAULT 0 CHECK (total >= 0),
  created_at timestamptz NOT NULL,
  sent_at timestamptz,
  applied_at timestamptz,
  updated_at timestamptz NOT NULL,
  CHECK (status = 'composing' OR (sha256 IS NOT NULL AND size IS NOT NULL)),
  CHECK ((direction = 'in') = (status IN ('received', 'applied', 'quarantined'))),
  CHECK ((status IN ('sent', 'acknowledged', 'partially_accepted', 'settled')) <= (sent_at IS NOT NULL)),
  CHECK ((status = 'applied') = (applied_at IS NOT NULL))
);
-- The same bytes are one file, whatever they are called and however often they come.
CREATE UNIQUE INDEX bank_file_content_once ON bank_file (direction, sha256);
-- A message is taken once. A file that was set aside does not stand in the way of its correction.
CREATE UNIQUE INDEX bank_file_message_once ON bank_file (direction, message_id) WHERE status <> 'quarantined';
CREATE INDEX bank_file_open ON bank_file (number) WHERE status IN ('composing', 'generated', 'received');
CREATE INDEX bank_file_by_time ON bank_file (created_at, number);

-- The bytes as they were sent or received: evidence, never changed.
CREATE TABLE bank_file_content (
  number integer PRIMARY KEY REFERENCES bank_file,
  content bytea NOT NULL
);

-- A payment we ask our bank to make. Its state is changed under its own row lock.
CREATE TABLE payment_order (
  id uuid PRIMARY KEY,
  client text NOT NULL CHECK (client IN ('withdrawal', 'transfer_abroad', 'suspense_return', 'deposit_refund')),
  subject_id uuid NOT NULL,
  -- The transaction number of what it pays.
  number text NOT NULL CHECK (number ~ '^9[0-9]{15}$'),
  -- What the bank repeats in every answer about it. No two payments ever share one.
  end_to_end_id text NOT NULL UNIQUE CHECK (length(end_to_end_id) BETWEEN 1 AND 35),
  owner_id uuid,
  currency text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  -- {name, account: {country, fields}, address}.
  creditor jsonb NOT NULL,
  purpose text CHECK (length(purpose) BETWEEN 1 AND 4),
  remittance text NOT NULL CHECK (length(remittance) <= 140),
  requested_on date NOT NULL,
  -- It leaves with the first file made at this time or later; until then it can be canceled.
  batch_at timestamptz NOT NULL,
  status text NOT NULL CHECK (
    status IN ('queued', 'batched', 'sent', 'accepted', 'settled', 'returned', 'recall_requested', 'canceled', 'rejected')
  ),
  -- Where it goes back to when the bank refuses a recall.
  before_recall text CHECK (before_recall IN ('sent', 'accepted')),
  reason_code text,
  reason_text text,
  version integer NOT NULL CHECK (version > 0),
  steps smallint NOT NULL CHECK (steps > 0),
  -- The file it left with, and its place in it.
  file_number integer REFERENCES bank_file,
  file_line integer CHECK (file_line > 0),
  -- The file by which it was asked back.
  recall_file_number integer REFERENCES bank_file,
  recall_reason text,
  -- The bank's entries that took the money and brought it back.
  debit_entry_id uuid UNIQUE,
  return_entry_id uuid UNIQUE,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE (file_number, file_line),
  CHECK ((file_number IS NULL) = (file_line IS NULL)),
  CHECK ((status IN ('queued', 'canceled') AND before_recall IS NULL AND recall_file_number IS NULL) OR file_number IS NOT NULL),
  CHECK (status <> 'recall_requested' OR before_recall IS NOT NULL),
  CHECK (status <> 'rejected' OR reason_code IS NOT NULL),
  CHECK (status <> 'returned' OR (reason_code IS NOT NULL AND return_entry_id IS NOT NULL))
);
CREATE INDEX payment_order_queued ON payment_order (batch_at, id) WHERE status = 'queued';
CREATE INDEX payment_order_open ON payment_order (updated_at)
  WHERE status IN ('queued', 'batched', 'sent', 'accepted', 'recall_requested');
CREATE INDEX payment_order_recalls ON payment_order (id)
  WHERE status = 'recall_requested' AND recall_file_number IS NULL;
CREATE INDEX payment_order_of_subject ON payment_order (subject_id);
CREATE INDEX payment_order_by_time ON payment_order (created_at, id);

-- What happened to an order and what proves it; only ever added to.
CREATE TABLE payment_order_step (
  order_id uuid NOT NULL REFERENCES payment_order,
  number smallint NOT NULL CHECK (number > 0),
  -- 'queued', 'batched', … as the order's states, and 'recall_refused', 'recall_pending', 'debited'.
  kind text NOT NULL,
  status text NOT NULL,
  reason_code text,
  reason_text text,
  file_number integer REFERENCES bank_file,
  -- The place in the file: its n-th transaction or entry.
  line integer CHECK (line > 0),
  message_id text,
  -- The bank's reference of the entry on the account.
  statement_entry text,
  at timestamptz NOT NULL,
  PRIMARY KEY (order_id, number)
);

-- Steps whoever ordered the payment has to hear of, until they have: a row is deleted once they did.
CREATE TABLE payment_order_news (
  order_id uuid NOT NULL,
  step_number smallint NOT NULL,
  PRIMARY KEY (order_id, step_number),
  FOREIGN KEY (order_id, step_number) REFERENCES payment_order_step
);

-- What the bank booked on our account, once by the bank's own reference; only ever added to.
CREATE TABLE bank_entry (
  id uuid PRIMARY KEY,
  -- Our account's number at the bank.
  account text NOT NULL,
  reference text NOT NULL CHECK (length(reference) BETWEEN 1 AND 35),
  currency text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  -- Seen from us, as on the statement: 'credit' came in, 'debit' went out.
  side text NOT NULL CHECK (side IN ('credit', 'debit')),
  booked_on date NOT NULL,
  value_on date NOT NULL,
  file_number integer NOT NULL REFERENCES bank_file,
  line integer NOT NULL CHECK (line > 0),
  journal_id uuid NOT NULL UNIQUE,
  recorded_at timestamptz NOT NULL,
  UNIQUE (account, reference)
);
CREATE INDEX bank_entry_by_day ON bank_entry (account, booked_on);

-- What an entry consists of (mostly one part) and what became of each.
CREATE TABLE bank_entry_part (
  id uuid PRIMARY KEY,
  entry_id uuid NOT NULL REFERENCES bank_entry,
  number smallint NOT NULL CHECK (number > 0),
  amount bigint NOT NULL CHECK (amount > 0),
  end_to_end_id text,
  -- The payer of money that came in, the payee of what went out; {name, account}.
  counterparty jsonb NOT NULL,
  reference text NOT NULL,
  -- Why the bank brings a payment back.
  return_code text,
  return_text text,
  -- 'open': whoever expects money is being asked; 'order': it belongs to a payment of ours; 'taken': a top-up;
  -- 'early_return': it came back before the bank told that it had left; 'suspense': a person decides.
  status text NOT NULL CHECK (status IN ('open', 'order', 'early_return', 'taken', 'suspense')),
  order_id uuid REFERENCES payment_order,
  taken_by uuid,
  decided_at timestamptz,
  UNIQUE (entry_id, number),
  CHECK ((status IN ('order', 'early_return')) = (order_id IS NOT NULL)),
  CHECK ((status = 'taken') = (taken_by IS NOT NULL)),
  CHECK ((status = 'open') = (decided_at IS NULL))
);
CREATE INDEX bank_entry_part_open ON bank_entry_part (entry_id) WHERE status = 'open';
CREATE INDEX bank_entry_part_of_order ON bank_entry_part (order_id) WHERE order_id IS NOT NULL;

-- Money of which the program does not know whose it is.
CREATE TABLE suspense_item (
  id uuid PRIMARY KEY,
  part_id uuid NOT NULL UNIQUE REFERENCES bank_entry_part,
  currency text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  side text NOT NULL CHECK (side IN ('credit', 'debit')),
  reason text NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'assigned', 'returning', 'returned', 'absorbed')),
  version integer NOT NULL CHECK (version > 0),
  customer_id uuid,
  order_id uuid REFERENCES payment_order,
  journal_id uuid NOT NULL,
  -- The journal that took it out of suspense.
  resolution_journal_id uuid,
  resolved_at timestamptz,
  created_at timestamptz NOT NULL,
  CHECK ((status = 'assigned') = (customer_id IS NOT NULL)),
  CHECK (status <> 'returning' OR order_id IS NOT NULL),
  CHECK ((status IN ('assigned', 'returned', 'absorbed')) = (resolution_journal_id IS NOT NULL)),
  CHECK ((status IN ('assigned', 'returned', 'absorbed')) = (resolved_at IS NOT NULL))
);
CREATE INDEX suspense_item_open ON suspense_item (created_at, id) WHERE status IN ('open', 'returning');

-- One statement of one account, page by page.
CREATE TABLE bank_statement (
  id uuid PRIMARY KEY,
  account text NOT NULL,
  currency text NOT NULL,
  sequence integer NOT NULL CHECK (sequence > 0),
  statement_id text NOT NULL,
  day date NOT NULL,
  -- What the bank owed us, in minor units; negative when we owed it.
  opening bigint NOT NULL,
  closing bigint NOT NULL,
  last_page integer,
  received_at timestamptz NOT NULL,
  UNIQUE (account, sequence)
);

CREATE TABLE bank_statement_page (
  statement_id uuid NOT NULL REFERENCES bank_statement,
  page integer NOT NULL CHECK (page > 0),
  file_number integer NOT NULL REFERENCES bank_file,
  PRIMARY KEY (statement_id, page)
);

CREATE TABLE bank_statement_line (
  statement_id uuid NOT NULL REFERENCES bank_statement,
  reference text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  side text NOT NULL CHECK (side IN ('credit', 'debit')),
  file_number integer NOT NULL REFERENCES bank_file,
  line integer NOT NULL CHECK (line > 0),
  PRIMARY KEY (statement_id, reference)
);

-- Each comparison of a statement with our books; only ever added to.
CREATE TABLE bank_reconciliation (
  id uuid PRIMARY KEY,
  statement_id uuid NOT NULL REFERENCES bank_statement,
  -- What our books held of the account at the end of the statement's day.
  book_balance bigint NOT NULL,
  matched integer NOT NULL CHECK (matched >= 0),
  breaks integer NOT NULL CHECK (breaks >= 0),
  at timestamptz NOT NULL
);
CREATE INDEX bank_reconciliation_of_statement ON bank_reconciliation (statement_id, at);

-- A difference between the bank's books and ours, until it is gone or somebody has explained it.
CREATE TABLE bank_break (
  id uuid PRIMARY KEY,
  account text NOT NULL,
  currency text NOT NULL,
  kind text NOT NULL,
  -- What differs: an entry's reference, an order's id, a statement's sequence.
  object text NOT NULL,
  statement_id uuid REFERENCES bank_statement,
  expected bigint,
  found bigint,
  status text NOT NULL CHECK (status IN ('open', 'matched', 'written_off')),
  -- How it was solved: 'by_itself', or a note of the person who did.
  solution text,
  solved_by uuid,
  opened_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  solved_at timestamptz,
  UNIQUE (account, kind, object),
  CHECK ((status = 'open') = (solved_at IS NULL))
);
CREATE INDEX bank_break_open ON bank_break (opened_at) WHERE status = 'open';

-- Whether the bank can be reached; one row.
CREATE TABLE bank_rail_health (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  last_contact_at timestamptz,
  down_since timestamptz,
  last_error text
);
INSERT INTO bank_rail_health (only_row) VALUES (true);
