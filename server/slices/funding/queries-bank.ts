import { sql } from 'kysely'
import type pg from 'pg'
import type { ReadDb } from '../../platform/db.ts'
import {
  bigintArray,
  byteaArray,
  jsonArray,
  nullableUuidArray,
  plainArray,
  textArray,
  timeArray,
} from '../../platform/sql-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import type { StoredDebtor } from './debtor.ts'
import type { DepositReference } from './rows.ts'

type Connection = pg.ClientBase | pg.Pool

/** Money the bank booked for us that belongs to a deposit; the amount in minor units. */
export type BankArrival = {
  /** The bank rail's id of the incoming payment. */
  entryId: string
  depositId: string
  amount: bigint
  currency: string
  /** Who sent it (`debtorOf`): only rows that are not converted yet hold the names. */
  sealedDebtor: Buffer | null
  debtorName: string | null
  debtorAccount: string | null
  /** Where it stands in the bank's files. */
  evidence: unknown
  bookedOn: string
  receivedAt: Date
  /** The payment order that gives it back. */
  return: { orderId: string; status: ReturnStatus } | null
}

export type ReturnStatus = 'ordered' | 'settled' | 'rejected'
export type StoredArrival = BankArrival & { reference: string }

type ArrivalRow = {
  entry_id: string
  deposit_id: string
  amount: bigint
  currency: string
  debtor_name: string | null
  debtor_account: string | null
  sealed_debtor: Buffer | null
  evidence: unknown
  booked_on: string
  received_at: Date
  reference: string
  return_order_id: string | null
  return_status: ReturnStatus | null
}

const columns = `a.entry_id, a.deposit_id, a.amount, a.currency, a.debtor_name, a.debtor_account, a.sealed_debtor, a.evidence,
  a.booked_on::text AS booked_on, a.received_at, a.return_order_id, a.return_status, d.reference`

export function insertReferences(references: readonly DepositReference[]): Statement {
  return {
    name: 'funding.insert_references',
    text: `INSERT INTO deposit_reference (reference, customer_id, deposit_id, created_at)
           SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::timestamptz[])`,
    values: [
      plainArray(references.map(({ reference }) => reference)),
      plainArray(references.map(({ customerId }) => customerId)),
      plainArray(references.map(({ depositId }) => depositId)),
      timeArray(references.map(({ createdAt }) => createdAt)),
    ],
  }
}

/** The deposits that references were made for; unknown references are absent. */
export async function findReferences(
  client: Connection,
  references: readonly string[],
): Promise<DepositReference[]> {
  const { rows } = await client.query<{
    reference: string
    customer_id: string
    deposit_id: string
    created_at: Date
  }>(
    `SELECT reference, customer_id, deposit_id, created_at FROM deposit_reference WHERE reference = ANY($1::text[])`,
    [plainArray(references)],
  )
  return rows.map(row => ({
    reference: row.reference,
    customerId: row.customer_id,
    depositId: row.deposit_id,
    createdAt: row.created_at,
  }))
}

/** Adds what has come, and notes how its way back stands. */
export function putArrivals(arrivals: readonly BankArrival[]): Statement {
  return {
    name: 'funding.put_arrivals',
    text: `INSERT INTO bank_arrival (entry_id, deposit_id, amount, currency, sealed_debtor, evidence,
             booked_on, received_at, return_order_id, return_status)
           SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::bytea[], $6::jsonb[],
             $7::date[], $8::timestamptz[], $9::uuid[], $10::text[])
           ON CONFLICT (entry_id) DO UPDATE SET return_order_id = excluded.return_order_id,
             return_status = excluded.return_status
           WHERE bank_arrival.deposit_id = excluded.deposit_id`,
    values: [
      plainArray(arrivals.map(({ entryId }) => entryId)),
      plainArray(arrivals.map(({ depositId }) => depositId)),
      bigintArray(arrivals.map(({ amount }) => amount)),
      plainArray(arrivals.map(({ currency }) => currency)),
      byteaArray(arrivals.map(({ sealedDebtor }) => sealedDebtor)),
      jsonArray(arrivals.map(({ evidence }) => evidence)),
      plainArray(arrivals.map(({ bookedOn }) => bookedOn)),
      timeArray(arrivals.map(({ receivedAt }) => receivedAt)),
      nullableUuidArray(arrivals.map(arrival => arrival.return?.orderId ?? null)),
      textArray(arrivals.map(arrival => arrival.return?.status ?? null)),
    ],
  }
}

/** What has come for deposits, by their ids; those for which nothing has are absent. */
export async function readArrivals(
  client: Connection,
  depositIds: readonly string[],
): Promise<Map<string, StoredArrival>> {
  const { rows } = await client.query<ArrivalRow>(
    `SELECT ${columns} FROM bank_arrival a JOIN deposit d ON d.id = a.deposit_id WHERE a.deposit_id = ANY($1::uuid[])`,
    [plainArray(depositIds)],
  )
  return new Map(rows.map(row => [row.deposit_id, fromRow(row)]))
}

/** Arrivals of before 0057, whose payer still lies open. */
export async function unsealedArrivals(client: Connection, limit: number): Promise<StoredDebtor[]> {
  const { rows } = await client.query<{
    entry_id: string
    debtor_name: string | null
    debtor_account: string | null
  }>(
    `SELECT entry_id, debtor_name, debtor_account FROM bank_arrival WHERE sealed_debtor IS NULL
     ORDER BY entry_id LIMIT $1`,
    [limit],
  )
  return rows.map(row => ({
    entryId: row.entry_id,
    sealedDebtor: null,
    debtorName: row.debtor_name,
    debtorAccount: row.debtor_account,
  }))
}

/** Puts the sealed form in place of the open one; false where somebody else has. */
export async function sealArrival(
  client: Connection,
  { entryId, sealed }: { entryId: string; sealed: Buffer },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE bank_arrival SET sealed_debtor = $2, debtor_name = NULL, debtor_account = NULL
     WHERE entry_id = $1 AND sealed_debtor IS NULL`,
    [entryId, sealed],
  )
  return rowCount === 1
}

/** What came in a period, oldest first. */
export async function arrivalsBetween(
  client: Connection,
  { from, to }: { from: Date; to: Date },
): Promise<StoredArrival[]> {
  const { rows } = await client.query<ArrivalRow>(
    `SELECT ${columns} FROM bank_arrival a JOIN deposit d ON d.id = a.deposit_id
     WHERE a.received_at >= $1 AND a.received_at < $2 ORDER BY a.received_at, a.entry_id`,
    [from, to],
  )
  return rows.map(fromRow)
}

/** Notes what the bank said about a way back. */
export async function setReturnStatus(
  client: Connection,
  { orderId, status }: { orderId: string; status: ReturnStatus },
): Promise<void> {
  await client.query(`UPDATE bank_arrival SET return_status = $2 WHERE return_order_id = $1`, [
    orderId,
    status,
  ])
}

/** A customer's name at a counterparty, or undefined. */
export async function findRailCustomer(
  db: ReadDb,
  { customerId, provider }: { customerId: string; provider: string },
): Promise<string | undefined> {
  const { rows } = await sql<{ reference: string }>`
    SELECT reference FROM rail_customer WHERE customer_id = ${customerId} AND provider = ${provider}`.execute(
    db,
  )
  return rows[0]?.reference
}

/** Keeps the first name a customer was given; another's at the same moment wins the same. */
export async function keepRailCustomer(
  client: Connection,
  row: { customerId: string; provider: string; reference: string; now: Date },
): Promise<void> {
  await client.query(
    `INSERT INTO rail_customer (customer_id, provider, reference, created_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING`,
    [row.customerId, row.provider, row.reference, row.now],
  )
}

function fromRow(row: ArrivalRow): StoredArrival {
  const { return_order_id: orderId, return_status: status } = row
  return {
    entryId: row.entry_id,
    depositId: row.deposit_id,
    amount: row.amount,
    currency: row.currency,
    sealedDebtor: row.sealed_debtor,
    debtorName: row.debtor_name,
    debtorAccount: row.debtor_account,
    evidence: row.evidence,
    bookedOn: row.booked_on,
    receivedAt: row.received_at,
    reference: row.reference,
    return: orderId === null || status === null ? null : { orderId, status },
  }
}
