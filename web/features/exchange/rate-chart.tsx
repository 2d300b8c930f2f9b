import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Currency } from '../../../contract/money.ts'
import { formatDate, formatNumber } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Card } from '../../ui/layout.tsx'
import { rateHistoryQuery } from './queries.ts'

const width = 600
const height = 140

/** How the reference rate of a pair moved: a line, and the same in words for who cannot see it. */
export function RateChart({ from, to }: { from: Currency; to: Currency }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data } = useQuery(rateHistoryQuery(from, to))
  const points = data?.data ?? []
  if (from === to || points.length < 2) return null
  // Only for drawing and for comparing with each other: amounts never come from these numbers.
  const values = points.map(point => Number(point.rate))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const shown = (value: number): string =>
    formatNumber(value, language, { minimumSignificantDigits: 6, maximumSignificantDigits: 6 })
  const dayText = (day: string | undefined): string => (day ? formatDate(`${day}T12:00:00`, language) : '')
  const facts = { low: shown(low), high: shown(high), now: shown(values.at(-1) ?? low) }
  return (
    <Card className="mt-6">
      <figure>
        <figcaption className="flex flex-wrap items-baseline justify-between gap-2">
          <span className="text-sm font-semibold">{t('exchange.chart', { from, to })}</span>
          <span className="text-lg font-bold tabular-nums">{facts.now}</span>
        </figcaption>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={t('exchange.chartText', facts)}
          className="mt-3 w-full text-brand-text"
        >
          <path d={areaOf(values, low, high)} className="fill-brand-soft" />
          <path
            d={lineOf(values, low, high)}
            fill="none"
            stroke="currentColor"
            strokeWidth="2.5"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
        <div className="mt-2 flex justify-between gap-4 text-xs whitespace-nowrap text-muted tabular-nums">
          <span>{dayText(points[0]?.day)}</span>
          <span>{dayText(points.at(-1)?.day)}</span>
        </div>
        <p className="mt-1 text-center text-xs text-muted tabular-nums">
          {t('exchange.chartLow')} {facts.low} · {t('exchange.chartHigh')} {facts.high}
        </p>
      </figure>
    </Card>
  )
}

function lineOf(values: readonly number[], low: number, high: number): string {
  const span = high - low || 1
  const place = (value: number, index: number): string =>
    `${((index / (values.length - 1)) * width).toFixed(1)},${(height - 8 - ((value - low) / span) * (height - 16)).toFixed(1)}`
  return `M${values.map(place).join('L')}`
}

function areaOf(values: readonly number[], low: number, high: number): string {
  return `${lineOf(values, low, high)}L${width},${height}L0,${height}Z`
}
