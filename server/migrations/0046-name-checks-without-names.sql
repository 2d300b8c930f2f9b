-- The name a bank has for an account is shown to whoever came close to it. It was kept and never read again: somebody's
-- name who may not be a customer, without a reason to keep it.
ALTER TABLE name_check DROP COLUMN sealed_name;
