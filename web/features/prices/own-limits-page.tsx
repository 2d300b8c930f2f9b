import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chargedOperations, type ChargedOperation } from '../../../contract/charges.ts'
import { currencies, type Currency } from '../../../contract/money.ts'
import { formatMoney, formatWhen } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { walletQuery } from '../../lib/queries.ts'
import { useUsualCurrency } from '../../lib/usual-currency.ts'
import { Alert } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { CurrencySelect } from '../../ui/currency-select.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Loading, Narrow, PageHeader } from '../../ui/layout.tsx'
import { ShareBar } from '../../ui/share-bar.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { ownLimitsQuery, type OwnLimit, type OwnLimits } from './queries.ts'

/** What I have used, what is left, when it starts anew, and what gives me more. */
export function OwnLimitsPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(ownLimitsQuery)
  return (
    <Narrow>
      <PageHeader
        title={t('prices.limits.ownTitle')}
        intro={t('prices.limits.ownIntro')}
        back="/app/profile"
      />
      {data ? (
        <Limits limits={data} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading>
          <SkeletonRows rows={6} />
        </Loading>
      )}
    </Narrow>
  )
}

function Limits({ limits }: { limits: OwnLimits }) {
  const usual = useUsualCurrency()
  const [chosen, setCurrency] = useState<Currency>()
  const currency = chosen ?? usual
  return (
    <div className="flex flex-col gap-5">
      <Raise limits={limits} />
      {currency === undefined ? (
        <WaitingForWallet />
      ) : (
        <InCurrency limits={limits} currency={currency} onCurrency={setCurrency} />
      )}
    </div>
  )
}

/** Until it is known of which currency somebody has money, no other one's limits are shown as theirs. */
function WaitingForWallet() {
  const { error, refetch } = useQuery(walletQuery)
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Loading>
      <SkeletonRows rows={6} />
    </Loading>
  )
}

type InCurrencyProps = { limits: OwnLimits; currency: Currency; onCurrency: (currency: Currency) => void }

function InCurrency({ limits, currency, onCurrency }: InCurrencyProps) {
  const { t } = useTranslation()
  const shown = limits.data.filter(({ limit }) => limit.currency === currency)
  const operations = chargedOperations.filter(each => shown.some(({ operation }) => operation === each))
  return (
    <>
      <div>
        <CurrencySelect
          label={t('prices.calculator.currency')}
          value={currency}
          options={currencies.map(each => ({ currency: each }))}
          onChange={onCurrency}
        />
      </div>
      {operations.map(operation => (
        <OperationUse
          key={operation}
          operation={operation}
          limits={shown.filter(each => each.operation === operation)}
        />
      ))}
    </>
  )
}

/** What really raises them now; where nothing does, that is said too. */
function Raise({ limits: { level, raise_by: way } }: { limits: OwnLimits }) {
  const { t } = useTranslation()
  if (way === null) return <Alert>{t('prices.limits.highest', { level: t(`prices.tier.${level}`) })}</Alert>
  return (
    <Alert
      title={t('prices.limits.raiseTitle')}
      action={
        <Link to="/app/verify-phone" className={buttonClass({ size: 'sm' })}>
          {t('prices.limits.raiseAction')}
        </Link>
      }
    >
      {t('prices.limits.raiseText')}
    </Alert>
  )
}

function OperationUse({ operation, limits }: { operation: ChargedOperation; limits: readonly OwnLimit[] }) {
  const { t } = useTranslation()
  const title = t(`prices.operation.${operation}`)
  return (
    <Card flush label={title}>
      <h2 className="px-5 pt-4 pb-2 text-lg font-semibold sm:px-6">{title}</h2>
      <ul className="divide-y divide-line">
        {limits.map(limit => (
          <LimitLine key={limit.interval} limit={limit} />
        ))}
      </ul>
    </Card>
  )
}

function LimitLine({ limit }: { limit: OwnLimit }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const isCounted = limit.interval !== 'transaction'
  const notes = [
    ...(isCounted
      ? [
          t('prices.limits.used', {
            used: formatMoney(limit.used, language),
            limit: formatMoney(limit.limit, language),
          }),
        ]
      : []),
    ...(limit.resets_at && isCounted
      ? [t('prices.limits.resets', { time: formatWhen(limit.resets_at, language) })]
      : []),
    ...(limit.next_limit
      ? [t('prices.limits.next', { amount: formatMoney(limit.next_limit, language) })]
      : []),
  ]
  return (
    <li className="px-5 py-3.5 sm:px-6">
      <div className="flex items-baseline justify-between gap-4">
        <span className="shrink-0 font-medium">{t(`prices.interval.${limit.interval}`)}</span>
        <span className="text-end font-semibold tabular-nums">
          {isCounted
            ? t('prices.limits.left', { left: formatMoney(limit.remaining, language) })
            : formatMoney(limit.limit, language)}
        </span>
      </div>
      {isCounted ? <ShareBar part={limit.used} whole={limit.limit} warnFrom={90} className="mt-2" /> : null}
      {notes.length > 0 ? <p className="mt-1.5 text-sm text-muted">{notes.join(' · ')}</p> : null}
    </li>
  )
}
