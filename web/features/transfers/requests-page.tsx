import { useQuery } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import { HandCoins, Users } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatWhen } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { EmptyState, Narrow, PageHeader } from '../../ui/layout.tsx'
import { List, RowContent, rowClass } from '../../ui/list.tsx'
import { Amount } from '../../ui/money.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { BillCard } from './bill-card.tsx'
import { billsQuery, requestsQuery, type PaymentRequest } from './queries-later.ts'
import { RequestStatus } from './request-status.tsx'

/** What I am asked for, what I asked for, and bills I split. */
export function RequestsPage() {
  const { t } = useTranslation()
  const place = useLocation({ select: ({ hash }) => hash })
  return (
    <Narrow>
      <PageHeader title={t('later.requests')} back="/app/send" />
      <div className="grid grid-cols-2 gap-3 pb-6">
        <Link to="/app/requests/new" className={buttonClass({ size: 'lg' })}>
          <HandCoins aria-hidden className="size-5 max-sm:hidden" />
          {t('later.ask')}
        </Link>
        <Link to="/app/requests/split" className={buttonClass({ variant: 'secondary', size: 'lg' })}>
          <Users aria-hidden className="size-5 max-sm:hidden" />
          {t('later.split')}
        </Link>
      </div>
      <Tabs
        label={t('later.requests')}
        first={place}
        tabs={[
          { value: 'payer', label: t('later.toMe'), content: <Requests side="payer" /> },
          { value: 'requester', label: t('later.byMe'), content: <Requests side="requester" /> },
          { value: 'bills', label: t('later.bills'), content: <Bills /> },
        ]}
      />
    </Narrow>
  )
}

function Requests({ side }: { side: 'requester' | 'payer' }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(requestsQuery(side))
  if (!data || data.data.length === 0)
    return (
      <Nothing
        known={data !== undefined}
        error={error}
        onRetry={() => void refetch()}
        icon={<HandCoins />}
        title={t(side === 'payer' ? 'later.noneToMe' : 'later.noneByMe')}
      >
        {t(side === 'payer' ? 'later.noneToMeText' : 'later.noneByMeText')}
      </Nothing>
    )
  return (
    <List label={t(side === 'payer' ? 'later.toMe' : 'later.byMe')}>
      {data.data.map(request => (
        <li key={request.id}>
          <RequestRow request={request} />
        </li>
      ))}
    </List>
  )
}

function RequestRow({ request }: { request: PaymentRequest }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const other = request.role === 'payer' ? request.requester : request.payer
  return (
    <Link to="/app/requests/$request" params={{ request: request.id }} className={rowClass}>
      <RowContent
        icon={<HandCoins />}
        title={<bdi>{other?.name ?? t('later.anybody')}</bdi>}
        detail={request.note ? <bdi>{request.note}</bdi> : formatWhen(request.created_at, language)}
        value={<Amount money={request.amount} />}
        valueDetail={<RequestStatus status={request.status} />}
      />
    </Link>
  )
}

function Bills() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(billsQuery)
  if (!data || data.data.length === 0)
    return (
      <Nothing
        known={data !== undefined}
        error={error}
        onRetry={() => void refetch()}
        icon={<Users />}
        title={t('later.noBills')}
      >
        {t('later.noBillsText')}
      </Nothing>
    )
  return (
    <div className="flex flex-col gap-4">
      {data.data.map(bill => (
        <BillCard key={bill.id} bill={bill} />
      ))}
    </div>
  )
}

type NothingProps = {
  known: boolean
  error: unknown
  onRetry: () => void
  icon: ReactNode
  title: string
  children: string
}

function Nothing({ known, error, onRetry, icon, title, children }: NothingProps) {
  return (
    <div className="rounded-xl bg-surface shadow-card">
      {known ? (
        <EmptyState icon={icon} title={title}>
          {children}
        </EmptyState>
      ) : error ? (
        <ErrorState error={error} onRetry={onRetry} />
      ) : (
        <SkeletonRows rows={3} />
      )}
    </div>
  )
}
