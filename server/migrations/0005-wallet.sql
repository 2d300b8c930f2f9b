-- A customer's wallet and the history they read.

CREATE TABLE wallet (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL UNIQUE,
  account_number text NOT NULL UNIQUE CHECK (account_number ~ '^8[0-9]{11}$'),
  -- The name on the account, as a bank shows it to payers. Identity owns the person's name; a change comes here.
  holder_name text NOT NULL,
  created_at timestamptz NOT NULL
);

-- One row for each customer a transaction concerns, as that customer sees it. Written in the decision that makes
-- it true. The primary key is the order of the history, so the newest page is one short index scan.
CREATE TABLE transaction_record (
  owner_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  subject_id uuid NOT NULL,
  number text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('deposit', 'transfer')),
  direction text NOT NULL CHECK (direction IN ('in', 'out')),
  status text NOT NULL,
  status_reason text,
  -- What changed this customer's balance, or would have: fees included where they pay them.
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  -- The other customer, masked as this customer may see them.
  counterparty text,
  method text,
  note text,
  -- Available balance after it, once money moved.
  balance_after bigint,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (owner_id, created_at, subject_id)
) WITH (fillfactor = 90);
-- Of the two records of a transfer the payer's carries the number; the other is found by way of it.
CREATE UNIQUE INDEX transaction_record_number ON transaction_record (number)
  WHERE direction = 'out' OR kind = 'deposit';
