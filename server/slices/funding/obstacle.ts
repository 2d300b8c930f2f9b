import type { ErrorCode } from '../../../contract/errors.ts'
import { debitObstacle, mayReceive, type CustomerFacts } from '../wallet/index.ts'

/** Why a customer may not top up, or undefined. A closed account is told apart, because nothing will change it. */
export function depositObstacle(customer: CustomerFacts, now: Date): ErrorCode | undefined {
  if (mayReceive(customer, now)) return undefined
  return debitObstacle(customer, now) === 'account_closed' ? 'account_closed' : 'account_restricted'
}
