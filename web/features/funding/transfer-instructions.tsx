import { useTranslation } from 'react-i18next'
import { groupedReference } from '../../../contract/creditor-reference.ts'
import { formatMoney, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Alert } from '../../ui/alert.tsx'
import { cn } from '../../ui/cn.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import type { Deposit } from './queries.ts'

type Transfer = Extract<NonNullable<Deposit['action']>, { kind: 'bank_transfer' }>

/** Where to send an announced transfer: everything a bank's form asks for, each with a button that copies it. */
export function TransferInstructions({ deposit, transfer }: { deposit: Deposit; transfer: Transfer }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { holder, account, bic } = transfer.account
  const lines = [
    {
      name: t('funding.transfer.reference'),
      shown: groupedReference(transfer.reference),
      copied: transfer.reference,
    },
    { name: t('funding.transfer.holder'), shown: holder, copied: holder },
    { name: t('funding.transfer.account'), shown: grouped(account), copied: account },
    { name: t('funding.transfer.bic'), shown: bic, copied: bic },
    {
      name: t('funding.transfer.amount'),
      shown: formatMoney(deposit.amount, language),
      copied: deposit.amount.value,
    },
  ]
  return (
    <section aria-label={t('funding.transfer.title')} className="flex flex-col gap-4">
      <dl className="divide-y divide-line rounded-lg border border-line">
        {lines.map(({ name, shown, copied }, index) => (
          <div key={name} className="py-2 ps-4 pe-2">
            <dt className="pt-1 text-sm text-muted">{name}</dt>
            <dd className="flex items-center justify-between gap-3">
              <bdi
                dir="ltr"
                className={cn(
                  'min-w-0 break-words tabular-nums',
                  index === 0 ? 'text-lg font-bold' : 'font-medium',
                )}
              >
                {shown}
              </bdi>
              <CopyButton text={copied} label={t('funding.transfer.copy', { name })} />
            </dd>
          </div>
        ))}
      </dl>
      <Alert tone="info" title={t('funding.transfer.referenceTitle')}>
        {t('funding.transfer.referenceText')}
      </Alert>
      {deposit.expected_by ? (
        <p className="text-sm text-muted">
          {t('funding.transfer.until', { time: formatTime(deposit.expected_by, language) })}
        </p>
      ) : null}
    </section>
  )
}

/** An IBAN in groups of four, as on paper; another bank's number is left as it is. */
function grouped(account: string): string {
  return /^[A-Z]{2}\d{2}/.test(account) ? account.replaceAll(/(.{4})(?=.)/g, '$1 ') : account
}
