import type { ErrorCode } from '../../../contract/errors.ts'
import { debitObstacle, mayReceive, type CustomerFacts } from '../wallet/index.ts'

/** Why a customer may not top up, or undefined. A closed account is told apart, because nothing will change it. */
export function depositObstacle(customer: CustomerFacts): ErrorCode | undefined {
  if (mayReceive(customer)) return undefined
  return debitObstacle(customer) === 'account_closed' ? 'account_closed' : 'account_restricted'
}
