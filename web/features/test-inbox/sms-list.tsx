import { useQuery } from '@tanstack/react-query'
import { MessageSquareText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, EmptyState } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { smsQuery } from './queries.ts'

/** The text messages of the test edition, each in full: there is nothing to open in them. */
export function SmsList({ to }: { to: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data, error, refetch } = useQuery(smsQuery(to))
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data)
    return (
      <Card flush>
        <SkeletonRows />
      </Card>
    )
  if (data.data.length === 0)
    return (
      <Card>
        <EmptyState icon={<MessageSquareText />} title={t('testSms.noneTitle')}>
          {t('testSms.none')}
        </EmptyState>
      </Card>
    )
  return (
    <ul aria-label={t('testSms.list')} className="flex max-w-xl flex-col gap-4">
      {data.data.map(sms => (
        <li key={sms.id}>
          <p className="mb-1.5 flex flex-wrap justify-between gap-x-4 px-1 text-xs text-muted">
            <span>
              {t('testSms.to')} <bdi dir="ltr">{sms.to}</bdi>
            </span>
            <time dateTime={sms.received_at}>{formatTime(sms.received_at, language)}</time>
          </p>
          <p className="rounded-2xl rounded-ss-md bg-surface p-4 wrap-anywhere whitespace-pre-line shadow-card">
            {sms.text}
          </p>
        </li>
      ))}
    </ul>
  )
}
