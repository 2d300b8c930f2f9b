-- Transfers between customers. A transfer is decided at once: completed, or failed and kept with its reason, so
-- the row is written once and never changed.
CREATE TABLE transfer (
  id uuid PRIMARY KEY,
  number text NOT NULL,
  payer_id uuid NOT NULL,
  payee_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('completed', 'failed')),
  status_reason text,
  -- Facts of a decline: which limit, what is left, when it resets.
  decline_details jsonb,
  amount bigint NOT NULL CHECK (amount > 0),
  fee bigint NOT NULL CHECK (fee >= 0),
  currency text NOT NULL,
  -- [{kind, amount, rule}], in minor units as strings; their sum is `fee`.
  fee_lines jsonb NOT NULL,
  -- How the payer named the recipient, and what they were shown of them.
  matched_by text NOT NULL CHECK (matched_by IN ('email', 'phone', 'account_number')),
  recipient_name text NOT NULL,
  recipient_account text NOT NULL,
  note text,
  journal_id uuid,
  created_at timestamptz NOT NULL,
  CHECK (payer_id <> payee_id),
  CHECK ((status = 'completed') = (journal_id IS NOT NULL)),
  CHECK ((status = 'failed') = (status_reason IS NOT NULL))
);
