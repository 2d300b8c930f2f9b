import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Narrow, PageHeader } from '../../ui/layout.tsx'
import { showToast } from '../../ui/toasts.ts'
import { AddBankAccount } from './add-bank-account.tsx'

/** Adding a bank account by itself, without withdrawing. */
export function AddBankAccountPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <Narrow>
      <PageHeader title={t('withdrawals.addAccount')} back="/app" />
      <AddBankAccount
        onAdded={account => {
          showToast({ text: t('withdrawals.added', { account: account.label }) })
          void navigate({ to: '/app/withdraw' })
        }}
      />
    </Narrow>
  )
}
