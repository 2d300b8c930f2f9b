-- Whoever wrote prices or limits does not approve them, whatever roles they have.

-- Everybody who began or saved the draft. What is published already was decided before this was looked at.
ALTER TABLE schedule_draft ADD COLUMN authors uuid[] NOT NULL DEFAULT '{}';
UPDATE schedule_draft SET authors = ARRAY[created_by] WHERE version IS NULL;
