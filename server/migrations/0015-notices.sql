-- Text messages, proved mobile numbers, what was accepted, and what customers are told where.

-- Messages that the test edition's SMS server took.
CREATE TABLE test_sms (
  id uuid PRIMARY KEY,
  recipient text NOT NULL,
  sender text NOT NULL,
  body text NOT NULL,
  received_at timestamptz NOT NULL
);
CREATE INDEX test_sms_recipient ON test_sms (recipient, id DESC);

-- When the customer showed to read messages at the number. Until then nobody is found by it and nothing is sent
-- there but the code: it may be somebody else's.
ALTER TABLE customer ADD COLUMN phone_verified_at timestamptz;
UPDATE customer SET phone_lookup = NULL;
ALTER TABLE customer
  ADD CHECK ((phone_lookup IS NULL) = (phone_verified_at IS NULL)),
  ADD CHECK (phone_lookup = phone);

-- Every version of our texts a customer ever accepted, and when.
CREATE TABLE acceptance (
  customer_id uuid NOT NULL REFERENCES customer,
  document text NOT NULL CHECK (document IN ('terms', 'privacy')),
  version text NOT NULL,
  accepted_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, document, version)
);
-- Until now both were accepted by one press, and only the terms' version was kept; both had the same.
INSERT INTO acceptance (customer_id, document, version, accepted_at)
SELECT id, document, terms_version, terms_accepted_at FROM customer CROSS JOIN unnest(ARRAY['terms', 'privacy']) document;
ALTER TABLE customer DROP COLUMN terms_version, DROP COLUMN terms_accepted_at;

ALTER TABLE registration ADD COLUMN privacy_version text;
UPDATE registration SET privacy_version = terms_version;
ALTER TABLE registration ALTER COLUMN privacy_version SET NOT NULL;

-- One row for what one customer is told of one event on one channel at one address.
ALTER TABLE notification DROP CONSTRAINT notification_channel_check;
ALTER TABLE notification ADD CHECK (channel IN ('email', 'sms', 'push'));
ALTER TABLE notification DROP CONSTRAINT notification_outcome_check;
-- 'refused': the provider will never deliver there.
ALTER TABLE notification ADD CHECK (outcome IN ('sent', 'no_address', 'refused'));
DROP INDEX notification_welcome;
CREATE UNIQUE INDEX notification_welcome ON notification (customer_id, channel) WHERE template = 'welcome';

-- What a customer chose where it differs from the standard (server/slices/notifications/kinds.ts).
CREATE TABLE notification_preference (
  customer_id uuid NOT NULL REFERENCES customer,
  kind text NOT NULL,
  channel text NOT NULL CHECK (channel IN ('email', 'sms', 'push')),
  enabled boolean NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, kind, channel)
);

-- The feed is the customer's events in the log; this is how far it was read.
CREATE TABLE notification_seen (
  customer_id uuid PRIMARY KEY REFERENCES customer,
  position bigint NOT NULL CHECK (position >= 0)
);

-- Browsers that show our messages (RFC 8030), with the keys they are encrypted to (RFC 8291).
CREATE TABLE push_subscription (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL REFERENCES customer,
  endpoint text NOT NULL UNIQUE,
  p256dh text NOT NULL,
  auth text NOT NULL,
  -- The device it was asked for on; a device that is removed gets no more messages.
  device_id uuid,
  user_agent text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX push_subscription_by_customer ON push_subscription (customer_id);
