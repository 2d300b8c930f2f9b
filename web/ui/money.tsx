import type { ReactNode } from 'react'
import type { WireMoney } from '../../contract/money.ts'
import { amountParts } from '../lib/format.ts'
import { useLanguage } from '../lib/i18n.ts'
import { cn } from './cn.ts'

type AmountProps = {
  money: WireMoney
  /** A plus before what comes in; the minus is always there. */
  sign?: boolean
  /** `display` is for the one figure a screen is about: small decimals, small code. */
  look?: 'text' | 'display'
  className?: string
}

/** Figures of one width, the currency always shown, read from left to right in every script. */
export function Amount({ money, sign = false, look = 'text', className }: AmountProps) {
  const parts = amountParts(money, useLanguage(), sign)
  const display = look === 'display'
  return (
    <bdi
      dir="ltr"
      className={cn('whitespace-nowrap tabular-nums', display && 'font-bold tracking-tight', className)}
    >
      {parts.sign}
      {parts.whole}
      <span className={cn(display && 'text-[0.66em]')}>{parts.fraction}</span>
      <span className={cn('font-medium', display ? 'text-[0.45em] tracking-normal' : 'text-[0.86em]')}>
        {/* A space and no margin: what is copied or read out must not be `100.00EUR`. */}
        {`\u00A0${money.currency}`}
      </span>
    </bdi>
  )
}

type BreakdownRow = { label: string; money: WireMoney; strong?: boolean; hint?: ReactNode }

/** What leaves, every fee, what arrives: one line each, figures aligned. */
export function Breakdown({ rows }: { rows: readonly BreakdownRow[] }) {
  return (
    <dl className="divide-y divide-line">
      {rows.map(row => (
        <div key={row.label} className="flex items-baseline justify-between gap-6 py-3">
          <dt className={cn('min-w-0', row.strong ? 'font-semibold' : 'text-muted')}>
            {row.label}
            {row.hint ? (
              <span className="mt-0.5 block text-sm font-normal text-muted">{row.hint}</span>
            ) : null}
          </dt>
          <dd className={cn(row.strong ? 'text-lg font-bold' : 'font-medium')}>
            <Amount money={row.money} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
