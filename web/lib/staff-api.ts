import type { StaffOperations, StaffOperationId } from '../../contract/staff-operations.ts'
import type { WireAnswer } from '../../contract/operation.ts'
import { request, type InputOf } from './api.ts'
import { codeOf } from './problem.ts'
import { staffOperations } from './staff-api.gen.ts'

export type StaffInput<Id extends StaffOperationId> = InputOf<StaffOperations[Id]>
export type StaffAnswer<Id extends StaffOperationId> = WireAnswer<StaffOperations[Id]>

/**
 * Calls an operation of the console. The realms share nothing: the staff's cookie goes with these calls only, and
 * somebody who is signed out here stays signed in as a customer. Rejects like `api`.
 */
export async function staffApi<Id extends StaffOperationId>(
  id: Id,
  input: StaffInput<Id>,
): Promise<StaffAnswer<Id>> {
  try {
    // The server validates its answers against this very contract in its tests.
    return (await request(staffOperations[id], input)) as StaffAnswer<Id>
  } catch (error) {
    if (codeOf(error) === 'not_signed_in') window.dispatchEvent(new Event(staffSignedOutEvent))
    throw error
  }
}

/** Fired on `window` when the server no longer knows this browser's staff session. */
export const staffSignedOutEvent = 'okpay:staff-signed-out'
