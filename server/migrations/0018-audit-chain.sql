-- The audit log can prove itself: each entry gets a place in one hash chain, and says why and what changed.

ALTER TABLE audit_entry
  -- Why, in the words of whoever did it, and the case it belongs to (`CS-2026-…`). Staff always say one of them where
  -- the operation asks for it.
  ADD COLUMN reason text CHECK (length(reason) BETWEEN 1 AND 500),
  ADD COLUMN case_ref text CHECK (length(case_ref) BETWEEN 1 AND 60),
  -- The facts that changed, as they were and as they are; never a secret.
  ADD COLUMN before jsonb CHECK (jsonb_typeof(before) = 'object'),
  ADD COLUMN after jsonb CHECK (jsonb_typeof(after) = 'object'),
  DROP CONSTRAINT audit_entry_actor_kind_check,
  ADD CONSTRAINT audit_entry_actor_kind_check
    CHECK (actor_kind IN ('customer', 'staff', 'operator', 'anonymous', 'counterparty', 'test')),
  ADD CONSTRAINT audit_entry_staff_check CHECK (actor_kind <> 'staff' OR actor IS NOT NULL);

-- "Who has done this lately?", "what happened at this case?"
CREATE INDEX audit_entry_operation ON audit_entry (operation, id);
CREATE INDEX audit_entry_case ON audit_entry (case_ref, id) WHERE case_ref IS NOT NULL;
-- What staff did is what the audit page shows first, between thousands of sign-ins of customers.
CREATE INDEX audit_entry_kind ON audit_entry (actor_kind, id) WHERE actor_kind IN ('staff', 'operator');

-- Entries waiting for their place, written by the statement that writes the entry. The ticket grows in the order in
-- which entries were begun, so that of two entries, one written after the other was committed, the later one is later
-- in the chain too. Without it the sealer would have to guess how far back a slow transaction may still commit.
CREATE TABLE audit_unsealed (
  ticket bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  entry_id uuid NOT NULL
);

-- One row an entry, 1..n without gap. The hash covers the position, the hash before it and the content: who changes,
-- removes, inserts or swaps entries afterwards would have to rewrite every later row, and their head lies elsewhere.
CREATE TABLE audit_chain (
  position bigint PRIMARY KEY CHECK (position > 0),
  -- No entry with a place in the chain can be deleted while this constraint stands.
  entry_id uuid NOT NULL UNIQUE REFERENCES audit_entry,
  content_hash bytea NOT NULL CHECK (octet_length(content_hash) = 32),
  previous_hash bytea NOT NULL CHECK (octet_length(previous_hash) = 32),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);

-- What was written before there was a chain is sealed as it is found.
INSERT INTO audit_unsealed (entry_id) SELECT id FROM audit_entry ORDER BY id;
