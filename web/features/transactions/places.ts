import type { TransactionKind } from '../../../contract/api/wallet.ts'
import type { TransactionDetail } from './queries.ts'

/** Where one more of the kind begins. */
export const beginsAt = {
  deposit: '/app/add-money',
  transfer: '/app/send',
  refund: '/app/transactions',
  conversion: '/app/exchange',
  withdrawal: '/app/withdraw',
  transfer_abroad: '/app/send/abroad',
} as const satisfies Record<TransactionKind, string>

/** The page on which something under way is followed and given up; undefined where its own page is that. */
export function followAt({ kind, id }: Pick<TransactionDetail, 'kind' | 'id'>) {
  if (kind === 'deposit') return { to: '/app/add-money/$deposit', params: { deposit: id } } as const
  if (kind === 'withdrawal') return { to: '/app/withdraw/$withdrawal', params: { withdrawal: id } } as const
  if (kind === 'transfer_abroad')
    return { to: '/app/send/abroad/$transfer', params: { transfer: id } } as const
  return undefined
}
