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
