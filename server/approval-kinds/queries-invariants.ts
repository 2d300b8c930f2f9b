/**
 * A restriction that staff placed ends by its time, or because two people wanted it: then the request that was carried
 * out names it. $1: the sources staff place restrictions under.
 */
export const liftedByOnePerson = `
  SELECT jsonb_build_object('restriction', r.id, 'customer', r.customer_id),
         'an executed request of two people, or its own end',
         format('lifted at %s by nobody else', r.lifted_at)
  FROM restriction r
  WHERE r.source = ANY($1::text[]) AND r.lifted_at IS NOT NULL
    AND r.lifted_at IS DISTINCT FROM r.expires_at
    AND NOT EXISTS (
      SELECT FROM approval a
      WHERE a.kind = 'lift_restriction' AND a.target_id = r.id AND a.status = 'executed'
        AND a.executed_at = r.lifted_at AND a.customer_id = r.customer_id)`

/**
 * Prices and limits that came of a draft were published by an executed request of two people, as it was drafted, and
 * whoever approved them had not written them.
 */
export const publishedByOnePerson = `
  SELECT jsonb_build_object('schedule', d.id, 'version', d.version),
         'an executed request of two people',
         format('published at %s by nobody else', d.published_at)
  FROM schedule_draft d
  WHERE d.version IS NOT NULL AND NOT EXISTS (
    SELECT FROM approval a
    WHERE a.kind = 'publish_schedule' AND a.target_id = d.id AND a.status = 'executed'
      AND a.executed_at = d.published_at AND a.decided_by <> ALL (d.authors))
  UNION ALL
  SELECT jsonb_build_object('schedule', d.id, 'version', d.version), 'the rules and the start of the draft',
         'others were published'
  FROM schedule_draft d
  LEFT JOIN fee_schedule f ON d.kind = 'fees' AND f.id = d.id
  LEFT JOIN limit_schedule l ON d.kind = 'limits' AND l.id = d.id
  LEFT JOIN fx_markup_schedule m ON d.kind = 'markups' AND m.id = d.id
  WHERE d.version IS NOT NULL
    AND (coalesce(f.rules, l.rules, m.rules), coalesce(f.starts_at, l.starts_at, m.starts_at),
         coalesce(f.version, l.version, m.version))
        IS DISTINCT FROM (d.rules, d.starts_at, d.version)`
