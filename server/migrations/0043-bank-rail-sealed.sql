-- Account numbers of payees do not lie open: what a payment needs is sealed under a key that is not in the database, as
-- are the files that carry it. `payee` is what people see, with the account masked.

ALTER TABLE payment_order ADD COLUMN payee text;
UPDATE payment_order SET payee = left(creditor ->> 'name', 200);
ALTER TABLE payment_order
  ALTER COLUMN payee SET NOT NULL,
  -- Rows of before stay readable: JSON and XML begin with other bytes than a seal.
  ALTER COLUMN creditor TYPE bytea USING convert_to(creditor::text, 'UTF8');
ALTER TABLE payment_order RENAME COLUMN creditor TO sealed_creditor;
