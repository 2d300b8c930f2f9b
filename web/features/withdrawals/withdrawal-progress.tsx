import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { api } from '../../lib/api.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { Alert, type Tone } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card } from '../../ui/layout.tsx'
import { Amount, Breakdown } from '../../ui/money.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { StatusPill } from '../../ui/status-pill.tsx'
import { AccountCard } from './account-card.tsx'
import { hasLeft, isHeld, isSettled, type Withdrawal } from './queries.ts'
import { refreshMoney } from './use-withdraw.ts'
import { WithdrawalTimeline } from './withdrawal-timeline.tsx'

/** What became of it so far, in words, and each step with its proof. */
export function WithdrawalProgress({ withdrawal }: { withdrawal: Withdrawal }) {
  const { t } = useTranslation()
  const { destination } = withdrawal
  return (
    <div className="flex flex-col gap-4">
      <Card className="flex flex-col gap-5">
        <div className="flex flex-col items-center gap-2 pt-1 text-center">
          <StatusPill status={withdrawal.status} />
          <p className="text-3xl">
            <Amount money={withdrawal.amount} look="display" />
          </p>
          <Link
            to="/app/transactions/$number"
            params={{ number: withdrawal.number }}
            className="inline-flex min-h-8 items-center text-sm text-muted tabular-nums underline decoration-line underline-offset-4 hover:text-ink"
          >
            {t('transactions.number')} {grouped(withdrawal.number)}
          </Link>
        </div>
        <Situation withdrawal={withdrawal} />
        <AccountCard holder={destination.holder_name} account={destination.label} />
        {cameToNothing.includes(withdrawal.status) ? null : (
          <Breakdown
            rows={[
              { label: t('withdrawals.arrives'), money: withdrawal.amount },
              ...withdrawal.fees.map(fee => ({ label: t('withdrawals.fee'), money: fee.amount })),
              { label: t('withdrawals.leaves'), money: withdrawal.total, strong: true },
            ]}
          />
        )}
        <NextSteps withdrawal={withdrawal} />
      </Card>
      <Card>
        <h2 className="pb-4 text-lg font-semibold">{t('transactions.timeline')}</h2>
        <WithdrawalTimeline withdrawal={withdrawal} />
      </Card>
    </div>
  )
}

/** Then nothing has left and nothing arrives: lines that say how much would be read as if it had. */
const cameToNothing: readonly Withdrawal['status'][] = ['failed', 'canceled']

const tones: Record<Withdrawal['status'], Tone> = {
  pending: 'info',
  in_review: 'warn',
  in_transit: 'info',
  paid: 'ok',
  failed: 'bad',
  canceled: 'info',
  returned: 'warn',
}

/** Which words fit: a wish to cancel that is under way, and a promise that was broken, come before the state. */
function situationOf(
  withdrawal: Withdrawal,
): 'cancel_requested' | 'late' | 'held' | 'declined' | Withdrawal['status'] {
  if (isSettled(withdrawal))
    return withdrawal.status === 'failed' && withdrawal.promised_by === null ? 'declined' : withdrawal.status
  if (withdrawal.cancel_requested_at) return 'cancel_requested'
  if (isHeld(withdrawal)) return 'held'
  return withdrawal.late_since ? 'late' : withdrawal.status
}

/** What happened and what comes next, in words; read out when it changes. */
function Situation({ withdrawal }: { withdrawal: Withdrawal }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { status, status_reason: reason, expected_by: expectedBy, promised_by: promisedBy } = withdrawal
  const situation = situationOf(withdrawal)
  const named = status === 'failed' || status === 'returned' ? reason : null
  return (
    <Alert
      live
      tone={situation === 'late' || situation === 'held' ? 'warn' : tones[status]}
      title={t(`withdrawals.situation.${situation}.title`)}
    >
      {named ? (
        <p className="pb-1.5 font-medium">{t(`reasons.${named}`, { defaultValue: t('reasons.other') })}</p>
      ) : null}
      <p>
        {t(`withdrawals.situation.${situation}.text`, {
          promised: promisedBy ? formatTime(promisedBy, language) : '',
        })}
      </p>
      {expectedBy && situation !== 'held' ? (
        <p className="pt-1.5 text-muted">
          {t(situation === 'late' ? 'withdrawals.answerBy' : 'withdrawals.expectedBy', {
            time: formatTime(expectedBy, language),
          })}
        </p>
      ) : null}
    </Alert>
  )
}

function NextSteps({ withdrawal }: { withdrawal: Withdrawal }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const cancel = useMutation({
    mutationFn: () => api('cancelWithdrawal', { params: { withdrawal: withdrawal.id } }),
    onSuccess: answer => queryClient.setQueryData(['object', withdrawal.id], answer),
    // It may have been paid meanwhile: then the page must say so.
    onError: () => queryClient.invalidateQueries({ queryKey: ['object', withdrawal.id] }),
    onSettled() {
      setAsking(false)
      refreshMoney()
    },
  })
  return (
    <div className="flex flex-col gap-2">
      {cancel.error ? <ErrorState error={cancel.error} /> : null}
      {withdrawal.actions.includes('repeat') && withdrawal.status !== 'paid' ? (
        <Link to="/app/withdraw" className={buttonClass({ size: 'lg', block: true })}>
          {t('withdrawals.again')}
        </Link>
      ) : null}
      <Link to="/app" className={buttonClass({ size: 'lg', block: true, variant: 'secondary' })}>
        {t('withdrawals.toWallet')}
      </Link>
      {withdrawal.actions.includes('cancel') ? (
        <Button variant="ghost" block onClick={() => setAsking(true)}>
          {t('withdrawals.cancel')}
        </Button>
      ) : null}
      {asking ? (
        <Sheet
          title={t('withdrawals.cancelTitle')}
          description={t(hasLeft(withdrawal) ? 'withdrawals.cancelSent' : 'withdrawals.cancelNow')}
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button block pending={cancel.isPending} onClick={() => cancel.mutate()}>
                {t('withdrawals.cancelYes')}
              </Button>
              <Button variant="secondary" block disabled={cancel.isPending} onClick={() => setAsking(false)}>
                {t('withdrawals.cancelNo')}
              </Button>
            </>
          }
        />
      ) : null}
    </div>
  )
}
