-- Why a file is set aside or refused is kept as codes, for readers of every language; only the bank's own words are text.

ALTER TABLE bank_file
  -- Of one that was set aside: {code, params}, see contract/bank-file-faults.ts.
  ADD COLUMN fault jsonb,
  -- What the bank says of a file of ours: its code and, where it wrote any, its words.
  ADD COLUMN reason_code text,
  ADD COLUMN reason_text text;

UPDATE bank_file SET fault = jsonb_build_object('code', 'as_written', 'params', jsonb_build_object('text', status_reason))
WHERE direction = 'in' AND status_reason IS NOT NULL;

UPDATE bank_file SET reason_code = split_part(status_reason, ' ', 1),
  reason_text = nullif(substr(status_reason, length(split_part(status_reason, ' ', 1)) + 2), '')
WHERE direction = 'out' AND status_reason IS NOT NULL;

ALTER TABLE bank_file DROP COLUMN status_reason;
