-- Passkeys of customers: credentials of W3C Web Authentication, and the challenges they are asked to sign.

CREATE TABLE passkey (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  -- Chosen by the authenticator; one credential is one customer's, for good.
  credential_id bytea NOT NULL UNIQUE CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
  -- COSE_Key (RFC 9052).
  public_key bytea NOT NULL,
  -- Uses as the authenticator counts them, 32 bits; stays 0 where it does not count.
  sign_count bigint NOT NULL CHECK (sign_count BETWEEN 0 AND 4294967295),
  transports text[] NOT NULL,
  -- Which make of authenticator; zeros where it does not say.
  aaguid uuid NOT NULL,
  -- Whether it may be, and is, copied to the customer's other devices.
  backup_eligible boolean NOT NULL,
  backed_up boolean NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  -- Its count went backwards, so that there may be a copy: it opens nothing any more.
  suspended_at timestamptz,
  removed_at timestamptz
);
CREATE INDEX passkey_by_customer ON passkey (customer_id) WHERE removed_at IS NULL;

-- What an authenticator was asked to sign. Public by nature, so it is stored as it is; used once.
CREATE TABLE passkey_challenge (
  challenge bytea PRIMARY KEY CHECK (octet_length(challenge) = 32),
  purpose text NOT NULL CHECK (purpose IN ('register', 'sign_in', 'second_factor', 'step_up')),
  -- Null before a sign-in: who answers is not known yet.
  customer_id uuid REFERENCES customer,
  -- What the answer is good for and for nothing else: the session it registers or completes, the step-up it passes.
  reference uuid,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CHECK ((purpose = 'sign_in') = (customer_id IS NULL)),
  CHECK ((customer_id IS NULL) = (reference IS NULL))
);
CREATE INDEX passkey_challenge_by_expiry ON passkey_challenge (expires_at);
