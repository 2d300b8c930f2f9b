import type { ReadDb } from '../../../platform/db.ts'
import * as queries from './queries.ts'

/** The customer's anti-phishing phrase, printed in every genuine mail and shown in the app; null while there is none. */
export async function phraseOf(db: ReadDb, customerId: string): Promise<string | null> {
  return (await queries.findPhrase(db, customerId))?.phrase ?? null
}
