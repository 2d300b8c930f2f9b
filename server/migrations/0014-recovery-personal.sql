-- Getting back in, and changing or taking away what we know of a person.

-- A forgotten password. The same row is written for every address and number, without a look at who has it: that is
-- the job's business, after the answer. Where nobody has it, no code is ever right. The code is in one_time_code,
-- under this id.
CREATE TABLE recovery (
  id uuid PRIMARY KEY,
  channel text NOT NULL CHECK (channel IN ('email', 'sms')),
  -- Folded address or E.164 number, until the job has looked whose it is: what strangers type is not collected.
  contact_key text,
  -- By what its messages are counted: an HMAC of the contact.
  allowance text NOT NULL,
  customer_id uuid REFERENCES customer,
  started_at timestamptz NOT NULL,
  -- When a code was asked for last, how often, and when another may be.
  asked_at timestamptz NOT NULL,
  asked smallint NOT NULL CHECK (asked BETWEEN 1 AND 5),
  resend_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  -- Set when the code was right: SHA-256 of the token that allows one new password, or one request for assistance.
  proved_at timestamptz,
  token_hash bytea UNIQUE CHECK (octet_length(token_hash) = 32),
  -- When the token was used up.
  completed_at timestamptz,
  CHECK ((proved_at IS NULL) = (token_hash IS NULL)),
  CHECK (proved_at IS NULL OR customer_id IS NOT NULL),
  CHECK (completed_at IS NULL OR proved_at IS NOT NULL)
);
CREATE INDEX recovery_by_expiry ON recovery (expires_at);
CREATE INDEX recovery_by_customer ON recovery (customer_id) WHERE customer_id IS NOT NULL;

-- Somebody who has lost the second factor too. Support establishes who is asking, a second person approves, and only
-- then is the second factor removed. Transitions: server/slices/identity/recovery/request-states.ts.
CREATE TABLE recovery_request (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  state text NOT NULL CHECK (state IN ('submitted', 'checked', 'completed', 'refused', 'withdrawn', 'expired')),
  -- What the person says they no longer have, and what happened, in their words.
  lost text[] NOT NULL CHECK (cardinality(lost) > 0),
  statement text NOT NULL,
  -- SHA-256 of the token in the private link under which the person follows the request.
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  submitted_at timestamptz NOT NULL,
  -- Nothing is removed before: the owner of the account has been told and can stop it until then.
  earliest_at timestamptz NOT NULL,
  -- Support has answered by then.
  check_by timestamptz NOT NULL,
  -- The identity check: by whom, by what, and what was found.
  checked_at timestamptz,
  checked_by uuid,
  evidence text[],
  findings text,
  -- The second person has decided by then.
  decide_by timestamptz,
  approval_id uuid,
  -- At the latest then it ends by itself.
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  end_reason text,
  CHECK ((checked_at IS NULL) = (checked_by IS NULL)),
  CHECK ((checked_at IS NULL) = (evidence IS NULL)),
  CHECK ((ended_at IS NULL) = (state IN ('submitted', 'checked')))
);
-- One at a time: a second request would only split the evidence.
CREATE UNIQUE INDEX recovery_request_open ON recovery_request (customer_id) WHERE ended_at IS NULL;
CREATE INDEX recovery_request_waiting ON recovery_request (check_by) WHERE ended_at IS NULL;

ALTER TABLE customer
  -- IANA name; null follows the operator's zone.
  ADD COLUMN time_zone text CHECK (time_zone <> ''),
  ADD COLUMN avatar_id uuid;

-- Re-encoded by us, without whatever else was in the file; encrypted under a key that is not in the database.
CREATE TABLE avatar (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL UNIQUE REFERENCES customer,
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL
);

-- A name is on accounts and receipts, so another one is looked at by a person before it counts.
CREATE TABLE name_change (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  state text NOT NULL CHECK (state IN ('in_review', 'accepted', 'refused', 'withdrawn', 'expired')),
  old_name text NOT NULL,
  new_name text NOT NULL,
  asked_at timestamptz NOT NULL,
  decide_by timestamptz NOT NULL,
  ended_at timestamptz,
  end_reason text,
  CHECK ((ended_at IS NULL) = (state = 'in_review'))
);
CREATE UNIQUE INDEX name_change_open ON name_change (customer_id) WHERE ended_at IS NULL;
CREATE INDEX name_change_waiting ON name_change (decide_by) WHERE ended_at IS NULL;

-- Another address or number: proved by a code first, told to the old one, and revertible from there.
CREATE TABLE contact_change (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  kind text NOT NULL CHECK (kind IN ('email', 'phone')),
  state text NOT NULL CHECK (state IN ('pending', 'done', 'canceled', 'reverted')),
  old_value text NOT NULL,
  -- When the old number had been proved, so that undoing the change makes it no better than it was.
  old_verified_at timestamptz,
  new_value text NOT NULL,
  started_at timestamptz NOT NULL,
  resend_at timestamptz NOT NULL,
  -- Until then it may be proved.
  expires_at timestamptz NOT NULL,
  done_at timestamptz,
  -- Until then the old address may undo it.
  revert_until timestamptz,
  ended_at timestamptz,
  CHECK ((state IN ('done', 'reverted')) = (done_at IS NOT NULL)),
  CHECK ((done_at IS NULL) = (revert_until IS NULL))
);
CREATE UNIQUE INDEX contact_change_pending ON contact_change (customer_id, kind) WHERE state = 'pending';
CREATE INDEX contact_change_by_customer ON contact_change (customer_id, started_at);

-- A copy of everything we know of a customer, made in the background and kept for a while.
CREATE TABLE data_export (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  state text NOT NULL CHECK (state IN ('pending', 'ready', 'expired')),
  asked_at timestamptz NOT NULL,
  ready_at timestamptz,
  expires_at timestamptz,
  -- gzip of one JSON document, encrypted under a key that is not in the database; gone when it expires.
  sealed bytea,
  size integer CHECK (size > 0),
  CHECK ((state = 'ready') = (sealed IS NOT NULL)),
  CHECK ((state = 'pending') = (ready_at IS NULL)),
  CHECK ((ready_at IS NULL) = (expires_at IS NULL))
);
CREATE UNIQUE INDEX data_export_pending ON data_export (customer_id) WHERE state = 'pending';
CREATE INDEX data_export_by_customer ON data_export (customer_id, asked_at);
CREATE INDEX data_export_by_expiry ON data_export (expires_at) WHERE state = 'ready';

-- A customer who leaves: asked for, thought over, closed. What was there is kept as the law demands.
CREATE TABLE account_closing (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  state text NOT NULL CHECK (state IN ('cooling_off', 'closed', 'canceled', 'stopped')),
  asked_at timestamptz NOT NULL,
  closes_at timestamptz NOT NULL,
  ended_at timestamptz,
  -- What was still open where the closing was stopped on its last day.
  open_items jsonb CHECK (jsonb_typeof(open_items) = 'array'),
  CHECK ((ended_at IS NULL) = (state = 'cooling_off')),
  CHECK ((state = 'stopped') = (open_items IS NOT NULL))
);
CREATE UNIQUE INDEX account_closing_open ON account_closing (customer_id) WHERE ended_at IS NULL;
CREATE INDEX account_closing_due ON account_closing (closes_at) WHERE ended_at IS NULL;
