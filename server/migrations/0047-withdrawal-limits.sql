-- Whoever has proved their number may withdraw in a day what they may send in a day: until now only customers of the
-- lowest level had a limit. It starts now, because decisions made before name the versions of before.
INSERT INTO limit_schedule (version, rules, starts_at)
SELECT version + 1, rules || '[
  {"operation": "withdrawal", "level": null, "interval": "transaction", "amounts": {"CNY": "50000", "USD": "7000", "EUR": "6500", "GBP": "5500", "JPY": "1000000", "HKD": "55000", "KWD": "2000"}},
  {"operation": "withdrawal", "level": null, "interval": "daily", "amounts": {"CNY": "200000", "USD": "28000", "EUR": "26000", "GBP": "22000", "JPY": "4000000", "HKD": "220000", "KWD": "8000"}}
]', now()
FROM limit_schedule l
WHERE version = (SELECT max(version) FROM limit_schedule)
  -- An operator who has set limits of their own keeps them.
  AND NOT EXISTS (
    SELECT FROM jsonb_array_elements(l.rules) AS rule
    WHERE rule ->> 'operation' = 'withdrawal' AND rule ->> 'level' IS NULL);
