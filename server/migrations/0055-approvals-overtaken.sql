-- A request whose facts are others by the time it is decided can never be approved: it ends, and is asked for anew.

ALTER TABLE approval
  DROP CONSTRAINT approval_status_check,
  ADD CONSTRAINT approval_status_check
    CHECK (status IN ('pending', 'approved', 'rejected', 'expired', 'overtaken', 'executed'));
