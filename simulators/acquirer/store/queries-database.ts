import { openStore, type ReadDb } from '../../shared/queries-store.ts'

const SCHEMA_VERSION = 1

const SCHEMA = `
  CREATE TABLE session (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, status TEXT NOT NULL,
    payment_intent TEXT UNIQUE, email TEXT, expires_at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX session_open_until ON session (expires_at) WHERE status = 'open';
  CREATE TABLE payment_intent (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, settles_at_ms INTEGER,
    body TEXT NOT NULL) STRICT;
  CREATE INDEX payment_intent_due ON payment_intent (settles_at_ms) WHERE settles_at_ms IS NOT NULL;
  CREATE TABLE charge (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,
    payment_intent TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX charge_of ON charge (payment_intent);
  CREATE TABLE refund (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, charge TEXT NOT NULL,
    body TEXT NOT NULL) STRICT;
  CREATE INDEX refund_of ON refund (charge);
  CREATE TABLE event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, created INTEGER NOT NULL, type TEXT NOT NULL,
    subject TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL REFERENCES event (id), state TEXT NOT NULL
      CHECK (state IN ('pending', 'succeeded', 'failed', 'withheld')),
    attempts INTEGER NOT NULL DEFAULT 0, next_attempt_ms INTEGER NOT NULL) STRICT;
  CREATE INDEX delivery_due ON delivery (next_attempt_ms, id) WHERE state = 'pending';
  CREATE INDEX delivery_of ON delivery (event);
  CREATE TABLE delivery_attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT, delivery INTEGER NOT NULL REFERENCES delivery (id), at_ms INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL, http_status INTEGER, error TEXT) STRICT;
  CREATE INDEX delivery_attempt_of ON delivery_attempt (delivery);
  CREATE TABLE idempotency (
    key TEXT PRIMARY KEY, created_ms INTEGER NOT NULL, endpoint TEXT NOT NULL, params_hash TEXT NOT NULL,
    request TEXT NOT NULL, http_status INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX idempotency_age ON idempotency (created_ms);
  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`

/** Opens the acquirer's state in `dataDir`, or in memory for `null`. Throws `StoreError`. */
export function openDatabase(dataDir: string | null): ReadDb {
  return openStore(dataDir, { name: 'acquirer', version: SCHEMA_VERSION, schema: SCHEMA })
}
