-- The security centre: restrictions that explain themselves, links in alerts, the history of sign-ins, the phrase only
-- we know besides the customer, and the lessons somebody has read.

-- A restriction says why (a code the app puts into words), until when, and whose case it is.
ALTER TABLE restriction
  ADD COLUMN expires_at timestamptz,
  ADD COLUMN review_at timestamptz,
  ADD COLUMN case_ref text,
  -- From when the customer may lift it by themselves; null where they may not.
  ADD COLUMN liftable_from timestamptz,
  ADD CONSTRAINT restriction_reason_code CHECK (reason ~ '^[a-z_]{2,40}$'),
  ADD CONSTRAINT restriction_expires_later CHECK (expires_at > placed_at);
CREATE INDEX restriction_by_expiry ON restriction (expires_at) WHERE lifted_at IS NULL AND expires_at IS NOT NULL;

-- What an alert offers to somebody who is not signed in. Only the hash is here; the link itself is in the mail.
CREATE TABLE alert_link (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  kind text NOT NULL CHECK (kind IN ('not_me', 'freeze')),
  -- SHA-256 of 32 random bytes.
  token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
  -- The type of the event the alert was about, e.g. `session.new_device`.
  event text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX alert_link_by_expiry ON alert_link (expires_at);

-- Every attempt to sign in to an account that exists, right or wrong; a year of them.
CREATE TABLE sign_in_event (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  outcome text NOT NULL CHECK (
    outcome IN ('succeeded', 'wrong_password', 'second_factor_asked', 'second_factor_failed', 'locked', 'refused')
  ),
  method text NOT NULL CHECK (method ~ '^[a-z_]{2,40}$'),
  at timestamptz NOT NULL,
  ip text NOT NULL,
  user_agent text NOT NULL,
  -- ISO 3166 code of the country, `private` for a network without one, null where it is not known.
  place text,
  session_id uuid
);
CREATE INDEX sign_in_event_by_customer ON sign_in_event (customer_id, at DESC, id DESC);
CREATE INDEX sign_in_event_by_age ON sign_in_event (at);

-- The anti-phishing phrase: printed in every genuine mail, so it is kept as text.
CREATE TABLE security_phrase (
  customer_id uuid PRIMARY KEY REFERENCES customer,
  phrase text NOT NULL,
  changed_at timestamptz NOT NULL
);

CREATE TABLE lesson_progress (
  customer_id uuid NOT NULL REFERENCES customer,
  lesson text NOT NULL,
  completed_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, lesson)
);

-- One freeze of one's own at a time: pressing again, or an alert's link pressed meanwhile, only makes it stricter.
CREATE UNIQUE INDEX restriction_own_freeze ON restriction (customer_id) WHERE source = 'customer' AND lifted_at IS NULL;
