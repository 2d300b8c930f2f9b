-- An address somebody gave up is kept for them while the change can be undone: another account on it would leave the
-- undo with nowhere to go back to. Folded, as customers' addresses are compared.
ALTER TABLE contact_change ADD COLUMN old_key text;

-- Of changes made before, the plain ones; letters of other scripts are folded by the program only, and 72 hours on all
-- of these are over.
UPDATE contact_change SET old_key = lower(old_value) WHERE kind = 'email' AND state = 'done';

CREATE INDEX contact_change_kept ON contact_change (old_key) WHERE kind = 'email' AND state = 'done';
