import { DomainError } from '../../platform/errors.ts'
import type { Deposit } from './deposit.ts'
import type { FundingDeps } from './deps.ts'
import * as queries from './queries.ts'

/** A deposit of this customer; another's is as absent as none. */
export async function ownDeposit({ db }: FundingDeps, id: string, customerId: string): Promise<Deposit> {
  const deposit = await queries.findDeposit(db.pool, { id, customerId })
  if (!deposit) throw new DomainError('not_found')
  return deposit
}
