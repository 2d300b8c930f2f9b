/** `rows`, `expected`, `actual` of what breaks an invariant. */
export const exceededLimits = `
  SELECT jsonb_build_object('customer', customer_id, 'operation', operation, 'currency', currency, 'day', day),
         'at most ' || limit_amount, used::text
  FROM limit_usage WHERE used > limit_amount OR used < 0`
