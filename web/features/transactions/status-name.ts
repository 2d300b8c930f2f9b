import { useTranslation } from 'react-i18next'
import type { TransactionStatus } from '../../../contract/api/wallet.ts'

/** In a filter the two ways of having gone well need two names; everywhere else they are one word. */
export function useStatusName(): (status: TransactionStatus) => string {
  const { t } = useTranslation()
  return status =>
    status === 'completed' || status === 'succeeded'
      ? t(`transactions.filterStatus.${status}`)
      : t(`status.${status}`)
}
