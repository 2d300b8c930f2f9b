-- What tells the master key this database was made with from every other: sealed bank accounts, authenticator apps and
-- statements open under that one only. Derived from the key and of no use for finding it; null until the next start.
ALTER TABLE deployment ADD COLUMN key_check bytea CHECK (length(key_check) = 32);
