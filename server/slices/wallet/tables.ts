import type { TransactionKind, TransactionStatus } from '../../../contract/api/wallet.ts'
import type { Currency } from '../../../contract/money.ts'

export type WalletRow = {
  id: string
  customer_id: string
  account_number: string
  holder_name: string
  created_at: Date
}

export type TransactionRecordRow = {
  owner_id: string
  created_at: Date
  subject_id: string
  number: string
  kind: TransactionKind
  direction: 'in' | 'out'
  status: TransactionStatus
  status_reason: string | null
  amount: bigint
  currency: Currency
  counterparty: string | null
  method: string | null
  note: string | null
  balance_after: bigint | null
  updated_at: Date
}

export type WalletTables = { wallet: WalletRow; transaction_record: TransactionRecordRow }
