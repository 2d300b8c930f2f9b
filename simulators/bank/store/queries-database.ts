import { openStore, type ReadDb } from '../../shared/queries-store.ts'

const SCHEMA_VERSION = 1

/** Money is text: minor units as a whole number, read as bigint and never as a floating number. */
const SCHEMA = `
  CREATE TABLE entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, ref TEXT NOT NULL UNIQUE, currency TEXT NOT NULL, direction TEXT NOT NULL
      CHECK (direction IN ('CRDT', 'DBIT')), amount TEXT NOT NULL, balance_after TEXT NOT NULL,
    booked_ms INTEGER NOT NULL, booked_on TEXT NOT NULL, value_on TEXT NOT NULL, kind TEXT NOT NULL
      CHECK (kind IN ('payment', 'return', 'credit')), payment INTEGER REFERENCES payment (seq),
    detail TEXT NOT NULL) STRICT;
  CREATE INDEX entry_of_account ON entry (currency, seq);
  CREATE UNIQUE INDEX entry_of_payment ON entry (payment, kind) WHERE payment IS NOT NULL;
  CREATE TABLE message (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, taken_ms INTEGER NOT NULL,
    outcome TEXT NOT NULL) STRICT;
  CREATE TABLE payment (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, message TEXT NOT NULL REFERENCES message (id), batch TEXT NOT NULL,
    instruction TEXT, end_to_end TEXT NOT NULL UNIQUE, currency TEXT NOT NULL, amount TEXT NOT NULL,
    run_ms INTEGER NOT NULL, creditor_name TEXT NOT NULL, creditor_account TEXT NOT NULL, remittance TEXT,
    state TEXT NOT NULL CHECK (state IN ('taken', 'waiting', 'executed', 'rejected', 'recalled', 'returned')),
    reason TEXT, executed_ms INTEGER) STRICT;
  CREATE INDEX payment_due ON payment (currency, run_ms, seq) WHERE state IN ('taken', 'waiting');
  CREATE INDEX payment_of_message ON payment (message);
  CREATE TABLE recall (
    id TEXT PRIMARY KEY, message TEXT NOT NULL, original_message TEXT NOT NULL, instruction TEXT,
    end_to_end TEXT NOT NULL, payment INTEGER REFERENCES payment (seq), state TEXT NOT NULL
      CHECK (state IN ('asked', 'pending', 'agreed', 'refused')), reason TEXT) STRICT;
  CREATE TABLE incoming_credit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, currency TEXT NOT NULL, amount TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
  CREATE TABLE task (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, due_ms INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL) STRICT;
  CREATE INDEX task_due ON task (due_ms, seq);
  CREATE UNIQUE INDEX task_once ON task (kind, subject, due_ms);
  CREATE TABLE outgoing_file (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, made_ms INTEGER NOT NULL,
    publish_ms INTEGER NOT NULL, published INTEGER NOT NULL DEFAULT 0, faults TEXT NOT NULL, content TEXT) STRICT;
  CREATE INDEX outgoing_file_due ON outgoing_file (publish_ms, seq) WHERE published = 0;
  CREATE TABLE statement (
    currency TEXT NOT NULL, number INTEGER NOT NULL, day TEXT NOT NULL, opening TEXT NOT NULL, closing TEXT NOT NULL,
    last_entry INTEGER NOT NULL, PRIMARY KEY (currency, number), UNIQUE (currency, day)) STRICT;
  CREATE TABLE known_account (
    account TEXT PRIMARY KEY, holder TEXT, behaviour TEXT NOT NULL, reason TEXT, return_after_days INTEGER) STRICT;
  CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`

/** Opens the bank's state in `dataDir`. Throws `StoreError`. */
export function openDatabase(dataDir: string): ReadDb {
  return openStore(dataDir, { name: 'bank', version: SCHEMA_VERSION, schema: SCHEMA })
}
