import { toWireMoney } from '../../../contract/money.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Cron, Job } from '../../platform/jobs.ts'
import type { BankRailClient } from '../bank-rail/index.ts'
import type { TransactionDetails } from '../wallet/index.ts'
import { createBankClient } from './bank-client.ts'
import { cancelWithdrawalRoute } from './cancel-withdrawal.ts'
import { createWithdrawalRoute } from './create-withdrawal.ts'
import type { WithdrawalsDeps } from './deps.ts'
import { getWithdrawalRoute } from './get-withdrawal.ts'
import { presentWithdrawal } from './present.ts'
import { previewWithdrawalRoute } from './preview-withdrawal.ts'
import * as queries from './queries.ts'
import { createSweep } from './sweep.ts'

export type { WithdrawalsDeps } from './deps.ts'
export { withdrawalInvariants } from './invariants.ts'
export { pendingWithdrawals, withdrawalData } from './personal-data.ts'
export { withdrawalReasons, type WithdrawalReason } from './reasons.ts'

/** Money that leaves for customers' bank accounts. */
export type WithdrawalsSlice = {
  routes: Route[]
  jobs: Job[]
  crons: Cron[]
  /** Hears from the bank rail what became of withdrawals' payment orders. */
  bankClient: BankRailClient
  /** What a withdrawal adds to its record in its customer's history. */
  details: (withdrawalId: string, ownerId: string) => Promise<TransactionDetails | undefined>
}

export function createWithdrawalsSlice(deps: WithdrawalsDeps): WithdrawalsSlice {
  const sweep = createSweep(deps)
  return {
    routes: [
      previewWithdrawalRoute(deps),
      createWithdrawalRoute(deps),
      getWithdrawalRoute(deps),
      cancelWithdrawalRoute(deps),
    ],
    jobs: [sweep.job],
    crons: [sweep.cron],
    bankClient: createBankClient(deps),
    async details(id, customerId) {
      const withdrawal = await queries.findWithdrawal(deps.db.pool, { id, customerId })
      if (!withdrawal) return undefined
      const { fees, expected_by, timeline, actions } = await presentWithdrawal(deps, withdrawal)
      const principal = toWireMoney(withdrawal.amount)
      const { declined: decline } = withdrawal
      return { principal, received: null, decline, fees, expected_by, timeline, actions }
    },
  }
}
