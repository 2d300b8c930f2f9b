-- Customers, what proves who they are, and where they are signed in. Times come from the injected clock, so no
-- column here has a default of now().

-- A person whose e-mail address is proved. What somebody merely typed waits in `registration`.
CREATE TABLE customer (
  id uuid PRIMARY KEY,
  status text NOT NULL CHECK (
    status IN ('pending_verification', 'active', 'restricted', 'suspended', 'closing', 'closed')
  ),
  name text NOT NULL,
  -- As typed, and where we write to.
  email text NOT NULL,
  -- Folded (server/slices/identity/fold-email.ts): one mailbox, one customer.
  email_key text NOT NULL,
  -- E.164.
  phone text NOT NULL,
  -- The number others find this customer by; null for a second customer with the same number. Whoever proves the
  -- number takes it over, so that nobody can squat on another's.
  phone_lookup text,
  locale text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
  terms_version text NOT NULL,
  terms_accepted_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX customer_email_key ON customer (email_key);
CREATE UNIQUE INDEX customer_phone_lookup ON customer (phone_lookup);

-- Apart from `customer`, because almost everybody who reads customers has no business with hashes.
CREATE TABLE password_credential (
  customer_id uuid PRIMARY KEY REFERENCES customer,
  -- PHC string format: algorithm, parameters, salt and hash in one text.
  hash text NOT NULL CHECK (hash LIKE '$argon2id$%'),
  changed_at timestamptz NOT NULL
);

-- What limits a customer; a row with lifted_at null is in force.
CREATE TABLE restriction (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  scope text NOT NULL CHECK (scope IN ('sign_in', 'debit', 'credit', 'withdrawal', 'all')),
  source text NOT NULL CHECK (source IN ('customer', 'risk', 'compliance', 'legal', 'system')),
  reason text NOT NULL,
  placed_at timestamptz NOT NULL,
  lifted_at timestamptz
);
CREATE INDEX restriction_in_force ON restriction (customer_id) WHERE lifted_at IS NULL;

-- What a person typed, until the e-mail address is proved. Several may wait for one address: none of them holds it.
CREATE TABLE registration (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL,
  email_key text NOT NULL,
  phone text NOT NULL,
  -- Null once the customer exists: a hash is not kept in two places.
  password_hash text CHECK (password_hash LIKE '$argon2id$%'),
  locale text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
  terms_version text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  customer_id uuid REFERENCES customer,
  CHECK ((customer_id IS NULL) = (password_hash IS NOT NULL))
);
CREATE INDEX registration_by_email ON registration (email_key, created_at);
CREATE INDEX registration_by_expiry ON registration (expires_at);

-- A proof that somebody reads an address. Code and link exist only as hashes, and only once the mail's job has
-- made them; a row that never gets them (the address has an account already) looks the same from outside.
CREATE TABLE email_verification (
  id uuid PRIMARY KEY,
  registration_id uuid NOT NULL UNIQUE REFERENCES registration ON DELETE CASCADE,
  -- Counts the mails asked for. A job carries the number it was made for and does nothing for an older one.
  generation smallint NOT NULL CHECK (generation > 0),
  -- HMAC-SHA-256 over verification and code.
  code_hash bytea CHECK (octet_length(code_hash) = 32),
  -- SHA-256 of 32 random bytes.
  link_hash bytea UNIQUE CHECK (octet_length(link_hash) = 32),
  -- Codes tried in this generation, right or wrong.
  attempts smallint NOT NULL CHECK (attempts >= 0),
  resend_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz
);

-- Sessions; half the page stays free so that last_seen_at is updated in it (HOT).
CREATE TABLE session (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  -- SHA-256 of the token; 32 random bytes need no slow hash.
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  end_reason text CHECK (end_reason IN ('signed_out', 'ended_by_customer', 'replaced')),
  ip text NOT NULL,
  -- What stands for the network the address belongs to (server/platform/rate-limit.ts): IPv4 as it is, IPv6 /64.
  network text NOT NULL,
  user_agent text NOT NULL,
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) WITH (fillfactor = 50);
CREATE INDEX session_by_customer ON session (customer_id, network);
CREATE INDEX session_by_expiry ON session (expires_at);

-- Counters that outlive a process. The subject is an HMAC, so that addresses strangers typed are not collected.
CREATE TABLE throttle (
  purpose text NOT NULL CHECK (purpose IN ('sign_in', 'code_mail')),
  subject bytea NOT NULL CHECK (octet_length(subject) = 32),
  -- Set where the subject is an account: its row is kept until a success, others are swept.
  customer_id uuid REFERENCES customer,
  count integer NOT NULL CHECK (count > 0),
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  blocked_until timestamptz,
  PRIMARY KEY (purpose, subject)
);
CREATE INDEX throttle_by_age ON throttle (last_at);
