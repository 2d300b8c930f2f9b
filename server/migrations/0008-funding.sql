-- Money coming in through rails (cards first), and what counterparties told us about it.

-- A top-up. Its state is changed only by pipeline decisions, under the lock on the customer's balance; `asks` and
-- `next_ask_at` belong to the polling job and decide nothing.
CREATE TABLE deposit (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  customer_id uuid NOT NULL,
  method text NOT NULL CHECK (method IN ('card')),
  provider text NOT NULL,
  -- What the card is charged, in minor units.
  amount bigint NOT NULL CHECK (amount > 0),
  fee bigint NOT NULL CHECK (fee >= 0),
  currency text NOT NULL,
  -- [{kind, amount, rule}], amounts in minor units as strings; their sum is `fee`. As promised when it was opened.
  fee_lines jsonb NOT NULL,
  locale text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
  status text NOT NULL CHECK (
    status IN ('requires_action', 'pending', 'in_review', 'succeeded', 'failed', 'canceled', 'expired', 'reversed')
  ),
  status_reason text,
  -- Grows with every decision; a decision made on an older version is not carried out.
  version integer NOT NULL CHECK (version > 0),
  -- How many steps its timeline has.
  steps smallint NOT NULL CHECK (steps > 0),
  -- The counterparty's names of the payment page and of the movement of money.
  reference text,
  payment_reference text,
  page_url text,
  page_expires_at timestamptz NOT NULL,
  cancel_requested_at timestamptz,
  decline_code text,
  decline_reference text,
  decline_at timestamptz,
  -- The day whose limit it used; null when it uses none (no limit, or given back).
  limit_day date,
  -- The journal that credited it, and the one that took it back.
  journal_id uuid,
  reversal_id uuid,
  asks integer NOT NULL DEFAULT 0 CHECK (asks >= 0),
  next_ask_at timestamptz,
  expected_by timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CHECK (fee < amount),
  CHECK ((status IN ('succeeded', 'reversed')) = (journal_id IS NOT NULL)),
  CHECK ((status = 'reversed') = (reversal_id IS NOT NULL)),
  CHECK (journal_id IS NULL OR payment_reference IS NOT NULL),
  CHECK ((status IN ('requires_action', 'pending', 'in_review')) = (expected_by IS NOT NULL)),
  CHECK ((decline_code IS NULL) = (decline_reference IS NULL) AND (decline_code IS NULL) = (decline_at IS NULL))
);
CREATE INDEX deposit_open ON deposit (next_ask_at) WHERE status IN ('requires_action', 'pending', 'in_review');
CREATE INDEX deposit_by_time ON deposit (created_at);

-- The timeline: what happened, and what proves it. Only ever added to.
CREATE TABLE deposit_step (
  deposit_id uuid NOT NULL REFERENCES deposit,
  number smallint NOT NULL CHECK (number > 0),
  state text NOT NULL,
  -- A key of the web's messages, `timeline.<text>`.
  text text NOT NULL,
  reason text,
  evidence_kind text CHECK (evidence_kind IN ('journal', 'rail_event', 'rail_answer', 'command', 'clock')),
  evidence_reference text,
  at timestamptz NOT NULL,
  PRIMARY KEY (deposit_id, number),
  CHECK ((evidence_kind IS NULL) = (evidence_reference IS NULL))
);

-- One effect per object of a counterparty, whatever the program believes: a payment is credited once and taken
-- back once. Only ever added to.
CREATE TABLE rail_effect (
  provider text NOT NULL,
  object text NOT NULL,
  effect text NOT NULL CHECK (effect IN ('credit', 'reversal')),
  deposit_id uuid NOT NULL,
  journal_id uuid NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (provider, object, effect),
  UNIQUE (deposit_id, effect)
);

-- Messages of counterparties whose signature held, once each. Of the content only what is needed to ask: the rest
-- names people and proves nothing. Only ever added to.
CREATE TABLE rail_event (
  provider text NOT NULL,
  event_id text NOT NULL,
  type text NOT NULL,
  -- The counterparty's object it tells of, and our order.
  object text NOT NULL,
  deposit_id uuid NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (provider, event_id)
);
CREATE INDEX rail_event_deposit ON rail_event (deposit_id);

-- One comparison of the counterparty's books with ours.
CREATE TABLE reconciliation_run (
  id uuid PRIMARY KEY,
  provider text NOT NULL,
  period_from timestamptz NOT NULL,
  period_to timestamptz NOT NULL,
  -- Payments the counterparty named, how many of them were on both sides and the same, and the breaks open after it.
  compared integer NOT NULL CHECK (compared >= 0),
  matched integer NOT NULL CHECK (matched >= 0),
  breaks integer NOT NULL CHECK (breaks >= 0),
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL
);
CREATE INDEX reconciliation_run_latest ON reconciliation_run (provider, started_at DESC);

-- A difference between the books that the program could not settle itself; it waits for a person.
CREATE TABLE reconciliation_break (
  id uuid PRIMARY KEY,
  provider text NOT NULL,
  -- The counterparty's object, or our deposit's id where the counterparty has nothing.
  object text NOT NULL,
  kind text NOT NULL,
  deposit_id uuid,
  -- Minor units; the currency as the counterparty writes it, perhaps one we do not know.
  amount bigint,
  currency text,
  status text NOT NULL CHECK (status IN ('open', 'matched', 'written_off')),
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  UNIQUE (provider, object, kind)
);
CREATE INDEX reconciliation_break_open ON reconciliation_break (first_seen_at) WHERE status = 'open';
