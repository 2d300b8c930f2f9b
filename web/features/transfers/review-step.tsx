import { ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatTime, isZero } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card } from '../../ui/layout.tsx'
import { Amount, Breakdown } from '../../ui/money.tsx'
import { OrderError, UncertainNotice } from '../../ui/uncertain-notice.tsx'
import type { ReviewedTransfer, Transfer, TransferPreview } from './queries.ts'
import { RecipientCard } from './recipient-card.tsx'
import { useSendOrder } from './use-send-order.ts'

type ReviewStepProps = {
  order: ReviewedTransfer
  onChange: () => void
  onReviewAgain: (order: ReviewedTransfer) => void
  onDone: (transfer: Transfer) => void
}

/** What leaves, every fee, what arrives and when: looked at once more, then sent exactly like this. */
export function ReviewStep({ order, onChange, onReviewAgain, onDone }: ReviewStepProps) {
  const { t } = useTranslation()
  const { send, uncertain, repriced } = useSendOrder(order, { onReviewAgain, onDone })
  const { preview, recipient, note } = order
  const busy = send.isPending || send.isSuccess
  return (
    <Card className="flex flex-col gap-5">
      {repriced ? <Alert tone="warn" live title={t('transfers.repriced')} /> : null}
      <RecipientCard recipient={recipient.masked} />
      <Breakdown
        rows={[
          { label: t('transfers.theyGet'), money: preview.amount },
          ...(preview.fees.length === 0
            ? [{ label: t('transfers.fee'), money: preview.fee }]
            : preview.fees.map(line => ({ label: t('transfers.fee'), money: line.amount }))),
          { label: t('transfers.youPay'), money: preview.total, strong: true },
        ]}
      />
      <Facts
        className="border-t border-line"
        lines={[
          { label: t('transfers.arrives'), value: t(`transfers.arrival.${preview.arrives_at}`) },
          ...(note === ''
            ? []
            : [{ label: t('transfers.note'), value: <bdi className="break-words">{note}</bdi> }]),
          ...(preview.available_after
            ? [{ label: t('transfers.balanceAfter'), value: <Amount money={preview.available_after} /> }]
            : []),
          ...limitFacts(preview, { label: t('transfers.leftToday') }),
        ]}
      />
      <LimitNote preview={preview} />
      {preview.step_up ? (
        <p className="flex items-start gap-2 text-sm text-muted">
          <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t(`transfers.stepUp.${preview.step_up}`)}
        </p>
      ) : null}
      {uncertain && send.isPending ? <UncertainNotice /> : null}
      {send.error ? <OrderError error={send.error} onRetry={() => send.mutate()} /> : null}
      <div className="flex flex-col gap-2">
        <Button size="lg" block pending={busy} onClick={() => send.mutate()}>
          {t('transfers.send')} <Amount money={preview.total} />
        </Button>
        <Button variant="ghost" block disabled={busy} onClick={onChange}>
          {t('ui.change')}
        </Button>
      </div>
    </Card>
  )
}

const dailyOf = (preview: TransferPreview) => preview.limits.find(({ interval }) => interval === 'daily')

function limitFacts(preview: TransferPreview, { label }: { label: string }) {
  const daily = dailyOf(preview)
  return daily ? [{ label, value: <Amount money={daily.remaining} /> }] : []
}

/** When today's limit begins anew; only worth a line once part of it is used. */
function LimitNote({ preview }: { preview: TransferPreview }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const daily = dailyOf(preview)
  if (!daily?.resets_at || isZero(daily.used)) return null
  return (
    <p className="text-sm text-muted">
      {t('transfers.limitResets', { time: formatTime(daily.resets_at, language) })}
    </p>
  )
}
