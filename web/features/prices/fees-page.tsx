import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { chargedOperations, type ChargedOperation } from '../../../contract/charges.ts'
import { formatDate, formatMoney, isZero } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Loading, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { Calculator } from './calculator.tsx'
import { ComingChanges } from './coming-changes.tsx'
import { ExchangeMarkups } from './exchange-markups.tsx'
import { feesQuery, type FeeRule, type Fees } from './queries.ts'
import { isFree, useRuleText } from '../../lib/rule-text.ts'

/** The schedule the program charges by, as it is, so that what is published and what is charged cannot differ. */
export function FeesPage() {
  const { t } = useTranslation()
  const fees = useQuery(feesQuery)
  return (
    <div className="mx-auto max-w-3xl pt-6 sm:pt-12">
      <PageHeader title={t('publicPages.fees.title')} intro={t('prices.intro')} />
      {fees.data ? (
        <Published fees={fees.data} />
      ) : fees.error ? (
        <ErrorState error={fees.error} onRetry={() => void fees.refetch()} />
      ) : (
        <Loading>
          <Skeleton className="h-80" />
        </Loading>
      )}
    </div>
  )
}

function Published({ fees }: { fees: Fees }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <div className="flex flex-col gap-6">
      <ComingChanges upcoming={fees.upcoming} />
      <Calculator />
      {chargedOperations
        .filter(operation => operation !== 'exchange')
        .map(operation => (
          <OperationFees
            key={operation}
            operation={operation}
            rules={fees.rules.filter(rule => rule.operation === operation)}
          />
        ))}
      <ExchangeMarkups />
      <p>{t('prices.rest')}</p>
      <p className="text-sm text-muted">
        {t('prices.version', { version: fees.version, date: formatDate(fees.valid_from, language) })}{' '}
        <Link to="/limits" className="font-medium text-brand-text hover:underline">
          {t('prices.toLimits')}
        </Link>
      </p>
    </div>
  )
}

/** An operation without a rule costs nothing, and that is worth a line too. */
function OperationFees({ operation, rules }: { operation: ChargedOperation; rules: readonly FeeRule[] }) {
  const { t } = useTranslation()
  const title = t(`prices.operation.${operation}`)
  const always = rules.every(isFree)
  return (
    <Card flush label={title}>
      <div className="flex items-center justify-between gap-4 px-5 py-4 sm:px-6">
        <h2 className="text-lg font-semibold">{title}</h2>
        {always ? <Badge tone="ok">{t('prices.free')}</Badge> : null}
      </div>
      {always ? null : (
        <ul className="divide-y divide-line border-t border-line">
          {rules.map(rule => (
            <RuleLine key={rule.id} rule={rule} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function RuleLine({ rule }: { rule: FeeRule }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { conditions, price } = useRuleText()
  const when = conditions(rule)
  const { amount, fee } = rule.example
  return (
    <li className="px-5 py-4 sm:px-6">
      <div className="flex items-baseline justify-between gap-4">
        <span className="min-w-0 font-medium">
          {when.length > 0 ? when.join(' · ') : t('prices.otherwise')}
        </span>
        {isFree(rule) ? (
          <Badge tone="ok">{t('prices.free')}</Badge>
        ) : (
          <span className="text-end font-semibold tabular-nums">{price(rule)}</span>
        )}
      </div>
      <p className="mt-1 text-sm text-muted">
        {isZero(fee)
          ? t(`prices.exampleFree.${rule.operation}`, { amount: formatMoney(amount, language) })
          : t(`prices.example.${rule.operation}`, {
              amount: formatMoney(amount, language),
              fee: formatMoney(fee, language),
            })}
      </p>
    </li>
  )
}
