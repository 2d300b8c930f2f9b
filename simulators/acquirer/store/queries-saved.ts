import { all, get, readText, run, type ReadDb, type Tx } from '../../shared/queries-store.ts'
import { decodeRecord, encodeRecord, savedCardSchema, type SavedCard } from './records.ts'

/** Added to a state that may be older than saved cards. */
export function addSavedTables(db: ReadDb): void {
  db.database.exec(`
    CREATE TABLE IF NOT EXISTS customer (id TEXT PRIMARY KEY, created INTEGER NOT NULL, metadata TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS saved_card (id TEXT PRIMARY KEY, customer TEXT, body TEXT NOT NULL) STRICT;
    CREATE INDEX IF NOT EXISTS saved_card_of ON saved_card (customer) WHERE customer IS NOT NULL;`)
}

export function insertCustomer(
  tx: Tx,
  customer: { id: string; created: number; metadata: Record<string, string> },
): void {
  const { id, created, metadata } = customer
  run(
    tx,
    'INSERT INTO customer (id, created, metadata) VALUES (?, ?, ?)',
    id,
    created,
    JSON.stringify(metadata),
  )
}

export function hasCustomer(db: ReadDb, id: string): boolean {
  return get(db, 'SELECT 1 FROM customer WHERE id = ?', id) !== undefined
}

export function putSavedCard(tx: Tx, saved: SavedCard): void {
  run(
    tx,
    `INSERT INTO saved_card (id, customer, body) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET customer = excluded.customer, body = excluded.body`,
    saved.card.paymentMethod,
    saved.customer,
    encodeRecord(savedCardSchema, saved),
  )
}

export function findSavedCard(db: ReadDb, id: string): SavedCard | undefined {
  const row = get(db, 'SELECT body FROM saved_card WHERE id = ?', id)
  return row && decodeRecord(savedCardSchema, readText(row['body']))
}

/** Whose card it is now, or null. */
export function customerOfCard(db: ReadDb, id: string): string | null {
  return findSavedCard(db, id)?.customer ?? null
}

/** A customer's saved cards, the newest first. */
export function listSavedCards(db: ReadDb, customer: string): SavedCard[] {
  return all(db, 'SELECT body FROM saved_card WHERE customer = ? ORDER BY rowid DESC', customer).map(row =>
    decodeRecord(savedCardSchema, readText(row['body'])),
  )
}
