/**
 * What breaks an invariant of transfers that wait, go back, are asked for or come again: `rows`, `expected`, `actual`.
 */

/** What waits is held to the last minor unit, and what ended has ended its hold the same way. */
export const wrongHolds = `
  SELECT jsonb_build_object('transfer', i.id),
         format('%s: %s held by %s', i.status, i.amount + i.fee, i.payer_id),
         coalesce(format('%s: %s held by %s, %s captured', h.status, h.amount, h.owner_id, h.captured), 'no hold')
  FROM transfer_invitation i LEFT JOIN hold h ON h.id = i.id
  WHERE h.id IS NULL OR h.amount <> i.amount + i.fee OR h.owner_id <> i.payer_id OR h.currency <> i.currency
     OR h.status <> CASE i.status WHEN 'awaiting_acceptance' THEN 'active' WHEN 'completed' THEN 'captured' ELSE 'released' END
     OR (h.status = 'captured' AND h.captured <> h.amount)`

/** Whoever accepted got the amount, and the fees went where fees go; only what was accepted went anywhere. */
export const wrongAcceptances = `
  SELECT jsonb_build_object('transfer', i.id, 'journal', i.end_journal_id),
         format('%s to %s, %s of fees', i.amount, i.payee_id, i.fee),
         format('%s to them, %s of fees, %s in all', posted.to_payee, posted.to_fees, posted.total)
  FROM transfer_invitation i
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(p.amount) FILTER (WHERE a.owner_id = i.payee_id AND a.purpose = 'available'), 0) AS to_payee,
           coalesce(sum(p.amount) FILTER (WHERE a.owner_id IS NULL AND a.purpose = 'fees:transfer'), 0) AS to_fees,
           coalesce(sum(p.amount), 0) AS total
    FROM posting p JOIN account a ON a.id = p.to_account_id
    WHERE p.journal_id = i.end_journal_id AND p.kind = 'capture') posted
  WHERE i.status = 'completed'
    AND (posted.to_payee <> i.amount OR posted.to_fees <> i.fee OR posted.total <> i.amount + i.fee)`

/** What both sides of one read in their history. */
export const wrongInvitationRecords = `
  SELECT jsonb_build_object('transfer', i.id, 'owner', side.owner_id),
         format('%s %s, %s', side.direction, side.amount, i.status),
         coalesce(format('%s %s, %s', r.direction, r.amount, r.status), 'no record')
  FROM transfer_invitation i
  CROSS JOIN LATERAL (VALUES (i.payer_id, 'out', i.amount + i.fee), (i.payee_id, 'in', i.amount))
    AS side (owner_id, direction, amount)
  LEFT JOIN transaction_record r
    ON r.owner_id = side.owner_id AND r.created_at = i.created_at AND r.subject_id = i.id
  WHERE side.owner_id IS NOT NULL
    AND (r.status IS DISTINCT FROM i.status OR r.direction IS DISTINCT FROM side.direction
      OR r.amount IS DISTINCT FROM side.amount OR r.currency IS DISTINCT FROM i.currency)`

const received = `
  (SELECT id, payer_id, payee_id, amount, currency FROM transfer WHERE status = 'completed'
   UNION ALL
   SELECT id, payer_id, payee_id, amount, currency FROM transfer_invitation WHERE status = 'completed')`

/** No more went back than was received, from who received it to who paid it. */
export const excessiveRefunds = `
  SELECT jsonb_build_object('transfer', coalesce(given.transfer_id, total.transfer_id)),
         coalesce(format('at most %s of %s from %s to %s', t.amount, t.currency, t.payee_id, t.payer_id), 'a transfer'),
         format('%s given back, %s noted', coalesce(given.amount, 0), coalesce(total.refunded, 0))
  FROM (SELECT transfer_id, sum(amount) AS amount, min(currency) AS currency, max(currency) AS other_currency,
               array_agg(DISTINCT payer_id || ' ' || payee_id) AS sides
        FROM refund GROUP BY transfer_id) given
  FULL JOIN refund_total total ON total.transfer_id = given.transfer_id
  LEFT JOIN ${received} t ON t.id = coalesce(given.transfer_id, total.transfer_id)
  WHERE t.id IS NULL OR given.amount IS DISTINCT FROM total.refunded OR given.amount > t.amount
     OR total.received <> t.amount OR given.currency <> t.currency OR given.other_currency <> t.currency
     OR given.sides <> ARRAY[t.payee_id || ' ' || t.payer_id]`

/** Every refund has moved exactly its money, and nothing else has moved as one. */
export const unmovedRefunds = `
  SELECT jsonb_build_object('refund', coalesce(r.id, j.subject_id), 'journal', coalesce(r.journal_id, j.id)),
         coalesce(format('%s from %s to %s, %s of fees', r.amount, r.payer_id, r.payee_id, r.fee), 'a refund'),
         coalesce(format('%s to them, %s of fees', posted.principal, posted.fee), 'no journal')
  FROM refund r FULL JOIN (SELECT id, subject_id FROM journal WHERE kind = 'refund') j
    ON j.id = r.journal_id AND j.subject_id = r.id
  LEFT JOIN LATERAL (
    SELECT coalesce(sum(p.amount) FILTER (WHERE p.kind = 'principal' AND f.owner_id = r.payer_id
             AND a.owner_id = r.payee_id AND a.purpose = 'available'), 0) AS principal,
           coalesce(sum(p.amount) FILTER (WHERE p.kind = 'fee' AND f.owner_id = r.payer_id AND a.owner_id IS NULL), 0) AS fee,
           sum(p.amount) AS total
    FROM posting p JOIN account f ON f.id = p.from_account_id AND f.purpose = 'available'
    JOIN account a ON a.id = p.to_account_id
    WHERE p.journal_id = j.id) posted ON true
  WHERE r.id IS NULL OR j.id IS NULL OR posted.principal IS DISTINCT FROM r.amount
     OR posted.fee IS DISTINCT FROM r.fee OR posted.total IS DISTINCT FROM r.amount + r.fee`

/** A paid request was paid by one completed transfer, to who asked, of what was asked. */
export const wrongPayments = `
  SELECT jsonb_build_object('request', r.id, 'transfer', r.transfer_id),
         format('%s %s from %s to %s', r.amount, r.currency, r.payer_id, r.requester_id),
         coalesce(format('%s %s from %s to %s, %s', t.amount, t.currency, t.payer_id, t.payee_id, t.status), 'no transfer')
  FROM payment_request r LEFT JOIN transfer t ON t.id = r.transfer_id
  WHERE r.status = 'paid'
    AND (t.status IS DISTINCT FROM 'completed' OR t.amount <> r.amount OR t.currency <> r.currency
      OR t.payer_id <> r.payer_id OR t.payee_id <> r.requester_id)`

/** The parts of a bill and its owner's own share add up to it. */
export const wrongBills = `
  SELECT jsonb_build_object('bill', b.id), b.total::text, (b.own_share + coalesce(parts.amount, 0))::text
  FROM bill b
  LEFT JOIN (SELECT bill_id, sum(amount) AS amount FROM payment_request WHERE bill_id IS NOT NULL GROUP BY bill_id) parts
    ON parts.bill_id = b.id
  WHERE b.total <> b.own_share + coalesce(parts.amount, 0)`

/**
 * A day is run once, by a transfer of exactly what was set up, and as often as the schedule counts: its count stands still
 * from the moment it ends, so that a run after that would be one too many.
 */
export const wrongRuns = `
  SELECT jsonb_build_object('schedule', s.id, 'transfer', r.transfer_id),
         format('%s %s from %s to %s', s.amount, s.currency, s.payer_id, s.payee_id),
         coalesce(format('%s %s from %s to %s, %s for %s', t.amount, t.currency, t.payer_id, t.payee_id, t.status, r.due_on),
                  'no transfer')
  FROM scheduled_transfer s JOIN scheduled_run r ON r.schedule_id = s.id
  LEFT JOIN transfer t ON t.id = r.transfer_id AND t.number = r.transfer_number
  WHERE t.status IS DISTINCT FROM CASE r.result WHEN 'done' THEN 'completed' ELSE 'failed' END
     OR t.status_reason IS DISTINCT FROM r.reason
     OR t.amount <> s.amount OR t.currency <> s.currency OR t.payer_id <> s.payer_id OR t.payee_id <> s.payee_id
     OR r.due_on < s.starts_on OR r.due_on > s.until_on
  UNION ALL
  SELECT jsonb_build_object('schedule', s.id), s.runs || ' runs', count(r.due_on)::text
  FROM scheduled_transfer s LEFT JOIN scheduled_run r ON r.schedule_id = s.id
  GROUP BY s.id HAVING count(r.due_on) <> s.runs`

/** Whoever scheduled, sent to an address or gave back proved it where that was needed, for exactly this. */
const proved = (of: { table: string; operation: string; payee: string; needed: string }) => `
  SELECT jsonb_build_object('operation', '${of.operation}', 'order', o.id, 'challenge', o.challenge_id),
         format('proved by %s for %s %s', o.payer_id, o.amount, o.currency),
         coalesce(format('%s of %s, used by %s at %s, bound to %s', c.status, c.customer_id,
                         coalesce(c.consumed_by::text, 'nothing'), c.consumed_at, c.binding), 'no challenge')
  FROM ${of.table} o LEFT JOIN challenge c ON c.id = o.challenge_id
  WHERE (o.challenge_id IS NULL AND ${of.needed})
     OR (o.challenge_id IS NOT NULL AND (
          c.id IS NULL OR c.customer_id <> o.payer_id OR c.operation <> '${of.operation}' OR c.status <> 'passed'
          OR c.consumed_by IS DISTINCT FROM o.id OR c.consumed_at IS DISTINCT FROM o.created_at
          OR c.consumed_at >= c.expires_at
          OR c.binding_hash IS DISTINCT FROM sha256(convert_to(c.binding, 'UTF8'))
          OR (c.binding::jsonb -> 'binding' ->> 'payee') IS DISTINCT FROM ${of.payee}
          OR (c.binding::jsonb -> 'binding' ->> 'amount') IS DISTINCT FROM o.amount::text
          OR (c.binding::jsonb -> 'binding' ->> 'currency') IS DISTINCT FROM o.currency
          ${
            of.table === 'scheduled_transfer'
              ? `OR (c.binding::jsonb -> 'binding' ->> 'rhythm') IS DISTINCT FROM o.rhythm
          OR (c.binding::jsonb -> 'binding' ->> 'starts_on') IS DISTINCT FROM o.starts_on::text
          OR (c.binding::jsonb -> 'binding' ->> 'until') IS DISTINCT FROM o.until_on::text
          OR (c.binding::jsonb -> 'binding' ->> 'count') IS DISTINCT FROM o.run_count::text`
              : ''
          }))`

export const unprovedOrders = [
  proved({
    table: 'scheduled_transfer',
    operation: 'schedule_transfer',
    payee: 'o.payee_id::text',
    needed: 'true',
  }),
  proved({
    table: 'transfer_invitation',
    operation: 'transfer_invitation',
    payee: `o.address_kind || ':' || o.address_key`,
    needed: 'o.amount > least(o.step_up_amount, o.step_up_new_recipient)',
  }),
  proved({
    table: 'refund',
    operation: 'refund',
    payee: 'o.payee_id::text',
    needed: `(o.amount > o.step_up_amount OR (o.amount > o.step_up_new_recipient AND NOT EXISTS (
      SELECT FROM confirmed_recipient k WHERE k.customer_id = o.payer_id AND k.recipient_id = o.payee_id
        AND k.confirmed_at <= o.created_at + interval '30 seconds')))`,
  }),
].join(' UNION ALL ')

/** A proof that was given for one of these was used for one. */
export const strayProofs = `
  SELECT jsonb_build_object('challenge', c.id), 'the ' || c.operation || ' it was used for', 'none'
  FROM challenge c
  WHERE c.consumed_at IS NOT NULL AND c.operation IN ('schedule_transfer', 'transfer_invitation', 'refund')
    AND NOT EXISTS (SELECT FROM scheduled_transfer o WHERE o.challenge_id = c.id AND o.id = c.consumed_by)
    AND NOT EXISTS (SELECT FROM transfer_invitation o WHERE o.challenge_id = c.id AND o.id = c.consumed_by)
    AND NOT EXISTS (SELECT FROM refund o WHERE o.challenge_id = c.id AND o.id = c.consumed_by)`
