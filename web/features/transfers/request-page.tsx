import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { formatDate, formatExactTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { pressed } from '../../lib/order.ts'
import { codeOf } from '../../lib/problem.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card, EmptyState, Loading, Narrow, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { PayRequest, RequestPaid } from './pay-request.tsx'
import { refreshMoney, requestQuery, type PaymentRequest } from './queries-later.ts'
import { RequestStatus } from './request-status.tsx'

const page = getRouteApi('/signed-in/app/requests/$request')

/** One request: who asks for what, and the one thing its reader can do about it. Also where its link leads. */
export function RequestPage() {
  const { t } = useTranslation()
  const { request: id } = page.useParams()
  const { data, error, refetch } = useQuery(requestQuery(id))
  return (
    <Narrow>
      <PageHeader title={t('later.request')} back="/app/requests" />
      {data ? <Request request={data} /> : null}
      {!data && codeOf(error) === 'not_found' ? (
        <Card>
          <EmptyState
            icon={<Compass />}
            title={t('later.noRequestTitle')}
            action={
              <Link to="/app/requests" className={buttonClass()}>
                {t('later.requests')}
              </Link>
            }
          >
            {t('later.noRequestText')}
          </EmptyState>
        </Card>
      ) : null}
      {!data && error && codeOf(error) !== 'not_found' ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : null}
      {!data && !error ? (
        <Loading>
          <Skeleton className="h-96 rounded-2xl" />
        </Loading>
      ) : null}
    </Narrow>
  )
}

/** Nothing was paid, and nothing will be. */
function isOver(status: PaymentRequest['status']): status is 'declined' | 'expired' | 'canceled' {
  return status === 'declined' || status === 'expired' || status === 'canceled'
}

function Request({ request }: { request: PaymentRequest }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { role, amount, requester, payer, note, status, expires_at, created_at } = request
  const other = role === 'payer' ? requester : payer
  return (
    <Card className="flex flex-col gap-5">
      <div className="flex flex-col items-start gap-2">
        <RequestStatus status={status} />
        <p className="text-3xl">
          <Amount money={amount} look="display" />
        </p>
        <p className="text-muted">
          {t(role === 'payer' ? 'later.askedBy' : 'later.askedOf')}{' '}
          <bdi className="font-semibold text-ink">{other?.name ?? t('later.anybody')}</bdi>
        </p>
      </div>
      <Facts
        className="border-y border-line"
        lines={[
          ...(other
            ? [{ label: t('later.account'), value: <span dir="ltr">{other.account_number}</span> }]
            : []),
          ...(note ? [{ label: t('transfers.note'), value: <bdi className="break-words">{note}</bdi> }] : []),
          { label: t('later.askedAt'), value: formatExactTime(created_at, language) },
          ...(status === 'pending'
            ? [{ label: t('later.payBy'), value: formatDate(expires_at, language) }]
            : []),
        ]}
      />
      {isOver(status) ? (
        <Alert title={t(`later.ended.${status}.${role}`)} />
      ) : role === 'payer' ? (
        <PayRequest request={request} />
      ) : null}
      {role === 'requester' ? <Share request={request} /> : null}
    </Card>
  )
}

/** The link for whoever is to pay, to copy or to scan from the screen. */
function Share({ request }: { request: PaymentRequest }) {
  const { t } = useTranslation()
  const cancel = useMutation({
    mutationFn: () =>
      pressed(['cancel', request.id], key =>
        api('cancelPaymentRequest', { params: { request: request.id }, key }),
      ),
    onSettled: refreshMoney,
  })
  if (request.transfer_number) return <RequestPaid number={request.transfer_number} side="requester" />
  return (
    <div className="flex flex-col gap-4">
      {request.actions.includes('share') ? (
        <div className="flex flex-col items-center gap-3 rounded-xl bg-sunken p-4">
          <QrCode text={request.link} label={t('later.qr')} />
          <p className="flex w-full items-center gap-2 text-sm">
            <span className="min-w-0 flex-1 wrap-anywhere" dir="ltr">
              {request.link}
            </span>
            <CopyButton text={request.link} label={t('later.copyLink')} />
          </p>
        </div>
      ) : null}
      {cancel.error ? <ErrorState error={cancel.error} /> : null}
      {request.actions.includes('cancel') ? (
        <Button variant="ghost" block pending={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('later.cancelRequest')}
        </Button>
      ) : null}
      {isOver(request.status) ? (
        <Link to="/app/requests/new" className={buttonClass({ variant: 'secondary', block: true })}>
          {t('later.askAgain')}
        </Link>
      ) : null}
    </div>
  )
}
