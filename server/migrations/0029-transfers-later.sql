-- Transfers that wait for somebody, money that goes back, requests for money, and transfers that come again. What has a
-- life is changed only by pipeline decisions, under the lock on one customer's available balance in its currency.

-- Money sent to an address: held from the payer until its owner accepts, the payer takes it back, or time is up. Its id
-- is also that of its hold. Guarded by the payer's balance.
CREATE TABLE transfer_invitation (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  payer_id uuid NOT NULL,
  -- Masked, as the payee sees them.
  payer_name text NOT NULL,
  address_kind text NOT NULL CHECK (address_kind IN ('email', 'phone')),
  -- As typed, and where we write to.
  address text NOT NULL,
  -- What makes it this address however it is typed: folded, or E.164.
  address_key text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  fee bigint NOT NULL CHECK (fee >= 0),
  currency text NOT NULL,
  -- [{kind, amount, rule}], in minor units as strings; their sum is `fee`.
  fee_lines jsonb NOT NULL,
  note text,
  -- The payer's: whom we write to has told us none.
  locale text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
  status text NOT NULL CHECK (status IN ('awaiting_acceptance', 'completed', 'canceled', 'expired')),
  version integer NOT NULL CHECK (version > 0),
  -- Who accepted, masked as the payer sees them.
  payee_id uuid,
  payee_name text,
  -- The thresholds that held, in minor units, and the challenge it used up.
  step_up_amount bigint NOT NULL,
  step_up_new_recipient bigint NOT NULL,
  challenge_id uuid UNIQUE,
  -- The payer's available balance once the money was held.
  balance_after bigint NOT NULL CHECK (balance_after >= 0),
  -- The day whose limit it used, to be given back where it comes to nothing.
  limit_day date NOT NULL,
  -- The journal that held the money, and the one that ended that.
  journal_id uuid NOT NULL,
  end_journal_id uuid,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK ((status = 'awaiting_acceptance') = (end_journal_id IS NULL)),
  CHECK ((status = 'awaiting_acceptance') = (ended_at IS NULL)),
  CHECK ((status = 'completed') = (payee_id IS NOT NULL) AND (payee_id IS NULL) = (payee_name IS NULL)),
  CHECK (payee_id <> payer_id),
  CHECK (expires_at > created_at)
);
CREATE INDEX transfer_invitation_due ON transfer_invitation (expires_at) WHERE status = 'awaiting_acceptance';
CREATE INDEX transfer_invitation_by_payer ON transfer_invitation (payer_id, created_at);
CREATE INDEX transfer_invitation_by_payee ON transfer_invitation (payee_id, created_at) WHERE payee_id IS NOT NULL;
CREATE INDEX transfer_invitation_by_address ON transfer_invitation (address_key) WHERE status = 'awaiting_acceptance';

-- A transfer given back, whole or in part, by who received it. Written once.
CREATE TABLE refund (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  -- The transfer, ordinary or by invitation.
  transfer_id uuid NOT NULL,
  transfer_number text NOT NULL,
  -- Who gives back, and who gets it: the sides of the transfer the other way round, masked as the other sees them.
  payer_id uuid NOT NULL,
  payer_name text NOT NULL,
  payee_id uuid NOT NULL,
  payee_name text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  fee bigint NOT NULL CHECK (fee >= 0),
  currency text NOT NULL,
  fee_lines jsonb NOT NULL,
  note text,
  journal_id uuid NOT NULL UNIQUE,
  step_up_amount bigint NOT NULL,
  step_up_new_recipient bigint NOT NULL,
  challenge_id uuid UNIQUE,
  created_at timestamptz NOT NULL
);
CREATE INDEX refund_by_transfer ON refund (transfer_id);

-- How much of a transfer went back in all; the database itself refuses more than was received. Guarded by the
-- available balance of who received it.
CREATE TABLE refund_total (
  transfer_id uuid PRIMARY KEY,
  received bigint NOT NULL CHECK (received > 0),
  refunded bigint NOT NULL CHECK (refunded > 0),
  CHECK (refunded <= received)
);

-- A bill that was split. Written once; its requests have the life.
CREATE TABLE bill (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL,
  title text NOT NULL,
  total bigint NOT NULL CHECK (total > 0),
  own_share bigint NOT NULL CHECK (own_share >= 0 AND own_share < total),
  currency text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX bill_by_owner ON bill (owner_id, created_at);

-- Money one customer asks another for, or whoever has the link. Guarded by the requester's available balance, which
-- every payment of it credits.
CREATE TABLE payment_request (
  id uuid PRIMARY KEY,
  requester_id uuid NOT NULL,
  -- Names and numbers masked, as the other side sees them.
  requester_name text NOT NULL,
  requester_account text NOT NULL,
  payer_id uuid,
  payer_name text,
  payer_account text,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  note text,
  bill_id uuid REFERENCES bill,
  -- Which part of the bill, counted from 1.
  bill_part smallint CHECK (bill_part > 0),
  status text NOT NULL CHECK (status IN ('pending', 'paid', 'declined', 'expired', 'canceled')),
  version integer NOT NULL CHECK (version > 0),
  transfer_id uuid UNIQUE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  CHECK ((status = 'pending') = (ended_at IS NULL)),
  CHECK ((status = 'paid') = (transfer_id IS NOT NULL)),
  CHECK (status <> 'paid' OR payer_id IS NOT NULL),
  CHECK ((payer_id IS NULL) = (payer_name IS NULL) AND (payer_id IS NULL) = (payer_account IS NULL)),
  CHECK (payer_id <> requester_id),
  CHECK ((bill_id IS NULL) = (bill_part IS NULL))
);
CREATE INDEX payment_request_due ON payment_request (expires_at) WHERE status = 'pending';
CREATE INDEX payment_request_by_requester ON payment_request (requester_id, created_at);
CREATE INDEX payment_request_by_payer ON payment_request (payer_id, created_at) WHERE payer_id IS NOT NULL;
CREATE UNIQUE INDEX payment_request_by_bill ON payment_request (bill_id, bill_part) WHERE bill_id IS NOT NULL;

-- A transfer to be made later, once or again and again. Guarded by the payer's available balance.
CREATE TABLE scheduled_transfer (
  id uuid PRIMARY KEY,
  payer_id uuid NOT NULL,
  payer_name text NOT NULL,
  payee_id uuid NOT NULL,
  matched_by text NOT NULL CHECK (matched_by IN ('email', 'phone', 'account_number')),
  payee_name text NOT NULL,
  payee_account text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  note text,
  rhythm text NOT NULL CHECK (rhythm IN ('once', 'weekly', 'monthly')),
  starts_on date NOT NULL,
  until_on date,
  run_count integer CHECK (run_count > 0),
  -- IANA name: days and the hour of the run are the customer's.
  time_zone text NOT NULL,
  status text NOT NULL CHECK (status IN ('active', 'paused', 'completed', 'canceled')),
  status_reason text,
  version integer NOT NULL CHECK (version > 0),
  -- Which day of the rhythm is next, counted from 0, and the day itself; null when there is none.
  occurrence integer NOT NULL CHECK (occurrence >= 0),
  due_on date,
  -- Which try of that day is next, counted from 1, and when.
  attempt smallint NOT NULL CHECK (attempt > 0),
  next_attempt_at timestamptz,
  -- Runs done or skipped.
  runs integer NOT NULL CHECK (runs >= 0),
  -- The proof behind all its runs, bound to recipient, amount and rhythm.
  challenge_id uuid NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK (payer_id <> payee_id),
  CHECK ((due_on IS NULL) = (next_attempt_at IS NULL)),
  CHECK ((status IN ('active', 'paused')) = (due_on IS NOT NULL))
);
CREATE INDEX scheduled_transfer_due ON scheduled_transfer (next_attempt_at) WHERE status = 'active';
CREATE INDEX scheduled_transfer_by_payer ON scheduled_transfer (payer_id, created_at);

-- What became of each day: one row, whatever happens to the program. Only ever added to.
CREATE TABLE scheduled_run (
  schedule_id uuid NOT NULL REFERENCES scheduled_transfer,
  due_on date NOT NULL,
  result text NOT NULL CHECK (result IN ('done', 'skipped')),
  reason text,
  -- The transfer it made, also the declined one of a run that was skipped.
  transfer_id uuid NOT NULL UNIQUE,
  transfer_number text NOT NULL,
  attempts smallint NOT NULL CHECK (attempts > 0),
  at timestamptz NOT NULL,
  PRIMARY KEY (schedule_id, due_on),
  CHECK ((result = 'skipped') = (reason IS NOT NULL))
);

ALTER TABLE transaction_record DROP CONSTRAINT transaction_record_kind_check;
ALTER TABLE transaction_record ADD CONSTRAINT transaction_record_kind_check
  CHECK (kind IN ('deposit', 'transfer', 'conversion', 'withdrawal', 'transfer_abroad', 'refund'));
