import type { ErrorCode } from '../../contract/errors.ts'
import { newId } from './id.ts'
import type { Db } from './db.ts'
import { insertAuditEntry } from './queries-audit.ts'

/** One line of the audit log: who did what to whom, how it ended, and from where. Never holds a secret. */
export type AuditEntry = {
  id: string
  occurredAt: Date
  operation: string
  actorKind: 'customer' | 'anonymous' | 'counterparty' | 'test'
  /** A customer's uuid, or what the operation says of an actor without one. */
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
  return entry => insertAuditEntry(db.pool, { id: newId(), ...entry })
}
