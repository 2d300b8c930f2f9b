import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chargedOperations, limitIntervals, type ChargedOperation } from '../../../contract/charges.ts'
import { customerLevels, type CustomerLevel } from '../../../contract/levels.ts'
import { currencies, type Currency } from '../../../contract/money.ts'
import { formatDate, formatMoney } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { currencyOfReaders } from '../../lib/usual-currency.ts'
import { CurrencySelect } from '../../ui/currency-select.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Loading, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { ComingChanges } from './coming-changes.tsx'
import { limitRulesQuery, type LimitRule, type LimitRules } from './queries.ts'

/** How much one may move, by level: for who is no customer yet, and who wonders what the next level brings. */
export function LimitsPage() {
  const { t } = useTranslation()
  const limits = useQuery(limitRulesQuery)
  return (
    <div className="mx-auto max-w-3xl pt-6 sm:pt-12">
      <PageHeader title={t('prices.limits.title')} intro={t('prices.limits.publicIntro')} />
      {limits.data ? (
        <Published limits={limits.data} />
      ) : limits.error ? (
        <ErrorState error={limits.error} onRetry={() => void limits.refetch()} />
      ) : (
        <Loading>
          <Skeleton className="h-80" />
        </Loading>
      )}
    </div>
  )
}

function Published({ limits }: { limits: LimitRules }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [currency, setCurrency] = useState<Currency>(currencyOfReaders[language])
  const limited = chargedOperations.filter(operation =>
    limits.rules.some(rule => rule.operation === operation),
  )
  return (
    <div className="flex flex-col gap-6">
      <ComingChanges upcoming={limits.upcoming} />
      <div>
        <CurrencySelect
          label={t('prices.calculator.currency')}
          value={currency}
          options={currencies.map(each => ({ currency: each }))}
          onChange={setCurrency}
        />
      </div>
      {limited.map(operation => (
        <OperationLimits key={operation} operation={operation} rules={limits.rules} currency={currency} />
      ))}
      <p>{t('prices.limits.rest')}</p>
      <p className="text-sm text-muted">
        {t('prices.version', { version: limits.version, date: formatDate(limits.valid_from, language) })}{' '}
        <Link to="/fees" className="font-medium text-brand-text hover:underline">
          {t('prices.toFees')}
        </Link>
      </p>
    </div>
  )
}

type Asked = { operation: ChargedOperation; rules: readonly LimitRule[]; currency: Currency }

function OperationLimits({ operation, rules, currency }: Asked) {
  const { t } = useTranslation()
  const language = useLanguage()
  const title = t(`prices.operation.${operation}`)
  const intervals = limitIntervals.filter(interval =>
    customerLevels.some(level => limitOf(rules, { operation, interval, level, currency }) !== undefined),
  )
  const cell = 'px-5 py-3 text-start align-baseline sm:px-6'
  return (
    <Card flush label={title} className="overflow-hidden">
      <table className="w-full text-sm">
        <caption className="px-5 py-4 text-start text-lg font-semibold sm:px-6">{title}</caption>
        <thead>
          <tr className="border-y border-line text-muted">
            <th scope="col" className={cell}>
              <span className="sr-only">{t('prices.limits.interval')}</span>
            </th>
            {customerLevels.map(level => (
              <th key={level} scope="col" className={`${cell} text-end! font-medium`}>
                {t(`prices.tier.${level}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {intervals.map(interval => (
            <tr key={interval}>
              <th scope="row" className={`${cell} font-medium`}>
                {t(`prices.interval.${interval}`)}
              </th>
              {customerLevels.map(level => {
                const value = limitOf(rules, { operation, interval, level, currency })
                return (
                  <td key={level} className={`${cell} text-end! tabular-nums`}>
                    {value === undefined
                      ? t('prices.limits.none')
                      : formatMoney({ value, currency }, language)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}

/** As the server reads its rules: that of the level before that of any, currency by currency. */
function limitOf(
  rules: readonly LimitRule[],
  asked: {
    operation: ChargedOperation
    interval: LimitRule['interval']
    level: CustomerLevel
    currency: Currency
  },
): string | undefined {
  const of = (level: CustomerLevel | null) =>
    rules.find(
      rule => rule.operation === asked.operation && rule.interval === asked.interval && rule.level === level,
    )?.amounts[asked.currency]
  return of(asked.level) ?? of(null)
}
