import { sql } from 'kysely'
import type { Currency } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'

export type OpenPlan = {
  kind: 'schedule' | 'request' | 'transfer'
  amount: bigint
  currency: Currency
  /** The transaction's, where there is one. */
  number: string | null
}

/** What a customer has begun and not ended: schedules, requests of theirs, money that waits to be accepted. */
export async function openPlans(db: ReadDb, customerId: string): Promise<OpenPlan[]> {
  const { rows } = await sql<OpenPlan>`
    (SELECT 'schedule' AS kind, amount, currency, NULL AS number FROM scheduled_transfer
     WHERE payer_id = ${customerId} AND status IN ('active', 'paused') ORDER BY created_at, id)
    UNION ALL
    (SELECT 'transfer', amount + fee, currency, number FROM transfer_invitation
     WHERE payer_id = ${customerId} AND status = 'awaiting_acceptance' ORDER BY created_at, id)
    UNION ALL
    (SELECT 'request', amount, currency, NULL FROM payment_request
     WHERE requester_id = ${customerId} AND status = 'pending' ORDER BY created_at, id)
    LIMIT 100`.execute(db)
  return rows
}

/** Requests to others and from others, as this customer saw the other side; amounts in minor units. */
export async function allRequests(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT id, CASE WHEN requester_id = ${customerId} THEN 'asked' ELSE 'was_asked' END AS side,
      CASE WHEN requester_id = ${customerId} THEN payer_name ELSE requester_name END AS other_side,
      amount, currency, note, bill_id, status, created_at, expires_at, ended_at
    FROM payment_request WHERE requester_id = ${customerId} OR payer_id = ${customerId}
    ORDER BY created_at, id`.execute(db)
  return rows
}

export async function allBills(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT id, title, total, own_share, currency, created_at FROM bill WHERE owner_id = ${customerId}
    ORDER BY created_at, id`.execute(db)
  return rows
}

/** Money sent to an address, with the address where this customer typed it, and money they accepted. */
export async function allInvitations(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT number, CASE WHEN payer_id = ${customerId} THEN 'sent' ELSE 'accepted' END AS side,
      CASE WHEN payer_id = ${customerId} THEN address END AS address,
      CASE WHEN payer_id = ${customerId} THEN payee_name ELSE payer_name END AS other_side,
      amount, fee, currency, note, status, created_at, expires_at, ended_at
    FROM transfer_invitation WHERE payer_id = ${customerId} OR payee_id = ${customerId}
    ORDER BY created_at, id`.execute(db)
  return rows
}

/** Schedules with what became of each day; amounts in minor units. */
export async function allSchedules(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT s.id, s.payee_name, s.payee_account, s.matched_by, s.amount, s.currency, s.note, s.rhythm,
      s.starts_on::text, s.until_on::text, s.run_count, s.time_zone, s.status, s.status_reason, s.created_at, s.updated_at,
      (SELECT jsonb_agg(jsonb_build_object('due_on', r.due_on, 'result', r.result, 'reason', r.reason,
                'number', r.transfer_number, 'at', r.at) ORDER BY r.due_on)
       FROM scheduled_run r WHERE r.schedule_id = s.id) AS runs
    FROM scheduled_transfer s WHERE s.payer_id = ${customerId} ORDER BY s.created_at, s.id`.execute(db)
  return rows
}

/** Transfers made and received beyond what the history says of them: how the recipient was found; amounts in minor units. */
export async function allTransfers(db: ReadDb, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    SELECT number, CASE WHEN payer_id = ${customerId} THEN 'paid' ELSE 'received' END AS side,
      CASE WHEN payer_id = ${customerId} THEN matched_by END AS found_by, amount, currency, status, created_at
    FROM transfer WHERE payer_id = ${customerId} OR payee_id = ${customerId} ORDER BY created_at, id`.execute(
    db,
  )
  return rows
}
