import { useMutation } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { formatDate, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { hasCode } from './problems.ts'
import { isUncertain } from '../../lib/order.ts'
import { useCountdown } from '../../lib/use-countdown.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { ObstacleNotice } from '../../ui/obstacle.tsx'
import { OrderError, UncertainNotice } from '../../ui/uncertain-notice.tsx'
import type { AmountDraft } from './amount-step.tsx'
import { PriceFacts } from './price-facts.tsx'
import type { Quote } from './queries.ts'
import { RecipientCard } from './recipient-card.tsx'
import { useSendAbroad } from './use-send-abroad.ts'

type ReviewStepProps = {
  quote: Quote
  /** Under which it is ordered, however often it has to be asked for. */
  orderKey: string
  draft: AmountDraft
  onChange: () => void
  onNewPrice: (quote: Quote) => void
}

/**
 * What leaves, every fee, the rate, what arrives and when, and how long all of it holds: counted from now, because this
 * device's clock may be wrong.
 */
export function ReviewStep({ quote, orderKey, draft, onChange, onNewPrice }: ReviewStepProps) {
  const { t } = useTranslation()
  const [endsAt] = useState(() => Date.now() + Date.parse(quote.expires_at) - Date.parse(quote.created_at))
  const seconds = useCountdown(endsAt)
  const { send, uncertain } = useSendAbroad({ quote, draft, key: orderKey })
  const busy = send.isPending || send.isSuccess
  const renew = useMutation({ mutationFn: () => priceAgain(quote), onSuccess: onNewPrice })
  const over = (seconds === 0 && !busy) || hasCode(send.error, 'quote_expired', 'quote_used')
  return (
    <Card className="flex flex-col gap-5">
      <RecipientCard recipient={quote.recipient} />
      <PriceFacts price={quote} />
      <Arrival quote={quote} draft={draft} />
      {quote.obstacle ? <ObstacleNotice obstacle={quote.obstacle} /> : null}
      {quote.step_up ? (
        <p className="flex items-start gap-2 text-sm text-muted">
          <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t(`abroad.stepUp.${quote.step_up}`)}
        </p>
      ) : null}
      {over ? (
        <Alert tone="warn" live title={t('abroad.expired')} />
      ) : (
        <p className="text-sm text-muted tabular-nums">
          {t('abroad.holdsFor', { time: clockText(seconds) })}
        </p>
      )}
      {uncertain && send.isPending ? <UncertainNotice /> : null}
      {send.error && (!over || isUncertain(send.error)) ? (
        <OrderError error={send.error} onRetry={() => send.mutate()} />
      ) : null}
      {renew.error ? <ErrorState error={renew.error} onRetry={() => renew.mutate()} /> : null}
      <div className="flex flex-col gap-2">
        {over ? (
          <Button size="lg" block pending={renew.isPending} onClick={() => renew.mutate()}>
            {t('abroad.newPrice')}
          </Button>
        ) : (
          <Button size="lg" block pending={busy} onClick={() => send.mutate()}>
            {t('abroad.confirm')} <Amount money={quote.total} />
          </Button>
        )}
        <Button variant="ghost" block disabled={busy} onClick={onChange}>
          {t('ui.change')}
        </Button>
      </div>
    </Card>
  )
}

function Arrival({ quote, draft }: { quote: Quote; draft: AmountDraft }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const message = draft.message.trim()
  return (
    <div>
      <Facts
        className="border-t border-line"
        lines={[
          {
            label: t('abroad.arrivesOn'),
            value: formatDate(`${quote.arrives_on}T12:00:00`, language),
            strong: true,
          },
          { label: t('abroad.leavesAt'), value: formatTime(quote.leaves_at, language) },
          ...(draft.purpose
            ? [{ label: t('abroad.purpose'), value: t(`abroad.purposes.${draft.purpose}`) }]
            : []),
          ...(message ? [{ label: t('abroad.message'), value: <bdi>{message}</bdi> }] : []),
          ...(quote.available_after
            ? [{ label: t('abroad.balanceAfter'), value: <Amount money={quote.available_after} /> }]
            : []),
        ]}
      />
      {quote.holidays_known ? null : <p className="pt-1 text-sm text-muted">{t('abroad.latest')}</p>}
    </div>
  )
}

/** The same question once more. */
function priceAgain({ recipient, fixed, total, receive }: Quote): Promise<Quote> {
  return api('createTransferAbroadQuote', {
    body: {
      recipient: recipient.id,
      source: total.currency,
      fixed,
      amount: fixed === 'send' ? total : receive,
    },
  })
}

function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
