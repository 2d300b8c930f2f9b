import { useTranslation } from 'react-i18next'
import type { WireMoney } from '../../contract/money.ts'
import { formatMoney } from '../lib/format.ts'
import { currentLanguage } from '../lib/i18n.ts'
import { cn } from './cn.ts'

/** An amount with its currency, figures of one width, grouped as the reader's language does. */
export function Amount({ money, sign = false, className }: { money: WireMoney; sign?: boolean; className?: string }) {
  // Rendering again when the language changes is what the hook is for here.
  useTranslation()
  return (
    <span className={cn('whitespace-nowrap tabular-nums', className)} dir="ltr">
      {formatMoney(money, currentLanguage(), { sign })}
    </span>
  )
}

type BreakdownRow = { label: string; money: WireMoney; strong?: boolean; hint?: string | undefined }

/** What leaves, every fee, what arrives: one line each, figures aligned. */
export function Breakdown({ rows }: { rows: readonly BreakdownRow[] }) {
  return (
    <dl className="flex flex-col divide-y divide-line">
      {rows.map(row => (
        <div key={row.label} className={cn('flex items-baseline justify-between gap-4 py-3', row.strong && 'text-lg font-semibold')}>
          <dt className={cn(!row.strong && 'text-muted')}>
            {row.label}
            {row.hint ? <span className="block text-sm font-normal text-muted">{row.hint}</span> : null}
          </dt>
          <dd>
            <Amount money={row.money} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
