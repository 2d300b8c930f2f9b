import { EyeOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { cn } from '../../ui/cn.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { languageNames } from '../../ui/switches.tsx'
import { Panel } from './panel.tsx'
import type { CustomerPageData } from './queries.ts'
import type { Revealed } from './use-revealed.ts'

export function CustomerContact({ customer, revealed }: { customer: CustomerPageData; revealed: Revealed }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { values, secondsLeft } = revealed
  const account = values.account_number === undefined ? undefined : grouped(values.account_number)
  return (
    <Panel title={t('console.customer.contact')}>
      <dl className="divide-y divide-line px-4">
        <Masked label={t('console.customer.email')} masked={customer.email} whole={values.email} />
        <Masked label={t('console.customer.phone')} masked={customer.phone} whole={values.phone} />
        <Masked
          label={t('console.customer.account')}
          masked={customer.wallet.account_number}
          whole={account}
        />
        <Line label={t('console.customer.language')}>{languageNames[customer.locale]}</Line>
        <Line label={t('console.customer.since')}>{formatDate(customer.created_at, language)}</Line>
      </dl>
      <div role="status" className="empty:hidden">
        {secondsLeft > 0 ? (
          <div className="flex items-center justify-between gap-3 bg-warn-soft px-4 py-2 text-sm">
            <span className="font-medium text-warn">
              {t('console.reveal.hidesIn', {
                time: `${Math.floor(secondsLeft / 60)}:${String(secondsLeft % 60).padStart(2, '0')}`,
              })}
            </span>
            <Button variant="ghost" size="sm" onClick={revealed.hide}>
              <EyeOff aria-hidden className="size-4" />
              {t('console.reveal.hide')}
            </Button>
          </div>
        ) : null}
      </div>
    </Panel>
  )
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-11 items-center justify-between gap-4 py-1.5 text-sm">
      <dt className="shrink-0 text-muted">{label}</dt>
      <dd className="min-w-0 text-end font-medium">{children}</dd>
    </div>
  )
}

function Masked({ label, masked, whole }: { label: string; masked: string; whole: string | undefined }) {
  const { t } = useTranslation()
  return (
    <Line label={label}>
      <span className="flex min-w-0 items-center justify-end gap-1">
        <bdi className={cn('min-w-0 wrap-anywhere', whole === undefined && 'text-muted')}>
          {whole ?? masked}
        </bdi>
        {whole === undefined ? null : (
          <CopyButton text={whole} label={t('console.customer.copy', { what: label })} size="inline" />
        )}
      </span>
    </Line>
  )
}
