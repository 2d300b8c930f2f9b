import { sql } from 'kysely'
import type { LegalDocument } from '../../../../contract/api/registration.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'

export type Acceptance = { document: LegalDocument; version: string; acceptedAt: Date }

/** Keeps what was accepted; a version accepted before keeps its first time. */
export async function insertAcceptances(
  tx: Tx,
  { customerId, accepted }: { customerId: string; accepted: readonly Acceptance[] },
): Promise<void> {
  for (const { document, version, acceptedAt } of accepted)
    await sql`
      INSERT INTO acceptance (customer_id, document, version, accepted_at)
      VALUES (${customerId}, ${document}, ${version}, ${acceptedAt})
      ON CONFLICT DO NOTHING`.execute(tx)
}

/** Newest first. */
export async function findAcceptances(db: ReadDb, customerId: string): Promise<Acceptance[]> {
  const { rows } = await sql<Acceptance>`
    SELECT document, version, accepted_at AS "acceptedAt" FROM acceptance
    WHERE customer_id = ${customerId} ORDER BY accepted_at DESC, document DESC`.execute(db)
  return rows
}
