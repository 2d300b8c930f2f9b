-- Mark-ups are drafted, approved by a second person, announced and start by the clock, like every other price.

-- What was published so far started when it was published.
ALTER TABLE fx_markup_schedule RENAME COLUMN activated_at TO starts_at;
ALTER TABLE fx_markup_schedule ALTER COLUMN starts_at DROP DEFAULT;
ALTER TABLE fx_markup_schedule ADD COLUMN id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid();
ALTER TABLE fx_markup_schedule ADD COLUMN published_at timestamptz;

ALTER TABLE schedule_draft DROP CONSTRAINT schedule_draft_kind_check;
ALTER TABLE schedule_draft ADD CONSTRAINT schedule_draft_kind_check CHECK (kind IN ('fees', 'limits', 'markups'));
