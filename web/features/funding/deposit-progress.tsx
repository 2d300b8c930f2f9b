import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { api } from '../../lib/api.ts'
import { formatExactTime, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { Alert, type Tone } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card } from '../../ui/layout.tsx'
import { Amount, Breakdown } from '../../ui/money.tsx'
import { StatusPill } from '../../ui/status-pill.tsx'
import { isSettled, type Deposit } from './queries.ts'
import { TransferInstructions } from './transfer-instructions.tsx'

type DepositProgressProps = {
  deposit: Deposit
  /** Asking the acquirer how the payment stands. */
  check: UseMutationResult<Deposit, Error, void>
  onChanged: (deposit: Deposit) => void
}

export function DepositProgress({ deposit, check, onChanged }: DepositProgressProps) {
  const { t } = useTranslation()
  return (
    <Card className="flex flex-col gap-5">
      <div className="flex flex-col items-center gap-2 pt-1 text-center">
        <StatusPill status={deposit.status} />
        <p className="text-3xl">
          <Amount money={deposit.credit} look="display" />
        </p>
        <Link
          to="/app/transactions/$number"
          params={{ number: deposit.number }}
          className="inline-flex min-h-8 items-center text-sm text-muted tabular-nums underline decoration-line underline-offset-4 hover:text-ink"
        >
          {t('transactions.number')} {grouped(deposit.number)}
        </Link>
      </div>
      <Situation deposit={deposit} />
      {deposit.action?.kind === 'bank_transfer' ? (
        <TransferInstructions deposit={deposit} transfer={deposit.action} />
      ) : null}
      {cameToNothing.includes(deposit.status) ? null : (
        <Breakdown
          rows={[
            {
              label: t('funding.charged'),
              money: deposit.amount,
              ...(deposit.paid_with ? { hint: deposit.paid_with.label } : {}),
            },
            ...deposit.fees.map(fee => ({ label: t('funding.fee'), money: fee.amount })),
            { label: t('funding.credited'), money: deposit.credit, strong: true },
          ]}
        />
      )}
      <NextSteps deposit={deposit} check={check} onChanged={onChanged} />
    </Card>
  )
}

/** Then nothing was paid and nothing arrives: lines that say how much would be read as if it had. */
const cameToNothing: readonly Deposit['status'][] = ['failed', 'canceled', 'expired']

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

/** What happened and what comes next, in words; read out when it changes. */
function Situation({ deposit }: { deposit: Deposit }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { status, last_decline, expected_by, status_reason } = deposit
  const declined = status === 'requires_action' && last_decline ? last_decline.code : undefined
  const reason = declined ?? status_reason
  const situation = situationOf(deposit)
  return (
    <Alert live tone={declined ? 'bad' : tones[status]} title={t(`funding.situation.${situation}.title`)}>
      {reason ? (
        <p className="pb-1.5 font-medium">{t(`reasons.${reason}`, { defaultValue: t('reasons.other') })}</p>
      ) : null}
      <p>{t(`funding.situation.${situation}.text`)}</p>
      {expected_by && !isSettled(deposit) && deposit.action?.kind !== 'bank_transfer' ? (
        <p className="pt-1.5 text-muted">
          {t(declined ? 'funding.retryUntil' : 'funding.expectedBy', {
            time: formatTime(expected_by, language),
          })}
        </p>
      ) : null}
    </Alert>
  )
}

/** Steps that say whether it is on its way back; the last of them holds. */
const wayBackSteps: readonly string[] = ['deposit_refund_requested', 'deposit_return_failed']

/** What is to be said: the state, or what is special about it. */
function situationOf({ status, status_reason, method, last_decline, timeline }: Deposit) {
  if (status === 'requires_action' && last_decline)
    return method === 'ewallet' ? 'walletDeclined' : 'declined'
  if (method === 'bank_transfer' && status === 'requires_action') return 'awaited'
  if (method === 'bank_transfer' && status === 'expired') return 'notReceived'
  if (status === 'failed' && status_reason === 'refunded') return 'givenBack'
  const wayBack = timeline.findLast(({ text }) => wayBackSteps.includes(text))
  if (status === 'in_review' && wayBack?.text === 'deposit_refund_requested') return 'goingBack'
  return status
}

function NextSteps({ deposit, check, onChanged }: DepositProgressProps) {
  const { t } = useTranslation()
  const cancel = useMutation({
    mutationFn: () => api('cancelDeposit', { params: { deposit: deposit.id } }),
    onSuccess: onChanged,
    // It may have been paid meanwhile: then the page must say so.
    onError: () => queryClient.invalidateQueries({ queryKey: ['object', deposit.id] }),
  })
  const settled = isSettled(deposit)
  return (
    <div className="flex flex-col gap-2">
      {cancel.error ? <ErrorState error={cancel.error} /> : null}
      {deposit.action?.kind === 'redirect' ? (
        <a href={deposit.action.url} className={buttonClass({ size: 'lg', block: true })}>
          {t(
            deposit.last_decline
              ? deposit.method === 'ewallet'
                ? 'funding.otherWallet'
                : 'funding.otherCard'
              : 'funding.continueToCard',
          )}
        </a>
      ) : null}
      {deposit.actions.includes('repeat') && deposit.status !== 'succeeded' ? (
        <Link to="/app/add-money" className={buttonClass({ size: 'lg', block: true })}>
          {t('funding.again')}
        </Link>
      ) : null}
      {settled ? (
        <Link
          to="/app"
          className={buttonClass({
            size: 'lg',
            block: true,
            variant: deposit.status === 'succeeded' ? 'primary' : 'secondary',
          })}
        >
          {t('funding.toWallet')}
        </Link>
      ) : (
        <CheckNow check={check} />
      )}
      {deposit.actions.includes('cancel') ? (
        <Button variant="ghost" block pending={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('funding.giveUp')}
        </Button>
      ) : null}
    </div>
  )
}

/** Whoever asks by hand is told that it was asked, also when nothing has changed. */
function CheckNow({ check }: Pick<DepositProgressProps, 'check'>) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [askedAt, setAskedAt] = useState<string>()
  return (
    <>
      <Button
        variant="secondary"
        size="lg"
        block
        pending={check.isPending}
        onClick={() => {
          setAskedAt(undefined)
          check.mutate(undefined, { onSuccess: () => setAskedAt(new Date().toISOString()) })
        }}
      >
        {t('funding.checkNow')}
      </Button>
      {check.error ? <ErrorState error={check.error} /> : null}
      <p role="status" className={askedAt ? 'text-center text-sm text-muted' : 'sr-only'}>
        {askedAt ? t('funding.checked', { time: formatExactTime(askedAt, language) }) : null}
      </p>
    </>
  )
}
