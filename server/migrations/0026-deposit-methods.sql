-- Top-ups by more than one rail: cards of two prices, an e-wallet, a transfer from a bank; and giving back by itself
-- what was debited and cannot be credited.

-- Before, every card was charged alike, at what is the debit card's price from now on.
ALTER TABLE deposit DROP CONSTRAINT deposit_method_check;
UPDATE deposit SET method = 'card_debit' WHERE method = 'card';
ALTER TABLE deposit ADD CONSTRAINT deposit_method_check
  CHECK (method IN ('card_debit', 'card_credit', 'ewallet', 'bank_transfer'));

ALTER TABLE deposit
  -- What would be charged if the card turned out to be of the other kind, as promised at the opening: the same shape
  -- as fee_lines; null where the method has no other kind.
  ADD COLUMN other_fee_lines jsonb,
  -- What was paid with, as the counterparty told: {kind, label, …}, never a number of a card.
  ADD COLUMN paid_with jsonb,
  -- The saved means the customer chose, and whether they asked to keep the one they pay with.
  ADD COLUMN payment_method_id uuid,
  ADD COLUMN save_method boolean NOT NULL DEFAULT false,
  -- Since when the counterparty is asked to give the money back, and why it could not be credited.
  ADD COLUMN refund_requested_at timestamptz,
  ADD COLUMN refund_reason text,
  ADD CHECK ((refund_requested_at IS NULL) = (refund_reason IS NULL));

ALTER TABLE deposit_step DROP CONSTRAINT deposit_step_evidence_kind_check;
ALTER TABLE deposit_step ADD CONSTRAINT deposit_step_evidence_kind_check CHECK (
  evidence_kind IN ('journal', 'rail_event', 'rail_answer', 'command', 'clock', 'bank_entry')
);

-- What references are made of: counted, then permuted (platform/numbers.ts), so that none comes twice.
CREATE SEQUENCE deposit_reference_seq MINVALUE 0 START 0 MAXVALUE 999999999;

-- References customers write on their bank transfers. One for each deposit, never given to anybody else: money that
-- comes under it later, or a second time, is still its customer's. Only ever added to.
CREATE TABLE deposit_reference (
  reference text PRIMARY KEY CHECK (reference ~ '^RF[0-9]{11}$'),
  customer_id uuid NOT NULL,
  deposit_id uuid NOT NULL UNIQUE,
  created_at timestamptz NOT NULL
);

-- Entries on our accounts at the bank that name such a reference; each belongs to exactly one deposit.
CREATE TABLE bank_arrival (
  -- The bank rail's id of the incoming payment.
  entry_id uuid PRIMARY KEY,
  -- Both may be written by one decision, in either order.
  deposit_id uuid NOT NULL UNIQUE REFERENCES deposit DEFERRABLE INITIALLY DEFERRED,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  -- Who sent it, to give it back to, as the bank names them; mostly an IBAN.
  debtor_name text,
  debtor_account text,
  -- What proves it: {file, line, messageId, statementEntry}.
  evidence jsonb NOT NULL,
  booked_on date NOT NULL,
  received_at timestamptz NOT NULL,
  -- How its way back stands: the payment order that gives it back, and what the bank said of it.
  return_order_id uuid,
  return_status text CHECK (return_status IN ('ordered', 'settled', 'rejected')),
  CHECK ((return_order_id IS NULL) = (return_status IS NULL))
);
CREATE INDEX bank_arrival_by_time ON bank_arrival (received_at);

-- A customer's name at a counterparty that keeps their means of payment.
CREATE TABLE rail_customer (
  customer_id uuid NOT NULL,
  provider text NOT NULL,
  reference text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, provider)
);

-- What customers were told about the end of a card or an agreement: 30 and 7 days before it, and when it had come (0).
CREATE TABLE payment_method_expiry_notice (
  payment_method_id uuid NOT NULL REFERENCES payment_method,
  stage smallint NOT NULL CHECK (stage IN (30, 7, 0)),
  told_at timestamptz NOT NULL,
  PRIMARY KEY (payment_method_id, stage)
);
