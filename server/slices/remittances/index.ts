import { toWireMoney, type Money } from '../../../contract/money.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Cron, Job } from '../../platform/jobs.ts'
import type { BankRailClient } from '../bank-rail/index.ts'
import type { TransactionDetails } from '../wallet/index.ts'
import { createBankClient } from './bank-client.ts'
import { cancelTransferRoute } from './cancel-transfer.ts'
import { createQuoteRoute } from './create-quote.ts'
import { createRecipientRoute } from './create-recipient.ts'
import { createTransferRoute } from './create-transfer.ts'
import type { RemittancesDeps } from './deps.ts'
import { getTransferRoute } from './get-transfer.ts'
import { createJobs } from './jobs.ts'
import { listCorridorsRoute } from './list-corridors.ts'
import { listRecipientsRoute } from './list-recipients.ts'
import { presentTransfer } from './present.ts'
import * as queries from './queries.ts'
import { removeRecipientRoute } from './remove-recipient.ts'
import { renameRecipientRoute } from './rename-recipient.ts'

export type { RemittancesDeps } from './deps.ts'
export { remittanceInvariants } from './invariants.ts'
export { pendingTransfersAbroad, remittanceData } from './personal-data.ts'
export { abroadReasons, type AbroadReason } from './reasons.ts'

/** Recipients and transfers abroad. See README.md of this slice. */
export type RemittancesSlice = {
  routes: Route[]
  jobs: Job<Record<string, never>>[]
  crons: Cron[]
  /** Hears from the bank rail what became of transfers. */
  bankClient: BankRailClient
  /** What a transfer abroad adds to its record in its customer's history. */
  details(transferId: string, ownerId: string): Promise<TransactionDetails | undefined>
}

export function createRemittancesSlice(deps: RemittancesDeps): RemittancesSlice {
  return {
    routes: [
      listCorridorsRoute(),
      listRecipientsRoute(deps),
      createRecipientRoute(deps),
      renameRecipientRoute(deps),
      removeRecipientRoute(deps),
      createQuoteRoute(deps),
      createTransferRoute(deps),
      getTransferRoute(deps),
      cancelTransferRoute(deps),
    ],
    ...createJobs(deps),
    bankClient: createBankClient(deps),
    async details(id, customerId) {
      const transfer = await queries.findTransfer(deps.db.pool, { id, customerId })
      if (!transfer) return undefined
      const { converted_from, receive, fees, expected_by, timeline, actions } = await presentTransfer(
        deps,
        transfer,
      )
      const exchanged = transfer.quote.exchange !== null
      return {
        principal: converted_from,
        decline:
          transfer.declineDetails === null || transfer.statusReason === null
            ? null
            : { code: transfer.statusReason, details: transfer.declineDetails },
        ...(exchanged ? { received: receive } : {}),
        fees: exchanged ? [...fees, ...markupLine(transfer.quote)] : fees,
        expected_by,
        timeline,
        actions,
      }
    },
  }
}

/** Our share of the exchange, as a line of what the transfer costs: it is taken from what arrives. */
function markupLine({ exchange, markup }: { exchange: { markupRule: string } | null; markup: Money }) {
  if (exchange === null || markup.minor === 0n) return []
  return [{ kind: 'fx_markup', amount: toWireMoney(markup), rule: exchange.markupRule }]
}
