-- The ledger. Journals, postings and entries are only ever inserted: the application's role has no right to
-- anything else (server/migrations/grants.ts). There are no foreign keys among these tables: each would cost a
-- look-up and a row lock per inserted entry on the hot path; the pipeline writes all of them from one decision
-- and the verifier checks the references both ways (docs/decisions/0004-no-foreign-keys-in-the-books.md).

CREATE TABLE account (
  id uuid PRIMARY KEY,
  -- The customer it belongs to; null for the operator's own accounts.
  owner_id uuid,
  -- 'available', 'reserved', 'clearing:card', 'fees:transfer', ...
  purpose text NOT NULL,
  currency text NOT NULL,
  -- Liabilities (customers' money, fee income) grow by credits, assets (clearing) by debits.
  normal_side text NOT NULL CHECK (normal_side IN ('credit', 'debit')),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (owner_id, purpose, currency)
);

-- One row an account, the only rows that are locked. Half the page stays free so that updates stay in it (HOT).
CREATE TABLE balance (
  account_id uuid PRIMARY KEY,
  balance bigint NOT NULL DEFAULT 0,
  -- The lowest balance allowed: 0 for customers, lower with a credit line, null (no floor) for internal accounts.
  floor bigint,
  last_sequence bigint NOT NULL DEFAULT 0 CHECK (last_sequence >= 0),
  CONSTRAINT balance_not_below_floor CHECK (floor IS NULL OR balance >= floor)
) WITH (fillfactor = 50);

-- One immutable business fact.
CREATE TABLE journal (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  -- The object it belongs to: a transfer, a deposit, a hold.
  subject_id uuid NOT NULL,
  effective_on date NOT NULL,
  recorded_at timestamptz NOT NULL,
  -- The journal this one mirrors; a journal is reversed at most once.
  reverses uuid
);
CREATE UNIQUE INDEX journal_reversed_once ON journal (reverses) WHERE reverses IS NOT NULL;

-- from → to: balanced by construction.
CREATE TABLE posting (
  journal_id uuid NOT NULL,
  number smallint NOT NULL CHECK (number > 0),
  kind text NOT NULL,
  from_account_id uuid NOT NULL,
  to_account_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  PRIMARY KEY (journal_id, number),
  CHECK (from_account_id <> to_account_id)
);

-- What a posting does to one account: sequence 1..n without gaps, and the balance it leaves.
CREATE TABLE entry (
  account_id uuid NOT NULL,
  sequence bigint NOT NULL CHECK (sequence > 0),
  journal_id uuid NOT NULL,
  posting_number smallint NOT NULL,
  amount bigint NOT NULL CHECK (amount <> 0),
  balance_after bigint NOT NULL,
  PRIMARY KEY (account_id, sequence)
);
-- For the sealer and the verifier, who look up the entries of thousands of journals at once. Entries are only
-- appended and journal ids grow with time (UUIDv7), so a summary of each few pages finds them as well as a tree
-- would, and costs the hot path nothing.
CREATE INDEX entry_by_journal ON entry USING brin (journal_id) WITH (pages_per_range = 16, autosummarize = on);

-- Money set aside: moved from `available` to `reserved` by a journal, resolved at most once.
CREATE TABLE hold (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  captured bigint NOT NULL DEFAULT 0 CHECK (captured >= 0),
  released bigint NOT NULL DEFAULT 0 CHECK (released >= 0),
  status text NOT NULL CHECK (status IN ('active', 'captured', 'released', 'expired')),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  resolved_at timestamptz,
  CHECK ((status = 'active') = (resolved_at IS NULL)),
  CHECK (CASE WHEN status = 'active' THEN captured = 0 AND released = 0 ELSE captured + released = amount END)
);
CREATE INDEX hold_open_by_owner ON hold (owner_id) WHERE status = 'active';
CREATE INDEX hold_open_by_expiry ON hold (expires_at) WHERE status = 'active';

-- The outcome of every command, kept as long as the books: same key and same request get it again.
CREATE TABLE idempotency_outcome (
  scope uuid NOT NULL,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  outcome jsonb NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (scope, key)
);

-- Journals in the order of their events, sealed into a chain: a block's hash covers its content and the hash before.
-- The hash of each journal is kept (32 bytes each, in order), so that a changed one can be named.
CREATE TABLE ledger_block (
  number bigint PRIMARY KEY CHECK (number > 0),
  first_position bigint NOT NULL,
  last_position bigint NOT NULL,
  journals integer NOT NULL CHECK (journals >= 0),
  journal_hashes bytea NOT NULL,
  content_hash bytea NOT NULL CHECK (length(content_hash) = 32),
  previous_hash bytea NOT NULL CHECK (length(previous_hash) = 32),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  sealed_at timestamptz NOT NULL DEFAULT now(),
  CHECK (last_position >= first_position),
  CHECK (length(journal_hashes) = 32 * journals)
);
-- Hashes are of no use to a compressor.
ALTER TABLE ledger_block ALTER COLUMN journal_hashes SET STORAGE EXTERNAL;

-- A row here stops money from leaving customers' accounts until an operator has looked.
CREATE TABLE outgoing_stop (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  reason text NOT NULL,
  since timestamptz NOT NULL DEFAULT now()
);

-- What the verifier has covered: every minute the newest part, and now and then everything.
CREATE TABLE verification_run (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  scope text NOT NULL CHECK (scope IN ('all', 'recent')),
  -- Events after the first position up to the last were new to it.
  first_position bigint NOT NULL,
  last_position bigint NOT NULL,
  journals bigint NOT NULL,
  entries bigint NOT NULL,
  findings jsonb NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL,
  CHECK (last_position >= first_position)
);

-- Fails the transaction when a statement did not hit exactly the rows it must. Called inside that very statement, so
-- that the transaction cannot be committed any more, whatever the program makes of the answer.
CREATE FUNCTION expect_rows(actual bigint, expected bigint, what text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF actual IS DISTINCT FROM expected THEN
    RAISE EXCEPTION 'invariant broken: % of % rows of % were there to be changed', actual, expected, what;
  END IF;
END
$$;
