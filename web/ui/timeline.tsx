import { Check, CircleDashed, FileCheck2, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export type TimelineItem = {
  key: string
  title: string
  at?: string | undefined
  detail?: ReactNode
  /** What proves this step, in words, and the reference one can read out to somebody. */
  evidence?: { label: ReactNode; reference: string } | undefined
  kind: 'done' | 'failed' | 'waiting'
}

const marks = {
  done: { Icon: Check, className: 'bg-brand text-on-brand' },
  failed: { Icon: X, className: 'bg-bad text-white dark:text-page' },
  waiting: { Icon: CircleDashed, className: 'bg-warn-soft text-warn' },
} as const

/** The life of a transaction, oldest first, each step with its time and its proof. */
export function Timeline({ label, items }: { label: string; items: readonly TimelineItem[] }) {
  return (
    <ol aria-label={label}>
      {items.map((item, index) => (
        <TimelineStep key={item.key} item={item} last={index === items.length - 1} />
      ))}
    </ol>
  )
}

function TimelineStep({ item, last }: { item: TimelineItem; last: boolean }) {
  const { Icon, className } = marks[item.kind]
  return (
    <li className="relative flex gap-4 pb-6 last:pb-0">
      {last ? null : <span aria-hidden className="absolute start-3 top-7 bottom-1 w-px bg-line" />}
      <span
        aria-hidden
        className={cn('mt-0.5 grid size-6 shrink-0 place-items-center rounded-full', className)}
      >
        <Icon className="size-3.5" strokeWidth={3} />
      </span>
      <div className="min-w-0 flex-1">
        {/* Under each other on a phone: at the end of the line some would fit and some would not. */}
        <div className="items-baseline justify-between gap-4 sm:flex">
          <p className="min-w-0 font-semibold">{item.title}</p>
          {item.at ? <p className="shrink-0 text-sm text-muted tabular-nums">{item.at}</p> : null}
        </div>
        {item.detail ? <div className="mt-0.5 text-sm text-muted">{item.detail}</div> : null}
        {item.evidence ? (
          <p className="mt-1 flex items-start gap-1.5 text-xs text-muted">
            <FileCheck2 aria-hidden className="mt-px size-3.5 shrink-0" />
            <span className="min-w-0">
              {item.evidence.label} <span className="font-mono wrap-anywhere">{item.evidence.reference}</span>
            </span>
          </p>
        ) : null}
      </div>
    </li>
  )
}
