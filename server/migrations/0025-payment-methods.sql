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
