import { Check, Circle, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cn } from './cn.ts'

export type TimelineItem = {
  title: string
  at: string
  /** What proves it, in words, with the reference one can read out. */
  evidence?: { label: string; reference: string } | undefined
  note?: string | undefined
  kind: 'done' | 'failed' | 'next'
}

const marks = {
  done: { icon: Check, className: 'bg-ok-soft text-ok' },
  failed: { icon: X, className: 'bg-bad-soft text-bad' },
  next: { icon: Circle, className: 'bg-sunken text-muted' },
} as const

/** The life of a transaction, oldest first, each step with its time and its proof. */
export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  const { t } = useTranslation()
  return (
    <ol aria-label={t('ui.timeline')} className="flex flex-col">
      {items.map((item, index) => {
        const { icon: Icon, className } = marks[item.kind]
        return (
          <li key={`${item.at}-${item.title}`} className="relative flex gap-4 pb-6 last:pb-0">
            {index < items.length - 1 ? <span aria-hidden className="absolute start-3.75 top-8 bottom-0 w-px bg-line" /> : null}
            <span aria-hidden className={cn('grid size-8 shrink-0 place-items-center rounded-full', className)}>
              <Icon className="size-4" />
            </span>
            <div className="flex min-w-0 flex-col gap-0.5 pt-1">
              <p className="font-semibold">{item.title}</p>
              <p className="text-sm text-muted">{item.at}</p>
              {item.note ? <p className="text-sm">{item.note}</p> : null}
              {item.evidence ? (
                <p className="text-xs text-muted">
                  {item.evidence.label} <span className="font-mono break-all">{item.evidence.reference}</span>
                </p>
              ) : null}
            </div>
          </li>
        )
      })}
    </ol>
  )
}
