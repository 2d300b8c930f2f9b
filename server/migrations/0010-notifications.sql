-- What customers were told of the events on their streams.
CREATE TABLE notification (
  id uuid PRIMARY KEY,
  -- Position of the event in the log, or of the one that first asked for it.
  event_position bigint NOT NULL,
  customer_id uuid NOT NULL,
  channel text NOT NULL CHECK (channel IN ('email')),
  -- Which text, and what it says: kinds and shapes are in the slice's notices.ts.
  template text NOT NULL,
  params jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  -- Null while it waits; 'no_address' when there was nobody to write to any more.
  outcome text CHECK (outcome IN ('sent', 'no_address')),
  settled_at timestamptz,
  CHECK ((outcome IS NULL) = (settled_at IS NULL)),
  -- An event is told once to each customer on each channel, however often the subscriber is given it.
  UNIQUE (event_position, customer_id, channel)
);

-- A customer is welcomed once, also when the account becomes active a second time.
CREATE UNIQUE INDEX notification_welcome ON notification (customer_id) WHERE template = 'welcome';
