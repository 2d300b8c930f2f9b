import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export type Fact = { label: ReactNode; value: ReactNode; strong?: boolean; detail?: ReactNode }

/**
 * Names and values under each other: the facts of a transaction, of a profile, of a receipt. A name has half of the line
 * at most, and less beside an amount too long for the other half, which is never broken.
 */
export function Facts({ lines, className }: { lines: readonly Fact[]; className?: string }) {
  return (
    <dl className={cn('divide-y divide-line', className)}>
      {lines.map((line, index) => (
        <div
          key={index}
          className="grid grid-cols-[fit-content(50%)_minmax(min-content,1fr)] items-baseline gap-6 py-3"
        >
          <dt className={cn('text-sm', line.strong ? 'font-semibold text-ink' : 'text-muted')}>
            {line.label}
            {line.detail ? (
              <span className="mt-0.5 block text-xs font-normal text-muted">{line.detail}</span>
            ) : null}
          </dt>
          <dd
            className={cn(
              'min-w-0 text-end wrap-anywhere',
              line.strong ? 'text-lg font-bold' : 'font-medium',
            )}
          >
            {line.value}
          </dd>
        </div>
      ))}
    </dl>
  )
}
