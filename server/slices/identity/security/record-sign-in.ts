import type { Tx } from '../../../platform/db.ts'
import { newId } from '../../../platform/id.ts'
import { placeOf } from '../../../platform/place.ts'
import * as queries from './queries.ts'
import type { SignInOutcome } from './tables.ts'

export type SignInRecord = {
  /** Null for an address without an account: the same statement runs, so that both take the same time. */
  customerId: string | null
  outcome: SignInOutcome
  /** What was offered as proof: `password`, `passkey`, `totp`, `email_code`, … */
  method: string
  origin: { ip: string; userAgent: string; now: Date }
  /** The session it opened, if it did. */
  sessionId?: string
}

/** Keeps an attempt to sign in, right or wrong, for the customer to look at. One statement, whoever asks. */
export async function recordSignIn(tx: Tx, record: SignInRecord): Promise<void> {
  const { customerId, outcome, method, origin } = record
  await queries.insertSignInEvent(tx, {
    id: newId(),
    customerId,
    outcome,
    method,
    at: origin.now,
    ip: origin.ip,
    userAgent: origin.userAgent,
    place: placeOf(origin.ip),
    sessionId: record.sessionId ?? null,
  })
}
