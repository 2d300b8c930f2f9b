-- A file of the bank is opened at one of its lines: what stands there is found without reading every entry there is.

CREATE INDEX bank_entry_by_file ON bank_entry (file_number, line);
CREATE INDEX payment_order_step_by_file ON payment_order_step (file_number, line) WHERE file_number IS NOT NULL;
