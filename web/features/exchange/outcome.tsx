import { Link } from '@tanstack/react-router'
import { CircleAlert, CircleCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import type { Currency } from '../../../contract/money.ts'
import { formatExactTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Alert } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { cn } from '../../ui/cn.ts'
import { Facts, type Fact } from '../../ui/facts.tsx'
import { Card, Narrow } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import type { Conversion } from './queries.ts'

/** Both amounts and the number, or why it did not happen. */
export function Outcome({ conversion, onAgain }: { conversion: Conversion; onAgain: () => void }) {
  const { t } = useTranslation()
  const failed = conversion.status === 'failed'
  const title = t(failed ? 'exchange.failedTitle' : 'exchange.doneTitle')
  usePageTitle(title)
  const Icon = failed ? CircleAlert : CircleCheck
  const { number, send, receive, status_reason: reason } = conversion
  return (
    <Narrow>
      <Card className="flex flex-col gap-5">
        <div role="status" className="flex flex-col items-center gap-2 pt-2 text-center">
          <span
            aria-hidden
            className={cn(
              'grid size-14 place-items-center rounded-full',
              failed ? 'bg-bad-soft text-bad' : 'bg-ok-soft text-ok',
            )}
          >
            <Icon className="size-7" />
          </span>
          <h1 className="mt-1 text-xl font-bold">{title}</h1>
          <p className={cn('text-3xl', failed && 'text-muted')}>
            <Amount money={failed ? send : receive} look="display" />
          </p>
          <p className="text-muted">{t(failed ? 'exchange.failedText' : 'exchange.doneText')}</p>
        </div>
        {failed ? (
          <Alert tone="bad" title={t(`reasons.${reason ?? 'other'}`, { defaultValue: t('reasons.other') })} />
        ) : null}
        <OutcomeFacts conversion={conversion} />
        <div className="flex flex-col gap-2">
          {failed ? (
            <WayOn reason={reason} currency={send.currency} onAgain={onAgain} />
          ) : (
            <Link to="/app" className={buttonClass({ size: 'lg', block: true })}>
              {t('ui.done')}
            </Link>
          )}
          <Link
            to="/app/transactions/$number"
            params={{ number }}
            className={buttonClass({ variant: 'secondary', block: true })}
          >
            {t('transactions.details')}
          </Link>
          {failed ? null : (
            <Button variant="ghost" block onClick={onAgain}>
              {t('exchange.again')}
            </Button>
          )}
        </div>
      </Card>
    </Narrow>
  )
}

/** What was given and got and at which rate; of what did not happen only what was wanted. */
function OutcomeFacts({ conversion }: { conversion: Conversion }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { number, send, receive, rate, created_at, status } = conversion
  const amounts: readonly Fact[] =
    status === 'failed'
      ? [
          { label: t('exchange.wanted'), value: <Amount money={send} /> },
          { label: t('exchange.pair'), value: `${send.currency} → ${receive.currency}` },
        ]
      : [
          { label: t('exchange.from'), value: <Amount money={send} /> },
          { label: t('exchange.to'), value: <Amount money={receive} /> },
          {
            label: t('exchange.rate'),
            value: <span className="tabular-nums">{`1 ${send.currency} = ${rate} ${receive.currency}`}</span>,
          },
        ]
  return (
    <Facts
      className="border-t border-line"
      lines={[
        {
          label: t('transactions.number'),
          value: <span className="tabular-nums">{grouped(number)}</span>,
        },
        ...amounts,
        { label: t('transactions.time'), value: formatExactTime(created_at, language) },
      ]}
    />
  )
}

/** What to do about it: money that is missing can be added, everything else tried once more. */
function WayOn({
  reason,
  currency,
  onAgain,
}: {
  reason: string | null
  currency: Currency
  onAgain: () => void
}) {
  const { t } = useTranslation()
  if (reason !== 'insufficient_funds')
    return (
      <Button size="lg" block onClick={onAgain}>
        {t('exchange.tryAgain')}
      </Button>
    )
  return (
    <>
      <Link to="/app/add-money" className={buttonClass({ size: 'lg', block: true })}>
        {t('exchange.topUp', { currency })}
      </Link>
      <Button variant="secondary" block onClick={onAgain}>
        {t('exchange.otherAmount')}
      </Button>
    </>
  )
}
