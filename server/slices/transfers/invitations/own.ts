import { DomainError } from '../../../platform/errors.ts'
import { contactOf } from '../../identity/index.ts'
import type { TransfersDeps } from '../index.ts'
import { provedKeys } from './address.ts'
import type { Invitation } from './invitation.ts'
import * as queries from './queries.ts'
import { isWaiting } from './states.ts'

/** The addresses this customer has proved. An e-mail address that has to be proved anew does not count. */
export async function keysOf({ db, wallet }: TransfersDeps, customerId: string): Promise<string[]> {
  const [statuses, [contact]] = await Promise.all([
    wallet.statusOf([customerId]),
    contactOf(db.read, [customerId]),
  ])
  const status = statuses.get(customerId)?.status
  if (!contact || status === undefined) throw new Error(`customer ${customerId} does not exist`)
  return status === 'pending_verification' ? [] : provedKeys(contact)
}

/**
 * One that this customer sent, accepted, or may accept because the address is theirs. Whatever else there is, or is not,
 * is `not_found` alike.
 */
export async function findOwn(deps: TransfersDeps, id: string, customerId: string): Promise<Invitation> {
  const invitation = (await queries.readInvitations(deps.db.pool, [id])).get(id)
  if (invitation?.payerId === customerId || invitation?.payee?.id === customerId) return invitation
  if (!invitation || !isWaiting(invitation.status)) throw new DomainError('not_found')
  if (!(await keysOf(deps, customerId)).includes(invitation.address.key)) throw new DomainError('not_found')
  return invitation
}
