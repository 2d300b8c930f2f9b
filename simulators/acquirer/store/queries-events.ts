import {
  all,
  get,
  readNumber,
  readNumberOrNull,
  readText,
  readTextOrNull,
  run,
  type ReadDb,
  type Row,
  type Tx,
} from '../../shared/queries-store.ts'

export type StoredEvent = {
  id: string
  created: number
  type: string
  /** Id of the object the event is about. */
  subject: string
  /** The event as JSON with its snapshot of the object, exactly as it is delivered and retrieved. */
  body: string
  /** Whether an endpoint still waits for it, or has waited in vain. */
  undelivered: boolean
}

export type DeliveryState = 'pending' | 'succeeded' | 'failed' | 'withheld'

export type Delivery = {
  id: number
  event: string
  state: DeliveryState
  attempts: number
  nextAttemptMs: number
}

export type DeliveryAttempt = {
  atMs: number
  durationMs: number
  httpStatus: number | null
  error: string | null
}

const EVENT_COLUMNS = `id, created, type, subject, body,
  EXISTS (SELECT 1 FROM delivery d WHERE d.event = event.id)
    AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.event = event.id AND d.state = 'succeeded') AS undelivered`

function toEvent(row: Row): StoredEvent {
  return {
    id: readText(row['id']),
    created: readNumber(row['created']),
    type: readText(row['type']),
    subject: readText(row['subject']),
    body: readText(row['body']),
    undelivered: readNumber(row['undelivered']) === 1,
  }
}

function toDeliveryState(text: string): DeliveryState {
  if (text === 'pending' || text === 'succeeded' || text === 'failed' || text === 'withheld') return text
  throw new TypeError(`unknown delivery state ${text}`)
}

function toDelivery(row: Row): Delivery {
  return {
    id: readNumber(row['id']),
    event: readText(row['event']),
    state: toDeliveryState(readText(row['state'])),
    attempts: readNumber(row['attempts']),
    nextAttemptMs: readNumber(row['next_attempt_ms']),
  }
}

export function insertEvent(tx: Tx, event: Omit<StoredEvent, 'undelivered'>): void {
  run(
    tx,
    'INSERT INTO event (id, created, type, subject, body) VALUES (?, ?, ?, ?, ?)',
    event.id,
    event.created,
    event.type,
    event.subject,
    event.body,
  )
}

export function findEvent(db: ReadDb, id: string): StoredEvent | undefined {
  const row = get(db, `SELECT ${EVENT_COLUMNS} FROM event WHERE id = ?`, id)
  return row && toEvent(row)
}

export function findEventSequence(db: ReadDb, id: string): number | undefined {
  const row = get(db, 'SELECT seq FROM event WHERE id = ?', id)
  return row && readNumber(row['seq'])
}

export type EventFilter = {
  /** Event types; one ending in `*` stands for all that begin like it. Empty lets every type through. */
  types: readonly string[]
  createdFrom: number
  createdUntil: number
  delivered: boolean | null
}

export function listEvents(
  db: ReadDb,
  filter: EventFilter,
  range: { after: number; before: number; ascending: boolean; limit: number },
): StoredEvent[] {
  const rows = all(
    db,
    `SELECT * FROM (SELECT seq, ${EVENT_COLUMNS} FROM event
       WHERE seq > ? AND seq < ? AND created BETWEEN ? AND ?) AS found
     WHERE (json_array_length(?5) = 0 OR EXISTS (SELECT 1 FROM json_each(?5) wanted WHERE found.type GLOB wanted.value))
       AND (?6 IS NULL OR undelivered = 1 - ?6)
     ORDER BY seq * ?7 LIMIT ?8`,
    range.after,
    range.before,
    filter.createdFrom,
    filter.createdUntil,
    JSON.stringify(filter.types),
    filter.delivered === null ? null : Number(filter.delivered),
    range.ascending ? 1 : -1,
    range.limit,
  ).map(toEvent)
  return range.ascending ? rows.toReversed() : rows
}

export function insertDelivery(
  tx: Tx,
  delivery: { event: string; state: 'pending' | 'withheld'; nextAttemptMs: number },
): void {
  run(
    tx,
    'INSERT INTO delivery (event, state, next_attempt_ms) VALUES (?, ?, ?)',
    delivery.event,
    delivery.state,
    delivery.nextAttemptMs,
  )
}

export function listDueDeliveries(db: ReadDb, nowMs: number, limit: number): Delivery[] {
  return all(
    db,
    `SELECT id, event, state, attempts, next_attempt_ms FROM delivery
     WHERE state = 'pending' AND next_attempt_ms <= ? ORDER BY next_attempt_ms, id LIMIT ?`,
    nowMs,
    limit,
  ).map(toDelivery)
}

/** When the next delivery becomes due that is not due yet. */
export function findNextDelivery(db: ReadDb, afterMs: number): number | null {
  const row = get(
    db,
    "SELECT next_attempt_ms FROM delivery WHERE state = 'pending' AND next_attempt_ms > ? ORDER BY next_attempt_ms LIMIT 1",
    afterMs,
  )
  return row ? readNumber(row['next_attempt_ms']) : null
}

export function listDeliveriesOf(db: ReadDb, event: string): Delivery[] {
  return all(
    db,
    'SELECT id, event, state, attempts, next_attempt_ms FROM delivery WHERE event = ? ORDER BY id',
    event,
  ).map(toDelivery)
}

export function listAttemptsOf(db: ReadDb, delivery: number): DeliveryAttempt[] {
  return all(
    db,
    'SELECT at_ms, duration_ms, http_status, error FROM delivery_attempt WHERE delivery = ? ORDER BY id',
    delivery,
  ).map(row => ({
    atMs: readNumber(row['at_ms']),
    durationMs: readNumber(row['duration_ms']),
    httpStatus: readNumberOrNull(row['http_status']),
    error: readTextOrNull(row['error']),
  }))
}

export function recordAttempt(
  tx: Tx,
  delivery: number,
  attempt: DeliveryAttempt,
  next: { state: 'pending' | 'succeeded' | 'failed'; nextAttemptMs: number },
): void {
  run(
    tx,
    'INSERT INTO delivery_attempt (delivery, at_ms, duration_ms, http_status, error) VALUES (?, ?, ?, ?, ?)',
    delivery,
    attempt.atMs,
    attempt.durationMs,
    attempt.httpStatus,
    attempt.error,
  )
  run(
    tx,
    'UPDATE delivery SET state = ?, attempts = attempts + 1, next_attempt_ms = ? WHERE id = ?',
    next.state,
    next.nextAttemptMs,
    delivery,
  )
}
