-- The staff's realm: people, what proves who they are, where they are signed in, and what needs two of them. Nothing
-- here refers to the customers' tables, and no session of one realm can be mistaken for one of the other. Times come
-- from the injected clock, so no column here has a default of now().

CREATE TABLE staff_member (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  email text NOT NULL,
  -- Folded as customers' addresses are: one mailbox, one member.
  email_key text NOT NULL UNIQUE,
  locale text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
  status text NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
  created_at timestamptz NOT NULL
);

CREATE TABLE staff_role (
  staff_id uuid NOT NULL REFERENCES staff_member,
  role text NOT NULL CHECK (role IN (
    'agent', 'senior_agent', 'supervisor', 'complaints_officer', 'compliance', 'risk', 'finance', 'operator', 'auditor'
  )),
  PRIMARY KEY (staff_id, role)
);

-- Customers a member of staff is known to be, besides those with the same address: they may decide nothing about them.
CREATE TABLE staff_own_customer (
  staff_id uuid NOT NULL REFERENCES staff_member,
  customer_id uuid NOT NULL,
  PRIMARY KEY (staff_id, customer_id)
);

CREATE TABLE staff_password (
  staff_id uuid PRIMARY KEY REFERENCES staff_member,
  -- PHC string format.
  hash text NOT NULL CHECK (hash LIKE '$argon2id$%'),
  changed_at timestamptz NOT NULL
);

CREATE TABLE staff_totp (
  staff_id uuid PRIMARY KEY REFERENCES staff_member,
  -- AES-256-GCM under a key that is not in the database.
  sealed_secret bytea NOT NULL,
  -- RFC 6238, section 5.2: the time step of the newest code accepted; a code counts once.
  last_step bigint NOT NULL,
  enrolled_at timestamptz NOT NULL
);

CREATE TABLE staff_passkey (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff_member,
  credential_id bytea NOT NULL UNIQUE,
  -- COSE_Key (RFC 9052).
  public_key bytea NOT NULL,
  sign_count bigint NOT NULL CHECK (sign_count >= 0),
  transports text[] NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  enrolled_at timestamptz NOT NULL,
  last_used_at timestamptz
);
CREATE INDEX staff_passkey_by_member ON staff_passkey (staff_id);

-- One link for one enrolment. Opening it makes a secret and a challenge, which the acceptance must prove.
CREATE TABLE staff_invitation (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff_member,
  -- SHA-256 of 32 random bytes.
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  sealed_secret bytea,
  passkey_challenge bytea CHECK (octet_length(passkey_challenge) = 32),
  -- Proofs looked at, right or wrong.
  attempts smallint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  ended_at timestamptz,
  end_reason text CHECK (end_reason IN ('accepted', 'replaced', 'disabled')),
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
-- At most one invitation of a person is open.
CREATE UNIQUE INDEX staff_invitation_open ON staff_invitation (staff_id) WHERE ended_at IS NULL;

CREATE TABLE staff_session (
  id uuid PRIMARY KEY,
  staff_id uuid NOT NULL REFERENCES staff_member,
  -- `half`: the password was right, the second factor is owed; good for nothing but to prove it.
  stage text NOT NULL CHECK (stage IN ('half', 'full')),
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  end_reason text CHECK (end_reason IN ('proved', 'signed_out', 'replaced', 'too_many_tries', 'reset', 'disabled')),
  -- Factors tried in a half session.
  attempts smallint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  passkey_challenge bytea CHECK (octet_length(passkey_challenge) = 32),
  ip text NOT NULL,
  network text NOT NULL,
  user_agent text NOT NULL,
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) WITH (fillfactor = 50);
CREATE INDEX staff_session_by_member ON staff_session (staff_id, network);
CREATE INDEX staff_session_by_expiry ON staff_session (expires_at);

-- Consecutive failures. The subject is an HMAC, so that addresses strangers typed are not collected.
CREATE TABLE staff_throttle (
  purpose text NOT NULL CHECK (purpose IN ('password', 'factor')),
  subject bytea NOT NULL CHECK (octet_length(subject) = 32),
  staff_id uuid REFERENCES staff_member,
  count integer NOT NULL CHECK (count > 0),
  last_at timestamptz NOT NULL,
  blocked_until timestamptz NOT NULL,
  PRIMARY KEY (purpose, subject)
);
CREATE INDEX staff_throttle_by_age ON staff_throttle (last_at);

-- Four eyes: what one person asks for and another one decides. The content never changes, which the hash shows.
CREATE TABLE approval (
  id uuid PRIMARY KEY,
  -- Of the content's shape; stored requests stay readable.
  version smallint NOT NULL,
  kind text NOT NULL CHECK (kind <> ''),
  -- What is to be done, as the contract words it (contract/api/approvals.ts).
  action jsonb NOT NULL CHECK (jsonb_typeof(action) = 'object'),
  -- The object it is done to.
  target_id uuid NOT NULL,
  -- The customer who gains or loses by it; null where there is none.
  customer_id uuid,
  facts jsonb NOT NULL CHECK (jsonb_typeof(facts) = 'object'),
  reason text NOT NULL CHECK (length(reason) BETWEEN 10 AND 500),
  case_ref text CHECK (length(case_ref) BETWEEN 1 AND 60),
  content_hash bytea NOT NULL CHECK (octet_length(content_hash) = 32),
  requested_by uuid NOT NULL REFERENCES staff_member,
  requested_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'expired', 'executed')),
  decided_by uuid REFERENCES staff_member,
  decided_at timestamptz,
  decision_note text CHECK (length(decision_note) BETWEEN 1 AND 500),
  -- The hash the approver named: what they saw.
  approved_hash bytea CHECK (octet_length(approved_hash) = 32),
  executed_at timestamptz,
  ended_at timestamptz,
  CHECK (expires_at > requested_at),
  CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
  -- Another person, the same content, in time, before execution: the database itself refuses anything else.
  CHECK (approved_hash IS NULL OR (approved_hash = content_hash AND decided_by <> requested_by AND decided_at < expires_at)),
  CHECK (status NOT IN ('approved', 'executed') OR approved_hash IS NOT NULL),
  CHECK ((status = 'executed') = (executed_at IS NOT NULL)),
  CHECK (executed_at IS NULL OR executed_at >= decided_at),
  CHECK (status <> 'rejected' OR decided_at IS NOT NULL)
);
-- One open request for one thing.
CREATE UNIQUE INDEX approval_open ON approval (kind, target_id) WHERE status IN ('pending', 'approved');
CREATE INDEX approval_by_customer ON approval (customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX approval_by_status ON approval (status, id);
