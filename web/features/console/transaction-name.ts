import { useTranslation } from 'react-i18next'
import type { StaffAnswer } from '../../lib/staff-api.ts'

export type CustomerTransaction = StaffAnswer<'listCustomerTransactions'>['data'][number]

/** What a line of a customer's history is, in the words of staff; names are as masked as the customer sees them. */
export function useTransactionName(): (
  transaction: Pick<CustomerTransaction, 'kind' | 'direction' | 'counterparty' | 'amount'>,
) => string {
  const { t } = useTranslation()
  return ({ kind, direction, counterparty, amount }) => {
    const name = counterparty ?? t('console.customer.kind.somebody')
    switch (kind) {
      case 'deposit':
        return t('console.customer.kind.deposit')
      case 'transfer':
        return t(`console.customer.kind.${direction === 'in' ? 'transferIn' : 'transferOut'}`, { name })
      case 'refund':
        return t(`console.customer.kind.${direction === 'in' ? 'refundIn' : 'refundOut'}`, { name })
      case 'withdrawal':
        return t('console.customer.kind.withdrawal', { name })
      case 'transfer_abroad':
        return t('console.customer.kind.abroad', { name })
      case 'conversion': {
        const pair = [amount.currency, counterparty ?? '']
        return t('console.customer.kind.conversion', {
          pair: (direction === 'out' ? pair : pair.toReversed()).join(' → '),
        })
      }
    }
  }
}
