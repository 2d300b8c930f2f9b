import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Answer } from '../../lib/api.ts'
import { formatDate, formatExactTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { ApiProblem, codeOf } from '../../lib/problem.ts'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card, EmptyState, Loading, Narrow, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { pressed, refreshMoney, requestQuery, type PaymentRequest } from './queries-later.ts'
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
          <EmptyState icon={<Compass />} title={t('later.noRequestTitle')}>
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
      {role === 'payer' ? <Pay request={request} /> : <Share request={request} />}
    </Card>
  )
}

function Pay({ request }: { request: PaymentRequest }) {
  const { t } = useTranslation()
  const params = { request: request.id }
  const [transfer, setTransfer] = useState<Answer<'payPaymentRequest'>>()
  const pay = useMutation({
    mutationFn: () => pressed(key => api('payPaymentRequest', { params, body: {}, key })),
    onSuccess: setTransfer,
    onSettled: refreshMoney,
  })
  const decline = useMutation({
    mutationFn: () => pressed(key => api('declinePaymentRequest', { params, key })),
    onSettled: refreshMoney,
  })
  const number = transfer?.number ?? request.transfer_number
  if (number) return <Paid number={number} />
  const failed = pay.error ?? decline.error
  return (
    <div className="flex flex-col gap-2">
      {failed ? <ErrorState error={failed} /> : null}
      {failed instanceof ApiProblem && failed.problem.code === 'insufficient_funds' ? (
        <Link to="/app/add-money" className={buttonClass({ variant: 'secondary', block: true })}>
          {t('ui.places.addMoney')}
        </Link>
      ) : null}
      {request.actions.includes('pay') ? (
        <>
          <p className="pb-1 text-sm text-muted">{t('later.payOnlyKnown')}</p>
          <Button size="lg" block pending={pay.isPending} onClick={() => pay.mutate()}>
            {t('later.pay')} <Amount money={request.amount} />
          </Button>
        </>
      ) : null}
      {request.actions.includes('decline') ? (
        <Button
          variant="ghost"
          block
          pending={decline.isPending}
          disabled={pay.isPending}
          onClick={() => decline.mutate()}
        >
          {t('later.decline')}
        </Button>
      ) : null}
    </div>
  )
}

function Paid({ number }: { number: string }) {
  const { t } = useTranslation()
  return (
    <div role="status" className="flex flex-col gap-3">
      <p className="font-semibold text-ok">{t('later.paidTitle')}</p>
      <Link
        to="/app/transactions/$number"
        params={{ number }}
        className={buttonClass({ variant: 'secondary', block: true })}
      >
        {t('transactions.details')}
      </Link>
    </div>
  )
}

/** The link for whoever is to pay, to copy or to scan from the screen. */
function Share({ request }: { request: PaymentRequest }) {
  const { t } = useTranslation()
  const cancel = useMutation({
    mutationFn: () => pressed(key => api('cancelPaymentRequest', { params: { request: request.id }, key })),
    onSettled: refreshMoney,
  })
  if (request.transfer_number) return <Paid number={request.transfer_number} />
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
    </div>
  )
}
