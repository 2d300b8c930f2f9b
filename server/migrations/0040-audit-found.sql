-- "Who has looked at me?" has to find lists of several people too: each entry of one names everybody it showed.
CREATE INDEX audit_entry_found ON audit_entry USING gin ((details -> 'found') jsonb_path_ops)
  WHERE details ? 'found';
