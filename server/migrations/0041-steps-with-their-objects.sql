-- A batch of the money pipeline writes each kind of row in one statement, the kinds in the order in which its commands
-- first name them. When one command moves an object on and a later one makes a new one, the steps of the new one come
-- before it: right at the commit, and until then nobody looks. Found by the simulated month, where such batches failed
-- and ran again in halves.
ALTER TABLE deposit_step ALTER CONSTRAINT deposit_step_deposit_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE withdrawal_step ALTER CONSTRAINT withdrawal_step_withdrawal_id_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE transfer_abroad_step ALTER CONSTRAINT transfer_abroad_step_transfer_id_fkey DEFERRABLE INITIALLY DEFERRED;
