-- All counters of an account are taken back at once when its owner has recovered it.
CREATE INDEX throttle_by_customer ON throttle (customer_id) WHERE customer_id IS NOT NULL;
