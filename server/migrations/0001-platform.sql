-- The platform's own tables: which edition this database belongs to, and the outbox with its event log.

-- One row. Test and live never share a database: a start with the other edition is refused.
CREATE TABLE deployment (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  edition text NOT NULL CHECK (edition IN ('test', 'live')),
  -- Keys the permutation that makes transaction and account numbers out of a counter. It must live exactly as
  -- long as the numbers do, therefore here and not in the environment.
  number_key bytea NOT NULL DEFAULT sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE SEQUENCE transaction_number_seq;
CREATE SEQUENCE account_number_seq;

-- Events wait here, written in the transaction of the fact they tell, until the dispatcher gives them a position.
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  type text NOT NULL,
  version smallint NOT NULL,
  stream_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  journal_id uuid,
  payload jsonb NOT NULL,
  occurred_at timestamptz NOT NULL
);

-- The log in commit order, without gaps: position n is visible only when 1..n-1 are.
CREATE TABLE event (
  position bigint PRIMARY KEY,
  type text NOT NULL,
  version smallint NOT NULL,
  stream_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  journal_id uuid,
  payload jsonb NOT NULL,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX event_stream ON event (stream_id, position);

-- How far each subscriber has come; moved in the transaction of its effect.
CREATE TABLE subscriber_cursor (
  name text PRIMARY KEY,
  position bigint NOT NULL DEFAULT 0
);
