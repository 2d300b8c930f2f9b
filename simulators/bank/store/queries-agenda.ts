import {
  get,
  readNumber,
  readNumberOrNull,
  readText,
  readTextOrNull,
  run,
  type ReadDb,
  type Tx,
} from '../../shared/queries-store.ts'

const KINDS = ['run', 'return', 'answer_recall', 'close_day'] as const

/**
 * What the bank does at its own time. `run` and `close_day` name a currency, `return` a payment, `answer_recall` a
 * cancellation id.
 */
export type TaskKind = (typeof KINDS)[number]

export type Task = { seq: number; dueMs: number; kind: TaskKind; subject: string }

/** Asking for the same thing at the same time twice does it once. */
export function addTask(tx: Tx, task: Omit<Task, 'seq'>): void {
  run(
    tx,
    'INSERT INTO task (due_ms, kind, subject) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    task.dueMs,
    task.kind,
    task.subject,
  )
}

export function findDueTask(db: ReadDb, nowMs: number): Task | undefined {
  const row = get(db, 'SELECT * FROM task WHERE due_ms <= ? ORDER BY due_ms, seq LIMIT 1', nowMs)
  if (!row) return undefined
  const kind = KINDS.find(each => each === row['kind'])
  if (!kind) throw new Error(`${String(row['kind'])} is no task of the bank`)
  return {
    seq: readNumber(row['seq']),
    dueMs: readNumber(row['due_ms']),
    kind,
    subject: readText(row['subject']),
  }
}

export function deleteTask(tx: Tx, seq: number): void {
  run(tx, 'DELETE FROM task WHERE seq = ?', seq)
}

export function hasTask(db: ReadDb, kind: TaskKind, subject: string): boolean {
  return get(db, 'SELECT 1 FROM task WHERE kind = ? AND subject = ?', kind, subject) !== undefined
}

export function nextTask(db: ReadDb): number | null {
  return readNumberOrNull(get(db, 'SELECT min(due_ms) AS at FROM task')?.['at'])
}

export function readSetting(db: ReadDb, name: string): string | null {
  return readTextOrNull(get(db, 'SELECT value FROM setting WHERE name = ?', name)?.['value'])
}

export function writeSetting(tx: Tx, name: string, value: string): void {
  run(
    tx,
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    name,
    value,
  )
}

export type KnownAccount = {
  account: string
  holder: string | null
  behaviour: string
  reason: string | null
  returnAfterDays: number | null
}

export function findKnownAccount(db: ReadDb, account: string): KnownAccount | undefined {
  const row = get(db, 'SELECT * FROM known_account WHERE account = ?', account)
  return (
    row && {
      account,
      holder: readTextOrNull(row['holder']),
      behaviour: readText(row['behaviour']),
      reason: readTextOrNull(row['reason']),
      returnAfterDays: readNumberOrNull(row['return_after_days']),
    }
  )
}

export function putKnownAccount(tx: Tx, known: KnownAccount): void {
  run(
    tx,
    `INSERT INTO known_account (account, holder, behaviour, reason, return_after_days) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (account) DO UPDATE SET holder = excluded.holder, behaviour = excluded.behaviour,
       reason = excluded.reason, return_after_days = excluded.return_after_days`,
    known.account,
    known.holder,
    known.behaviour,
    known.reason,
    known.returnAfterDays,
  )
}
