import type { ReactNode } from 'react'
import { cn } from './cn.ts'

type RowContent = {
  icon?: ReactNode
  title: ReactNode
  detail?: ReactNode
  value?: ReactNode
  valueDetail?: ReactNode
}

/** What a row shows, whatever element the row is: a link, a button, nothing that can be pressed. */
export function RowContent({ icon, title, detail, value, valueDetail }: RowContent) {
  return (
    <>
      {icon ? (
        <span
          aria-hidden
          className="grid size-10 shrink-0 place-items-center rounded-full bg-sunken text-muted [&>svg]:size-4.5"
        >
          {icon}
        </span>
      ) : null}
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{title}</span>
        {detail ? <span className="block truncate text-sm text-muted">{detail}</span> : null}
      </span>
      {value ? (
        <span className="flex shrink-0 flex-col items-end gap-0.5 text-end">
          <span className="font-semibold">{value}</span>
          {valueDetail ? <span className="text-sm text-muted">{valueDetail}</span> : null}
        </span>
      ) : null}
    </>
  )
}

/** For links and buttons that are rows. */
export const rowClass =
  'flex min-h-16 w-full items-center gap-3.5 px-4 py-2.5 text-start transition-colors hover:bg-sunken/60 sm:px-5'

export function List({
  children,
  className,
  label,
}: {
  children: ReactNode
  className?: string
  label?: string
}) {
  return (
    <ul
      aria-label={label}
      className={cn('divide-y divide-line overflow-hidden rounded-xl bg-surface shadow-card', className)}
    >
      {children}
    </ul>
  )
}
