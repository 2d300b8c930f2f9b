import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { api } from '../../lib/api.ts'
import { formatTime } from '../../lib/format.ts'
import { currentLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { Alert, type Tone } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Narrow, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { Breakdown } from '../../ui/money.tsx'
import { StatusPill } from '../../ui/status-pill.tsx'
import { depositQuery, isSettled, type Deposit } from './queries.ts'

const page = getRouteApi('/signed-in/app/add-money/$deposit')

/** Where a top-up stands, live: also the page the acquirer sends the customer back to. */
export function DepositPage() {
  const { t } = useTranslation()
  const { deposit: id } = page.useParams()
  const { returned } = page.useSearch()
  const { data, error, refetch } = useQuery(depositQuery(id))
  const check = useMutation({
    mutationFn: () => api('checkDeposit', { params: { deposit: id } }),
    onSuccess: keep,
  })
  const { mutate: ask } = check
  // Somebody who has just paid should not have to wait for the acquirer's message to reach us.
  useEffect(() => {
    if (returned === 'paid') ask()
  }, [returned, ask])
  return (
    <Narrow>
      <PageHeader title={t('funding.followTitle')} back="/app" />
      {data ? <Followed deposit={data} checking={check.isPending} onCheck={() => ask()} /> : null}
      {!data && error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton className="h-80 rounded-2xl" /> : null}
    </Narrow>
  )
}

function keep(deposit: Deposit): void {
  queryClient.setQueryData(['object', deposit.id], deposit)
  void queryClient.invalidateQueries({ queryKey: ['wallet'] })
  void queryClient.invalidateQueries({ queryKey: ['transactions'] })
}

type FollowedProps = { deposit: Deposit; checking: boolean; onCheck: () => void }

function Followed({ deposit, checking, onCheck }: FollowedProps) {
  const { t } = useTranslation()
  return (
    <Card className="flex flex-col gap-6">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <StatusPill status={deposit.status} />
        <Link
          to="/app/transactions/$number"
          params={{ number: deposit.number }}
          className="font-mono text-sm text-muted underline underline-offset-2"
        >
          {grouped(deposit.number)}
        </Link>
      </div>
      <Situation deposit={deposit} />
      <Breakdown
        rows={[
          { label: t('funding.charged'), money: deposit.amount },
          ...deposit.fees.map(fee => ({ label: t('funding.fee'), money: fee.amount })),
          { label: t('funding.credited'), money: deposit.credit, strong: true },
        ]}
      />
      <NextSteps deposit={deposit} checking={checking} onCheck={onCheck} />
    </Card>
  )
}

const tones: Record<Deposit['status'], Tone> = {
  requires_action: 'info',
  pending: 'info',
  in_review: 'warn',
  succeeded: 'ok',
  failed: 'bad',
  canceled: 'info',
  expired: 'warn',
  reversed: 'warn',
}

/** What happened and what comes next, in words. */
function Situation({ deposit }: { deposit: Deposit }) {
  const { t } = useTranslation()
  const { status, last_decline, expected_by, status_reason } = deposit
  const declined = status === 'requires_action' && last_decline ? last_decline.code : undefined
  const reason = declined ?? status_reason
  return (
    <Alert
      tone={declined ? 'bad' : tones[status]}
      title={t(declined ? 'funding.situation.declined.title' : `funding.situation.${status}.title`)}
    >
      <p>{t(declined ? 'funding.situation.declined.text' : `funding.situation.${status}.text`)}</p>
      {reason ? <p className="pt-1 font-medium">{t(`reasons.${reason}`, { defaultValue: t('reasons.other') })}</p> : null}
      {expected_by && !isSettled(deposit) ? (
        <p className="pt-1 text-muted">{t('funding.expectedBy', { time: formatTime(expected_by, currentLanguage()) })}</p>
      ) : null}
    </Alert>
  )
}

function NextSteps({ deposit, checking, onCheck }: FollowedProps) {
  const { t } = useTranslation()
  const cancel = useMutation({
    mutationFn: () => api('cancelDeposit', { params: { deposit: deposit.id } }),
    onSuccess: keep,
    // It may have been paid meanwhile: then the page must say so.
    onError: () => queryClient.invalidateQueries({ queryKey: ['object', deposit.id] }),
  })
  return (
    <div className="flex flex-col gap-2">
      {cancel.error ? <ErrorState error={cancel.error} /> : null}
      {deposit.action ? (
        <a href={deposit.action.url} className={buttonClass({ size: 'lg', block: true })}>
          {t(deposit.last_decline ? 'funding.otherCard' : 'funding.continueToCard')}
        </a>
      ) : null}
      {isSettled(deposit) ? (
        <Link to="/app" className={buttonClass({ size: 'lg', block: true })}>
          {t('funding.toWallet')}
        </Link>
      ) : (
        <Button variant="secondary" block pending={checking} onClick={onCheck}>
          {t('funding.checkNow')}
        </Button>
      )}
      {deposit.actions.includes('repeat') ? (
        <Link to="/app/add-money" className={buttonClass({ variant: 'secondary', block: true })}>
          {t('funding.again')}
        </Link>
      ) : null}
      {deposit.actions.includes('cancel') ? (
        <Button variant="ghost" block pending={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('funding.giveUp')}
        </Button>
      ) : null}
    </div>
  )
}
