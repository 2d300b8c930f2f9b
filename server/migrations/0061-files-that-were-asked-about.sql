-- Whether whoever ordered was asked, just before a file of payments was made, what must not leave any more (0121). False
-- for files of versions that asked nobody: those from before, and those a process of such a version makes while it goes
-- on beside the new tables.
ALTER TABLE bank_file ADD COLUMN owners_asked boolean NOT NULL DEFAULT false;
