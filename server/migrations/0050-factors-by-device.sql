-- On which device something was added that opens the account, so that "this was not me" can end what a stranger added.
-- Null for what was added before this was noted.
ALTER TABLE passkey ADD COLUMN device_id uuid;
ALTER TABLE authenticator ADD COLUMN device_id uuid;
ALTER TABLE recovery_code ADD COLUMN device_id uuid;
