-- The finance desk: what two people decided about money in suspense, and differences that were explained.

-- Money that came back to suspense is a new item of the same entry; two at once it never is.
ALTER TABLE suspense_item DROP CONSTRAINT suspense_item_part_id_key;
CREATE UNIQUE INDEX suspense_item_once_open ON suspense_item (part_id) WHERE status IN ('open', 'returning');

-- The reference two people found to be meant; what the payer wrote stays as it is.
ALTER TABLE bank_entry_part ADD COLUMN assigned_reference text CHECK (length(assigned_reference) BETWEEN 1 AND 140);

-- What is to become of an item, as it was approved; a job carries it out. Only ever added to.
CREATE TABLE suspense_resolution (
  approval_id uuid PRIMARY KEY,
  item_id uuid NOT NULL REFERENCES suspense_item,
  kind text NOT NULL CHECK (kind IN ('assign', 'return', 'absorb')),
  -- Of 'assign': the customer's reference and the customer whose it is.
  reference text,
  customer_id uuid,
  decided_at timestamptz NOT NULL,
  CHECK ((kind = 'assign') = (reference IS NOT NULL AND customer_id IS NOT NULL))
);
CREATE INDEX suspense_resolution_of_item ON suspense_resolution (item_id, decided_at);

-- The decision that orders a return writes the item before the order; both are there when it commits.
ALTER TABLE suspense_item ALTER CONSTRAINT suspense_item_order_id_fkey DEFERRABLE INITIALLY DEFERRED;
