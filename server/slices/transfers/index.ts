import type { Db } from '../../platform/db.ts'
import type { Route } from '../../platform/http/route.ts'
import type { NumberSource } from '../../platform/numbers.ts'
import { toWireMoney } from '../../../contract/money.ts'
import type { StepUp } from '../identity/index.ts'
import type { Pipeline } from '../ledger/index.ts'
import type { PricingSlice } from '../pricing/index.ts'
import type { TransactionDetails, WalletSlice } from '../wallet/index.ts'
import { createTransferRoute } from './create-transfer.ts'
import { getTransferRoute } from './get-transfer.ts'
import { presentTransfer } from './present.ts'
import { previewTransferRoute } from './preview-transfer.ts'
import * as queries from './queries.ts'

export { findParties as partiesOfTransfer } from './queries.ts'
export { transferInvariants } from './invariants.ts'
export { transferDecider, type TransferCommand, type TransferOutcome } from './decide-transfer.ts'

export type TransfersDeps = {
  db: Db
  pipeline: Pipeline
  numbers: NumberSource
  wallet: WalletSlice
  pricing: PricingSlice
  stepUp: StepUp
  /** The operator's, for times in sentences. */
  timeZone: string
}

/** Money from one customer to another. */
export type TransfersSlice = {
  routes: Route[]
  /** What a transfer adds to its record in the history of one of its two sides. */
  details(transferId: string, viewerId: string): Promise<TransactionDetails | undefined>
}

export function createTransfersSlice(deps: TransfersDeps): TransfersSlice {
  return {
    routes: [previewTransferRoute(deps), createTransferRoute(deps), getTransferRoute(deps)],
    async details(transferId, viewerId) {
      const row = await queries.findTransfer(deps.db.pool, { id: transferId, customerId: viewerId })
      if (!row) return undefined
      const { fees, expected_by, timeline, actions } = presentTransfer(row, viewerId)
      return { principal: toWireMoney(row.amount), fees, expected_by, timeline, actions }
    },
  }
}
