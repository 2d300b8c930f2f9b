-- What proves besides the password who somebody is: known devices, one-time codes, authenticator apps, recovery codes.

-- A browser or program somebody was completely signed in on. The token is the browser's for a year or more; each
-- customer who uses the browser has a row and a token of their own, so that nobody's token was ever another's.
CREATE TABLE device (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  -- SHA-256 of the token; 32 random bytes need no slow hash.
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  name text NOT NULL CHECK (name <> ''),
  first_seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  -- Until then the second step is not asked for here: the customer said so.
  remembered_until timestamptz,
  revoked_at timestamptz,
  ip text NOT NULL,
  user_agent text NOT NULL,
  place text
);
CREATE INDEX device_by_customer ON device (customer_id, last_seen_at);

-- A session is half while the password was right and the second proof is still open.
ALTER TABLE session
  ADD COLUMN stage text NOT NULL DEFAULT 'full' CHECK (stage IN ('half', 'full')),
  ADD COLUMN device_id uuid REFERENCES device,
  -- Second proofs tried with a half session, right or wrong.
  ADD COLUMN proofs_tried smallint NOT NULL DEFAULT 0 CHECK (proofs_tried >= 0),
  -- When the holder last proved a factor besides the password: at the sign-in or at a step-up.
  ADD COLUMN stepped_up_at timestamptz;
ALTER TABLE session DROP CONSTRAINT session_end_reason_check;
ALTER TABLE session ADD CONSTRAINT session_end_reason_check CHECK (
  end_reason IN (
    'signed_out', 'ended_by_customer', 'replaced', 'completed', 'dropped', 'too_many_tries', 'device_revoked',
    'password_changed', 'recovered', 'not_me', 'restricted', 'closed'
  )
);
CREATE INDEX session_by_device ON session (device_id) WHERE device_id IS NOT NULL;

-- The kinds of counters are listed in server/slices/identity/tables.ts; one list is enough.
ALTER TABLE throttle DROP CONSTRAINT throttle_purpose_check;
ALTER TABLE throttle ADD CONSTRAINT throttle_purpose_check CHECK (purpose ~ '^[a-z_]+$');

-- Six digits sent by mail or message, one row per thing they are for; asked for again, the row is renewed. Nobody may
-- be the recipient: a recovery for an address without an account looks the same in here.
CREATE TABLE one_time_code (
  id uuid PRIMARY KEY,
  -- What it is for: the id of a half session, a challenge, a recovery, a change.
  subject uuid NOT NULL,
  purpose text NOT NULL CHECK (
    purpose IN ('sign_in', 'step_up', 'recovery', 'change_email', 'change_phone', 'verify_phone')
  ),
  channel text NOT NULL CHECK (channel IN ('email', 'sms')),
  -- Whose verified address or number it goes to, unless an address is given.
  customer_id uuid REFERENCES customer,
  -- An address or number that is not (yet) the customer's, and the language to write in.
  address text,
  locale text CHECK (locale IN ('zh-CN', 'en')),
  -- Counts the messages asked for. A job carries the number it was made for and does nothing for an older one.
  generation smallint NOT NULL CHECK (generation > 0),
  -- HMAC-SHA-256 under a key that is not in the database; null until the job has made the code.
  code_hash bytea CHECK (octet_length(code_hash) = 32),
  attempts smallint NOT NULL CHECK (attempts BETWEEN 0 AND 5),
  resend_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz,
  UNIQUE (subject, purpose),
  CHECK ((address IS NULL) = (locale IS NULL))
);
CREATE INDEX one_time_code_by_expiry ON one_time_code (expires_at);

-- Authenticator apps (RFC 6238). The secret is encrypted under a key that is not in the database.
CREATE TABLE authenticator (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  secret bytea NOT NULL,
  created_at timestamptz NOT NULL,
  -- Null until a first code proved that the app has the secret.
  confirmed_at timestamptz,
  removed_at timestamptz,
  -- Wrong codes tried while it was being set up.
  setup_tries smallint NOT NULL DEFAULT 0 CHECK (setup_tries >= 0),
  -- The time step of the last accepted code: no code is accepted twice (RFC 6238, section 5.2).
  last_step bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX authenticator_in_use ON authenticator (customer_id)
  WHERE confirmed_at IS NOT NULL AND removed_at IS NULL;
CREATE UNIQUE INDEX authenticator_being_set_up ON authenticator (customer_id)
  WHERE confirmed_at IS NULL AND removed_at IS NULL;

-- Recovery codes, hashed under a key that is not in the database. A new set replaces the one before.
CREATE TABLE recovery_code (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  code_hash bytea NOT NULL UNIQUE CHECK (octet_length(code_hash) = 32),
  created_at timestamptz NOT NULL,
  used_at timestamptz,
  replaced_at timestamptz,
  CHECK (used_at IS NULL OR replaced_at IS NULL)
);
CREATE INDEX recovery_code_usable ON recovery_code (customer_id) WHERE used_at IS NULL AND replaced_at IS NULL;
