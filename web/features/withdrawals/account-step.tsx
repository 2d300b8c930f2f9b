import { ChevronRight, Landmark, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../lib/i18n.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, EmptyState } from '../../ui/layout.tsx'
import { List, RowContent, rowClass } from '../../ui/list.tsx'
import type { BankAccount } from './queries.ts'

type AccountStepProps = {
  accounts: readonly BankAccount[]
  onChosen: (account: BankAccount) => void
  onAdd: () => void
}

/** One of my bank accounts, or a new one. */
export function AccountStep({ accounts, onChosen, onAdd }: AccountStepProps) {
  const { t } = useTranslation()
  if (accounts.length === 0)
    return (
      <Card>
        <EmptyState
          icon={<Landmark />}
          title={t('withdrawals.noAccountTitle')}
          action={
            <Button size="lg" onClick={onAdd}>
              <Plus aria-hidden className="size-5" />
              {t('withdrawals.addAccount')}
            </Button>
          }
        >
          {t('withdrawals.noAccountText')}
        </EmptyState>
      </Card>
    )
  return (
    <div className="flex flex-col gap-4">
      <List label={t('withdrawals.toWhich')}>
        {accounts.map(account => (
          <li key={account.id}>
            <button type="button" onClick={() => onChosen(account)} className={rowClass}>
              <AccountRow account={account} />
              <ChevronRight aria-hidden className="size-5 shrink-0 text-muted rtl:rotate-180" />
            </button>
          </li>
        ))}
      </List>
      <Button variant="secondary" block onClick={onAdd}>
        <Plus aria-hidden className="size-5" />
        {t('withdrawals.addAccount')}
      </Button>
    </div>
  )
}

function AccountRow({ account: { details, is_default } }: { account: BankAccount }) {
  const { t } = useTranslation()
  const country = new Intl.DisplayNames(useLanguage(), { type: 'region' }).of(details.country)
  return (
    <RowContent
      icon={<Landmark />}
      title={<bdi>{details.holder_name}</bdi>}
      detail={
        <>
          <bdi dir="ltr" className="tabular-nums">
            {details.account}
          </bdi>
          {` · ${country ?? details.country}`}
        </>
      }
      value={details.currency}
      valueDetail={is_default ? <Badge tone="brand">{t('withdrawals.default')}</Badge> : undefined}
    />
  )
}
