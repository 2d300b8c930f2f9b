import type { ReactNode } from 'react'
import type { WireMoney } from '../../contract/money.ts'
import { amountParts, type AmountParts } from '../lib/format.ts'
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
  if (look === 'display')
    return <DisplayAmount parts={parts} currency={money.currency} className={className} />
  return (
    <bdi dir="ltr" className={cn('whitespace-nowrap tabular-nums', className)}>
      {parts.sign}
      {parts.whole}
      {parts.fraction}
      <span className="text-[0.86em] font-medium">
        {/* A space and no margin: what is copied or read out must not be `100.00EUR`. */}
        {`\u00A0${money.currency}`}
      </span>
    </bdi>
  )
}

type DisplayAmountProps = { parts: AmountParts; currency: string; className: string | undefined }

/** Never cut off, not even fifteen digits on the narrowest phone: a balance that lacks its end is another balance. */
function DisplayAmount({ parts: { sign, whole, fraction }, currency, className }: DisplayAmountProps) {
  const length = sign.length + whole.length
  const size = displaySizes.find(({ upTo }) => length <= upTo)?.look ?? 'text-[0.44em]'
  return (
    <bdi dir="ltr" className={cn('font-bold tracking-tight tabular-nums', className)}>
      <span className={cn('whitespace-nowrap', size)}>
        {sign}
        {whole}
        {/* Smaller than the rest, but never too small to read. */}
        <span className={cn(size === '' && 'text-[0.66em]')}>{fraction}</span>
      </span>
      {/* With text twice the size the code may stand below. */}
      <span className="text-[0.45em] font-medium tracking-normal">{` ${currency}`}</span>
    </bdi>
  )
}

/** By the characters before the decimals: `1,234,567` are nine. */
const displaySizes = [
  { upTo: 7, look: '' },
  { upTo: 9, look: 'text-[0.85em]' },
  { upTo: 12, look: 'text-[0.68em]' },
  { upTo: 16, look: 'text-[0.54em]' },
] as const

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
