/** `rows`, `expected`, `actual` of what breaks an invariant. */
const subject = `jsonb_build_object('customer', customer_id, 'operation', operation, 'currency', currency)`

/** What the row itself says; each sum against the limit it was last consumed under. */
export const exceededLimits = `
  SELECT ${subject} || jsonb_build_object('interval', interval), 'at most ' || most, used::text
  FROM limit_use, LATERAL (VALUES
    ('daily', daily, daily_limit), ('weekly', weekly, weekly_limit), ('monthly', monthly, monthly_limit),
    ('rolling_24h', rolling, rolling_limit)) AS each (interval, used, most)
  WHERE used > most OR used < 0`

/** A charge as it counts: what was given back takes away again, on the day and at the time it was counted. */
const signed = `SELECT c.*, CASE entry WHEN 'release' THEN -amount ELSE amount END AS counted FROM charge c`

/** What the usage says is what the book of charges adds up to for the same day, week and month. */
export const usageBesideCharges = `
  SELECT jsonb_build_object('customer', u.customer_id, 'operation', u.operation, 'currency', u.currency),
         format('%s in the day, %s in the week, %s in the month', booked.daily, booked.weekly, booked.monthly),
         format('%s, %s, %s', u.daily, u.weekly, u.monthly)
  FROM limit_use u CROSS JOIN LATERAL (
    SELECT coalesce(sum(c.counted) FILTER (WHERE c.day = u.day), 0) AS daily,
           coalesce(sum(c.counted) FILTER (WHERE date_trunc('week', c.day) = date_trunc('week', u.day)), 0) AS weekly,
           coalesce(sum(c.counted) FILTER (WHERE date_trunc('month', c.day) = date_trunc('month', u.day)), 0) AS monthly
    FROM (${signed}) c
    WHERE c.customer_id = u.customer_id AND c.operation = u.operation AND c.currency = u.currency
      AND c.at > u.day - interval '40 days') booked
  WHERE (u.daily, u.weekly, u.monthly) IS DISTINCT FROM (booked.daily, booked.weekly, booked.monthly)`

/**
 * The same from the book of charges, which no decision reads: after each use, what was moved in its day, week and month
 * is at most the limit it was decided under. Positions of one customer are in the order of the decisions.
 */
export const chargedBeyondPeriods = `
  SELECT jsonb_build_object('customer', customer_id, 'operation', operation, 'currency', currency, 'subject', subject,
           'interval', interval),
         'at most ' || most, used::text
  FROM (
    SELECT c.*,
      sum(counted) OVER (PARTITION BY customer_id, operation, currency, day ORDER BY position) AS daily,
      sum(counted) OVER (PARTITION BY customer_id, operation, currency, date_trunc('week', day) ORDER BY position)
        AS weekly,
      sum(counted) OVER (PARTITION BY customer_id, operation, currency, date_trunc('month', day) ORDER BY position)
        AS monthly
    FROM (${signed}) c) summed,
    LATERAL (VALUES ('daily', daily, daily_limit), ('weekly', weekly, weekly_limit), ('monthly', monthly, monthly_limit))
      AS each (interval, used, most)
  WHERE entry <> 'release' AND used > most`

/**
 * At no instant more than the rolling limit: what was moved in the 24 hours that end with each use, as far as it had
 * been decided by then, is at most the limit that use was decided under.
 */
export const chargedBeyondRolling = `
  SELECT jsonb_build_object('customer', u.customer_id, 'operation', u.operation, 'currency', u.currency,
           'subject', u.subject, 'interval', 'rolling_24h'),
         'at most ' || u.rolling_limit, counted.used::text
  FROM charge u CROSS JOIN LATERAL (
    SELECT sum(c.counted) AS used FROM (${signed}) c
    WHERE c.customer_id = u.customer_id AND c.operation = u.operation AND c.currency = u.currency
      AND c.at > u.at - interval '24 hours' AND c.position <= u.position) counted
  WHERE u.rolling_limit IS NOT NULL AND counted.used > u.rolling_limit`

/** A version that held from the moment it was published, which is less than a minute before the charge. */
const heldAtOnce = `s.starts_at > c.at - interval '1 minute'
  AND s.starts_at < coalesce(s.published_at, s.starts_at) + interval '1 minute'`

function wrongVersion(
  table: 'fee_schedule' | 'limit_schedule',
  column: 'fee_version' | 'limit_version',
): string {
  return `
  SELECT jsonb_build_object('subject', c.subject, 'charged_at', c.at),
         '${table} ' || coalesce(valid.version::text, 'of that time'), c.${column}::text
  FROM charge c LEFT JOIN LATERAL (
    SELECT s.version FROM ${table} s
    ORDER BY s.starts_at <= c.at DESC,
             CASE WHEN s.starts_at <= c.at THEN s.starts_at END DESC,
             CASE WHEN s.starts_at <= c.at THEN s.version END DESC, s.starts_at, s.version
    LIMIT 1) AS valid ON true
  WHERE c.entry IN ('use', 'late_use') AND c.${column} IS DISTINCT FROM valid.version
    AND NOT EXISTS (
      SELECT FROM ${table} named
      WHERE named.version = c.${column} AND named.starts_at <= c.at AND NOT EXISTS (
        SELECT FROM ${table} s
        WHERE s.starts_at <= c.at AND (s.starts_at, s.version) > (named.starts_at, named.version)
          AND NOT (${heldAtOnce})))`
}

/**
 * A decision names the versions that were valid at its time. What was published to hold at once was not yet to be seen by
 * decisions that were under way: for a minute the one before it is right too.
 */
export const chargedByOtherVersions = `${wrongVersion('fee_schedule', 'fee_version')}
  UNION ALL ${wrongVersion('limit_schedule', 'limit_version')}`
