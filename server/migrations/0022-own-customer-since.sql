-- When it became known that a colleague is this customer; what was decided before could not take it into account.
ALTER TABLE staff_own_customer ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT '-infinity';
