import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { formatBasisPoints, formatDate, minorOf } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { isUncertain, order } from '../../lib/order.ts'
import { ApiProblem } from '../../lib/problem.ts'
import { walletQuery } from '../../lib/queries.ts'
import { ordering } from '../../lib/use-step-back.ts'
import { Alert } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { OrderError, UncertainNotice } from '../../ui/uncertain-notice.tsx'
import type { Conversion, Quote } from './queries.ts'
import { useTimeLeft } from './use-time-left.ts'

type ReviewStepProps = {
  quote: Quote
  /** Under which it is ordered, however often it has to be asked for. */
  orderKey: string
  onChange: () => void
  onNewPrice: (quote: Quote) => void
  onDone: (conversion: Conversion) => void
}

/** What leaves, what arrives, the rate and our share, and how long all of it holds. */
export function ReviewStep({ quote, orderKey, onChange, onNewPrice, onDone }: ReviewStepProps) {
  const { t } = useTranslation()
  const left = useTimeLeft(quote)
  const { exchange, uncertain } = useExchange({ quote, key: orderKey }, onDone)
  const busy = exchange.isPending || exchange.isSuccess
  const renew = useMutation({
    mutationFn: () => {
      const amount = quote.fixed === 'send' ? quote.send : quote.receive
      const { currency: from } = quote.send
      return api('createQuote', { body: { from, to: quote.receive.currency, amount } })
    },
    onSuccess: onNewPrice,
  })
  const { data: wallet } = useQuery(walletQuery)
  const available = wallet?.balances.find(({ currency }) => currency === quote.send.currency)?.available
  const isShort = available !== undefined && minorOf(available) < minorOf(quote.send)
  const over = left === undefined || hasCode(exchange.error, 'quote_expired')
  return (
    <Card className="flex flex-col gap-5">
      <PriceFacts quote={quote} />
      {isShort && !over ? (
        <Alert
          tone="warn"
          title={t('exchange.beyond')}
          action={
            <Link to="/app/add-money" className={buttonClass({ variant: 'secondary', size: 'sm' })}>
              {t('ui.places.addMoney')}
            </Link>
          }
        />
      ) : null}
      {over ? (
        <Alert tone="warn" live title={t('exchange.expired')} />
      ) : (
        <p className="text-sm text-muted tabular-nums">{t('exchange.holdsFor', { time: left })}</p>
      )}
      {uncertain && exchange.isPending ? <UncertainNotice /> : null}
      {exchange.error && (!over || isUncertain(exchange.error)) ? (
        <OrderError error={exchange.error} onRetry={() => exchange.mutate()} />
      ) : null}
      {renew.error ? <ErrorState error={renew.error} onRetry={() => renew.mutate()} /> : null}
      <div className="flex flex-col gap-2">
        {over ? (
          <Button size="lg" block pending={renew.isPending} onClick={() => renew.mutate()}>
            {t('exchange.newPrice')}
          </Button>
        ) : (
          <Button size="lg" block pending={busy} onClick={() => exchange.mutate()}>
            {t('exchange.confirm')} <Amount money={quote.send} />
          </Button>
        )}
        <Button variant="ghost" block disabled={busy} onClick={onChange}>
          {t('ui.change')}
        </Button>
      </div>
    </Card>
  )
}

function PriceFacts({ quote }: { quote: Quote }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { send, receive, rate, mid_rate, rate_day, markup, markup_basis_points } = quote
  const perUnit = (value: string): string => `1 ${send.currency} = ${value} ${receive.currency}`
  return (
    <Facts
      lines={[
        { label: t('exchange.from'), value: <Amount money={send} />, strong: true },
        { label: t('exchange.to'), value: <Amount money={receive} />, strong: true },
        {
          label: t('exchange.rate'),
          value: <span className="whitespace-nowrap tabular-nums">{perUnit(rate)}</span>,
        },
        {
          label: t('exchange.midRate'),
          detail: t('exchange.rateDay', { day: formatDate(`${rate_day}T12:00:00`, language) }),
          value: <span className="whitespace-nowrap tabular-nums">{perUnit(mid_rate)}</span>,
        },
        markup_basis_points === 0
          ? { label: t('exchange.noMarkup'), value: <Amount money={markup} /> }
          : {
              label: t('exchange.markup', { share: formatBasisPoints(markup_basis_points, language) }),
              value: <Amount money={markup} />,
            },
        { label: t('exchange.arrives'), value: t('exchange.atOnce') },
      ]}
    />
  )
}

/** One key for one price: repeated until there is an answer, done once. A decline is an outcome too. */
function useExchange(
  { quote, key }: { quote: Quote; key: string },
  onDone: (conversion: Conversion) => void,
) {
  const client = useQueryClient()
  const [uncertain, setUncertain] = useState(false)
  const exchange = useMutation({
    mutationKey: ordering,
    mutationFn: () =>
      order(
        () => api('createConversion', { body: { quote: quote.id }, key }),
        () => setUncertain(true),
      ).catch((error: unknown) => {
        const declined = declinedConversion(error)
        if (declined) return declined
        throw error
      }),
    onSuccess(conversion) {
      void client.invalidateQueries()
      onDone(conversion)
    },
  })
  return { exchange, uncertain }
}

/** The stored object of a remembered decline comes with the problem. */
function declinedConversion(error: unknown): Conversion | undefined {
  if (!(error instanceof ApiProblem)) return undefined
  const { resource } = error.problem
  return isConversion(resource) ? resource : undefined
}

function isConversion(value: unknown): value is Conversion {
  return typeof value === 'object' && value !== null && 'mid_rate' in value && 'status_reason' in value
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof ApiProblem && error.problem.code === code
}
