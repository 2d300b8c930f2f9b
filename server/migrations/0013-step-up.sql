-- Challenges: what a customer must prove before one operation is done, and the proof that they did.

CREATE TABLE challenge (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  -- Only the session that was asked may pass it and use it.
  session_id uuid NOT NULL,
  -- The kinds are listed in contract/api/challenges.ts; one list is enough.
  operation text NOT NULL CHECK (operation ~ '^[a-z_]+$'),
  -- The operation it is for, as canonical JSON (RFC 8785), kept as text because the hash is over these very bytes.
  binding text NOT NULL,
  binding_hash bytea NOT NULL,
  -- What the customer is shown of it.
  display jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'passed', 'failed')),
  -- Proofs looked at and found wrong; one that is being looked at counts until it is found right.
  tries smallint NOT NULL CHECK (tries BETWEEN 0 AND 5),
  -- What it was passed with.
  method text,
  created_at timestamptz NOT NULL,
  -- Five minutes after the customer last did something about it. From then on it is expired, whatever its status.
  expires_at timestamptz NOT NULL,
  passed_at timestamptz,
  consumed_at timestamptz,
  -- The transfer, or the customer where the operation has no object of its own.
  consumed_by uuid,
  CHECK (binding_hash = sha256(convert_to(binding, 'UTF8'))),
  CHECK (status <> 'passed' OR (passed_at IS NOT NULL AND method IS NOT NULL)),
  CHECK ((consumed_at IS NULL) = (consumed_by IS NULL)),
  CHECK (consumed_at IS NULL OR (status = 'passed' AND consumed_at < expires_at))
);
CREATE INDEX challenge_by_customer ON challenge (customer_id, created_at);

-- From which amounts on a customer wants to be asked, where that is not the operator's default. Minor units.
CREATE TABLE step_up_threshold (
  customer_id uuid NOT NULL REFERENCES customer,
  currency text NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  new_recipient bigint NOT NULL CHECK (new_recipient >= 0),
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, currency)
);

-- Whom a customer has confirmed as a recipient with a passed challenge. Only a proof enters somebody here, so a thief
-- cannot make a recipient known with a small transfer that needed none.
CREATE TABLE confirmed_recipient (
  customer_id uuid NOT NULL,
  recipient_id uuid NOT NULL,
  -- Null for those who were paid before there were challenges.
  challenge_id uuid REFERENCES challenge,
  confirmed_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, recipient_id)
);
INSERT INTO confirmed_recipient (customer_id, recipient_id, challenge_id, confirmed_at)
  SELECT payer_id, payee_id, NULL, min(created_at) FROM transfer WHERE status = 'completed' GROUP BY payer_id, payee_id;

-- What the decision went by: the thresholds in force, and the challenge it consumed. Null before there were challenges.
ALTER TABLE transfer
  ADD COLUMN step_up_amount bigint,
  ADD COLUMN step_up_new_recipient bigint,
  ADD COLUMN challenge_id uuid,
  ADD CHECK (challenge_id IS NULL OR status = 'completed');
-- One challenge, one movement.
CREATE UNIQUE INDEX transfer_challenge ON transfer (challenge_id) WHERE challenge_id IS NOT NULL;
