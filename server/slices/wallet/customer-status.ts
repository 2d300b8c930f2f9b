import type { FactSource } from '../ledger/index.ts'
import { customerFacts, type CustomerFacts } from '../identity/index.ts'

/** A customer's status and restrictions as a fact of money decisions, by customer id. */
export const customerStatus: FactSource<CustomerFacts> = {
  name: 'wallet.customer_status',
  read: (client, customerIds) => customerFacts(client, customerIds),
}

/** Why no money may leave this customer, and whether any may come in: identity's judgement of the same facts. */
export {
  debitObstacle,
  debitRefusal,
  mayReceive,
  restrictionDetails,
  withdrawalRefusal,
  type CustomerFacts,
} from '../identity/index.ts'
