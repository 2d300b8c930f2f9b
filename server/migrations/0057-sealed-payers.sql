-- Who sent us money, by name and account, is sealed under a key that is not in the database, as payees and files are.
-- Only the program has that key: what is there is converted by `bank_rail.seal_payers` and `funding.seal_payers`, which
-- run every hour until nothing is left. Until then a row is in one of the two forms, never in both.
ALTER TABLE bank_entry_part
  ADD COLUMN sealed_counterparty bytea,
  ALTER COLUMN counterparty DROP NOT NULL,
  ADD CONSTRAINT bank_entry_part_names_once CHECK (num_nonnulls(counterparty, sealed_counterparty) = 1);
CREATE INDEX bank_entry_part_unsealed ON bank_entry_part (id) WHERE sealed_counterparty IS NULL;

ALTER TABLE bank_arrival
  ADD COLUMN sealed_debtor bytea,
  ADD CONSTRAINT bank_arrival_names_once
    CHECK (sealed_debtor IS NULL OR num_nonnulls(debtor_name, debtor_account) = 0);
CREATE INDEX bank_arrival_unsealed ON bank_arrival (entry_id) WHERE sealed_debtor IS NULL;
