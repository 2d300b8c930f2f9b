import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../../lib/api.ts'
import { formatBasisPoints, formatMoney } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card } from '../../ui/layout.tsx'
import { ComingChanges } from './coming-changes.tsx'
import { markupsQuery } from './queries.ts'

type Rule = Answer<'listMarkups'>['rules'][number]

/** What is added to the reference rate where money changes its currency. */
export function ExchangeMarkups() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(markupsQuery)
  const title = t('prices.operation.exchange')
  return (
    <Card flush label={title}>
      <div className="px-5 py-4 sm:px-6">
        <h2 className="text-lg font-semibold">{title}</h2>
        <p className="mt-1 text-sm text-muted">{t('prices.markup.text')}</p>
      </div>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} className="m-4" /> : null}
      {data && data.upcoming.length > 0 ? (
        <div className="flex flex-col gap-3 px-5 pb-4 sm:px-6">
          <ComingChanges upcoming={data.upcoming} />
        </div>
      ) : null}
      <ul className="divide-y divide-line border-t border-line empty:hidden">
        {data?.rules.map(rule => (
          <MarkupLine key={rule.id} rule={rule} />
        ))}
      </ul>
    </Card>
  )
}

function MarkupLine({ rule }: { rule: Rule }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { from, to, from_volume: volume } = rule
  const any = t('prices.markup.any')
  const parts = [
    ...(from === null && to === null ? [] : [`${from ?? any} → ${to ?? any}`]),
    ...(volume === null
      ? []
      : [
          t('prices.markup.volume', {
            amount: formatMoney({ value: volume, currency: 'EUR' }, language),
          }),
        ]),
  ]
  return (
    <li className="flex items-baseline justify-between gap-4 px-5 py-4 sm:px-6">
      <span className="min-w-0 font-medium">{parts.join(' · ') || t('prices.markup.everybody')}</span>
      <span className="font-semibold tabular-nums">{formatBasisPoints(rule.basis_points, language)}</span>
    </li>
  )
}
