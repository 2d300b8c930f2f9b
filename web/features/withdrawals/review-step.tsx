import { ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatDate, formatList, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card } from '../../ui/layout.tsx'
import { Amount, Breakdown } from '../../ui/money.tsx'
import { OrderError, UncertainNotice } from '../../ui/uncertain-notice.tsx'
import { AccountCard } from './account-card.tsx'
import type { ReviewedWithdrawal, WithdrawalPreview } from './queries.ts'
import { useWithdraw } from './use-withdraw.ts'

type ReviewStepProps = {
  order: ReviewedWithdrawal
  onChange: () => void
  onReviewAgain: (order: ReviewedWithdrawal) => void
}

/** What leaves, every fee, what arrives and when: looked at once more, then ordered exactly like this. */
export function ReviewStep({ order, onChange, onReviewAgain }: ReviewStepProps) {
  const { t } = useTranslation()
  const { withdraw, uncertain, repriced } = useWithdraw(order, onReviewAgain)
  const { preview, account } = order
  const busy = withdraw.isPending || withdraw.isSuccess
  return (
    <Card className="flex flex-col gap-5">
      {repriced ? <Alert tone="warn" live title={t('withdrawals.repriced')} /> : null}
      <AccountCard holder={account.details.holder_name} account={account.details.account} />
      <Breakdown
        rows={[
          { label: t('withdrawals.arrives'), money: preview.amount },
          ...(preview.fees.length === 0
            ? [{ label: t('withdrawals.fee'), money: preview.fee }]
            : preview.fees.map(line => ({ label: t('withdrawals.fee'), money: line.amount }))),
          { label: t('withdrawals.leaves'), money: preview.total, strong: true },
        ]}
      />
      <Arrival preview={preview} />
      {preview.step_up ? (
        <p className="flex items-start gap-2 text-sm text-muted">
          <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t(`withdrawals.stepUp.${preview.step_up}`)}
        </p>
      ) : null}
      {uncertain && withdraw.isPending ? <UncertainNotice /> : null}
      {withdraw.error ? <OrderError error={withdraw.error} onRetry={() => withdraw.mutate()} /> : null}
      <div className="flex flex-col gap-2">
        <Button size="lg" block pending={busy} onClick={() => withdraw.mutate()}>
          {t('withdrawals.confirm')} <Amount money={preview.total} />
        </Button>
        <Button variant="ghost" block disabled={busy} onClick={onChange}>
          {t('ui.change')}
        </Button>
      </div>
    </Card>
  )
}

/** When it leaves us, when it is there, and why that takes as long as it does. */
function Arrival({ preview: { arrival, available_after } }: { preview: WithdrawalPreview }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const closed = arrival.closed_days.map(day => formatDate(`${day}T12:00:00Z`, language))
  return (
    <div>
      <Facts
        className="border-t border-line"
        lines={[
          {
            label: t('withdrawals.arrivesBy'),
            value: formatTime(arrival.expected_by, language),
            strong: true,
          },
          { label: t('withdrawals.leavesAt'), value: formatTime(arrival.sent_at, language) },
          ...(available_after
            ? [{ label: t('withdrawals.balanceAfter'), value: <Amount money={available_after} /> }]
            : []),
        ]}
      />
      {closed.length > 0 ? (
        <p className="pt-1 text-sm text-muted">
          {t('withdrawals.closedDays', { days: formatList(closed, language) })}
        </p>
      ) : null}
      {arrival.holidays_known ? null : <p className="pt-1 text-sm text-muted">{t('withdrawals.latest')}</p>}
    </div>
  )
}
