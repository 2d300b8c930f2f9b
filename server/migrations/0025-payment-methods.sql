-- Where customers' money comes from and goes to: bank accounts, cards and e-wallets they keep.

-- `label` and `details` are what the customer and our staff may see: masked. What a payment needs (the account number,
-- the counterparty's token of a card) is in `sealed` under a key that is not in the database.
CREATE TABLE payment_method (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  kind text NOT NULL CHECK (kind IN ('bank_account', 'card', 'ewallet')),
  status text NOT NULL CHECK (status IN ('pending', 'active', 'expired', 'disabled')),
  label text NOT NULL,
  details jsonb NOT NULL,
  sealed bytea NOT NULL,
  -- HMAC of what makes it this account or card and no other, so that one is not kept twice.
  fingerprint bytea NOT NULL,
  -- The one that is offered first of its kind.
  is_default boolean NOT NULL,
  -- The last day it can be used.
  expires_on date,
  -- When a counterparty confirmed that it is the customer's.
  verified_at timestamptz,
  created_at timestamptz NOT NULL,
  -- A removed one stays: the movements that used it point to it.
  removed_at timestamptz,
  CHECK (removed_at IS NULL OR NOT is_default)
);
CREATE UNIQUE INDEX payment_method_once ON payment_method (customer_id, kind, fingerprint) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX payment_method_default ON payment_method (customer_id, kind) WHERE is_default;
CREATE INDEX payment_method_expiring ON payment_method (expires_on) WHERE removed_at IS NULL AND expires_on IS NOT NULL;

-- What the bank said about the name on an account, asked before it is kept. The same question is not asked again for
-- the answer to be used; a new one is.
CREATE TABLE name_check (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  -- HMAC over account and name: the answer is for these alone.
  subject bytea NOT NULL,
  result text NOT NULL CHECK (result IN ('match', 'close_match', 'no_match', 'not_possible')),
  -- The name the bank has, sealed; given only for a close match.
  sealed_name bytea,
  reference text,
  checked_at timestamptz NOT NULL,
  CHECK ((sealed_name IS NOT NULL) = (result = 'close_match'))
);
CREATE INDEX name_check_by_customer ON name_check (customer_id, checked_at);

-- A withdrawal to a bank account. Its state is changed only by pipeline decisions, under the lock on the customer's
-- balance. Its hold bears its id.
CREATE TABLE withdrawal (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  customer_id uuid NOT NULL,
  payment_method_id uuid NOT NULL REFERENCES payment_method,
  -- The account as it was when it was ordered, masked.
  destination_label text NOT NULL,
  destination_holder text NOT NULL,
  destination_country text NOT NULL,
  -- What arrives, in minor units; the fee comes on top.
  amount bigint NOT NULL CHECK (amount > 0),
  fee bigint NOT NULL CHECK (fee >= 0),
  currency text NOT NULL,
  -- [{kind, amount, rule}], amounts in minor units as strings; their sum is `fee`.
  fee_lines jsonb NOT NULL,
  status text NOT NULL CHECK (
    status IN ('pending', 'in_review', 'in_transit', 'paid', 'failed', 'canceled', 'returned')
  ),
  status_reason text,
  -- The facts of a decline, as they were answered.
  decline_details jsonb,
  -- Grows with every decision.
  version integer NOT NULL CHECK (version > 0),
  -- How many steps its timeline has.
  steps smallint NOT NULL CHECK (steps > 0),
  -- The payment order it leaves with; null where it was declined.
  order_id uuid UNIQUE,
  -- The journals that set the money aside, that ended the hold, and that brought the money back.
  hold_journal_id uuid,
  end_journal_id uuid,
  return_journal_id uuid,
  -- What the decision went by: the thresholds in force, and the challenge it used up.
  step_up_amount bigint,
  step_up_new_recipient bigint,
  challenge_id uuid,
  -- The day on which it counts against the limits.
  limit_day date,
  cancel_requested_at timestamptz,
  -- What was promised when it was ordered, and when it is expected now.
  promised_by timestamptz,
  expected_by timestamptz,
  late_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK ((order_id IS NULL) = (decline_details IS NOT NULL)),
  CHECK (order_id IS NOT NULL OR status = 'failed'),
  CHECK ((order_id IS NULL) = (hold_journal_id IS NULL)),
  CHECK ((order_id IS NULL) = (promised_by IS NULL)),
  CHECK ((status IN ('pending', 'in_review', 'in_transit')) = (expected_by IS NOT NULL)),
  CHECK ((order_id IS NOT NULL AND expected_by IS NULL) = (end_journal_id IS NOT NULL)),
  CHECK ((status = 'returned') = (return_journal_id IS NOT NULL)),
  CHECK (status <> 'failed' OR status_reason IS NOT NULL),
  CHECK (challenge_id IS NULL OR order_id IS NOT NULL)
);
CREATE INDEX withdrawal_due ON withdrawal (expected_by) WHERE status IN ('pending', 'in_review', 'in_transit');
CREATE INDEX withdrawal_by_customer ON withdrawal (customer_id, created_at);
-- Canceled by the customer while the order could be neither taken out nor asked back.
CREATE INDEX withdrawal_wished ON withdrawal (cancel_requested_at)
  WHERE cancel_requested_at IS NOT NULL AND status IN ('pending', 'in_review', 'in_transit');
-- One challenge, one movement.
CREATE UNIQUE INDEX withdrawal_challenge ON withdrawal (challenge_id) WHERE challenge_id IS NOT NULL;

-- The timeline: what happened, and what proves it. Only ever added to.
CREATE TABLE withdrawal_step (
  withdrawal_id uuid NOT NULL REFERENCES withdrawal,
  number smallint NOT NULL CHECK (number > 0),
  state text NOT NULL,
  -- A key of the web's messages, `timeline.<text>`.
  text text NOT NULL,
  reason text,
  evidence_kind text CHECK (evidence_kind IN ('journal', 'bank_file', 'command', 'clock')),
  evidence_reference text,
  at timestamptz NOT NULL,
  PRIMARY KEY (withdrawal_id, number),
  CHECK ((evidence_kind IS NULL) = (evidence_reference IS NULL))
);
