import type { Db, Tx } from '../../platform/db.ts'
import { customerFacts, type CustomerFacts } from '../identity/index.ts'
import type { Route } from '../../platform/http/route.ts'
import type { NumberSource } from '../../platform/numbers.ts'
import { getTransactionRoute, type DetailSources } from './get-transaction.ts'
import { getWalletRoute } from './get-wallet.ts'
import { listTransactionsRoute } from './list-transactions.ts'
import { lookUpRecipientRoute } from './look-up-recipient.ts'
import { openWallet } from './open-wallet.ts'
import { createRecipients, type Recipients } from './recipients.ts'

export {
  customerStatus,
  debitObstacle,
  debitRefusal,
  mayReceive,
  restrictionDetails,
  withdrawalRefusal,
  type CustomerFacts,
} from './customer-status.ts'
export {
  explainTransaction,
  readTransaction,
  type DeclinedTransaction,
  type DetailSources,
  type ReadTransaction,
  type TransactionDetails,
} from './get-transaction.ts'
export { heldByRestriction } from './held-back.ts'
export { readFilter, type HistoryFilter } from './history-filter.ts'
export { countRecords, findRecords, listRecords, type RecordFilter } from './queries-records.ts'
export type { TransactionRecordRow } from './tables.ts'
export { customersTransaction, ownerOfAccount, transactionByNumber } from './for-staff.ts'
export { walletOf } from './get-wallet.ts'
export { historyPage, type HistoryPage } from './list-transactions.ts'
export { maskAccountNumber, maskName } from './mask.ts'
export { explainObstacle, obstacleInFunds, shortOf } from './obstacles.ts'
export { presentRecipient } from './look-up-recipient.ts'
export { accountLine, holderOf, openMoney, renameHolder, walletData } from './personal-data.ts'
export { kindOf as identifierKind, type MatchedBy, type Recipient, type Recipients } from './recipients.ts'
export {
  mayUse,
  moneyChallenge,
  pairKey,
  stepUpNeed,
  stepUpReason,
  used,
  type MoneyChallenge,
  type StepUpNeed,
} from './step-up.ts'
export {
  bindingOf,
  decideProof,
  proofRequestOf,
  proofRequests,
  type Authorization,
  type Order,
  type ProofDecision,
  type UsedProof,
} from './proof.ts'
export { newTransactionRecords, transactionRecords, type TransactionRecord } from './records.ts'

export type WalletSlice = {
  recipients: Recipients
  /** Status and restrictions as they are now, for previews; decisions read them under their lock. */
  statusOf(customerIds: readonly string[]): Promise<ReadonlyMap<string, CustomerFacts>>
  /** Reaction to a new customer: their wallet and account number, in the same transaction. */
  openWallet: (tx: Tx, customer: { id: string; name: string; createdAt: Date }) => Promise<void>
  /** `details` come from the slices behind each kind of transaction. */
  routes(details: DetailSources): Route[]
  close(): Promise<void>
}

export type WalletDeps = {
  db: Db
  numbers: NumberSource
  /** Multiplies the rate limits: 1 in the live edition. */
  rateLimitScale: number
}

export function createWalletSlice({ db, numbers, rateLimitScale }: WalletDeps): WalletSlice {
  const recipients = createRecipients(db, { rateLimitScale })
  return {
    recipients,
    async statusOf(customerIds) {
      const client = await db.pool.connect()
      try {
        return await customerFacts(client, customerIds)
      } finally {
        client.release()
      }
    },
    openWallet: (tx, { id, name, createdAt }) =>
      openWallet(tx, { customerId: id, holderName: name, numbers, now: createdAt }),
    routes: details => [
      getWalletRoute(db),
      lookUpRecipientRoute(recipients),
      listTransactionsRoute(db),
      getTransactionRoute(db, details),
    ],
    close: () => recipients.close(),
  }
}
