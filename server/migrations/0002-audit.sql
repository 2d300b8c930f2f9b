-- Who did what, how it ended, from where: successes and refusals of every operation that declares audit 'record'.
-- The application may add and read, never change or remove (grants.ts).
CREATE TABLE audit_entry (
  -- UUIDv7: in order of time, so that the key is also the log's order within a millisecond.
  id uuid PRIMARY KEY,
  version smallint NOT NULL,
  occurred_at timestamptz NOT NULL,
  operation text NOT NULL CHECK (operation <> ''),
  actor_kind text NOT NULL CHECK (actor_kind IN ('customer', 'anonymous', 'counterparty', 'test')),
  actor text,
  subject text,
  outcome text NOT NULL CHECK (outcome <> ''),
  status smallint NOT NULL CHECK (status BETWEEN 100 AND 599),
  request_id text NOT NULL,
  ip inet NOT NULL,
  user_agent text NOT NULL CHECK (length(user_agent) <= 300),
  details jsonb NOT NULL CHECK (jsonb_typeof(details) = 'object'),
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (actor_kind <> 'customer' OR actor IS NOT NULL)
);
-- "What did this customer do?" and "who touched this customer?", newest first.
CREATE INDEX audit_entry_actor ON audit_entry (actor, id) WHERE actor IS NOT NULL;
CREATE INDEX audit_entry_subject ON audit_entry (subject, id) WHERE subject IS NOT NULL;
CREATE INDEX audit_entry_request ON audit_entry (request_id);
