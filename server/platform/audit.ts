import type { AuditActorKind } from '../../contract/api/audit.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { newId } from './id.ts'
import type { Db, Tx } from './db.ts'
import { insertAuditEntry } from './queries-audit.ts'

/** What a handler adds to the entry of its call. */
export type AuditFacts = {
  subject?: string
  actor?: string
  details?: Record<string, unknown>
  /** Why, in the words of whoever did it: 1 to 500 characters. */
  reason?: string
  /** The case it belongs to: 1 to 60 characters. */
  caseRef?: string
  /** What changed, as it was and as it is now. Never a secret. */
  before?: Record<string, unknown>
  after?: Record<string, unknown>
}

/** One line of the audit log: who did what to whom, why, how it ended, and from where. Never holds a secret. */
export type AuditEntry = Omit<AuditFacts, 'actor' | 'subject'> & {
  id: string
  occurredAt: Date
  operation: string
  actorKind: AuditActorKind
  /** A customer's or staff member's uuid, or what the operation says of an actor without one. */
  actor: string | null
  /** Whom or what it was about, e.g. a customer's id. */
  subject: string | null
  outcome: 'succeeded' | ErrorCode
  status: number
  requestId: string
  ip: string
  userAgent: string
  details: Record<string, unknown>
}

export type AuditWriter = (entry: Omit<AuditEntry, 'id'>) => Promise<void>

/**
 * Writes entries outside of the operation's own transaction: a refusal rolls that one back, and must be on
 * record all the same.
 */
export function createAuditWriter(db: Db): AuditWriter {
  return entry => insertAuditEntry(db.read, { id: newId(), ...entry })
}

/** Writes an entry with the facts it tells: both are committed, or neither. */
export async function appendAuditEntry(tx: Tx, entry: Omit<AuditEntry, 'id'>): Promise<void> {
  await insertAuditEntry(tx, { id: newId(), ...entry })
}
