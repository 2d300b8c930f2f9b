-- What only the test edition fills. Both editions have the same tables, so that one program fits both; in the
-- live edition nothing ever writes here.

-- How far the clock of all processes is ahead of the system's. It never goes back. A job's time of running is
-- stored in the system's time, therefore whoever plans one reads this row (and finds none in the live edition).
CREATE TABLE test_clock (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  offset_ms bigint NOT NULL DEFAULT 0 CHECK (offset_ms >= 0)
);

-- Mails that the embedded SMTP server received, one row per recipient.
CREATE TABLE test_mail (
  id uuid PRIMARY KEY,
  recipient text NOT NULL,
  sender text NOT NULL,
  subject text NOT NULL,
  text_body text NOT NULL,
  html_body text NOT NULL,
  -- The mail as it came over the wire, for whoever looks at headers.
  source bytea NOT NULL,
  received_at timestamptz NOT NULL
);
CREATE INDEX test_mail_recipient ON test_mail (lower(recipient), id DESC);
