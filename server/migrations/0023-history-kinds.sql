-- History knows payouts to a bank account and transfers abroad beside what it has; their slices write the records.

ALTER TABLE transaction_record DROP CONSTRAINT transaction_record_kind_check;
ALTER TABLE transaction_record ADD CONSTRAINT transaction_record_kind_check
  CHECK (kind IN ('deposit', 'transfer', 'conversion', 'withdrawal', 'transfer_abroad'));
