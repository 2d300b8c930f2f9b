-- A file of the bank that was set aside has two ways out: it is read once more, or a person closes it for good.

ALTER TABLE bank_file
  -- Who decided about it last, and why.
  ADD COLUMN decided_by uuid,
  ADD COLUMN explanation text CHECK (length(explanation) BETWEEN 10 AND 500),
  ADD CHECK ((decided_by IS NULL) = (explanation IS NULL)),
  ADD CHECK (status <> 'dismissed' OR decided_by IS NOT NULL),
  DROP CONSTRAINT bank_file_status_check,
  ADD CONSTRAINT bank_file_status_check CHECK (
    status IN ('composing', 'generated', 'sent', 'acknowledged', 'partially_accepted', 'rejected', 'settled',
      'received', 'applied', 'quarantined', 'dismissed')
  ),
  DROP CONSTRAINT bank_file_check1,
  ADD CONSTRAINT bank_file_direction_check1
    CHECK ((direction = 'in') = (status IN ('received', 'applied', 'quarantined', 'dismissed')));

-- Neither stands in the way of its correction.
DROP INDEX bank_file_message_once;
CREATE UNIQUE INDEX bank_file_message_once ON bank_file (direction, message_id)
  WHERE status NOT IN ('quarantined', 'dismissed');
