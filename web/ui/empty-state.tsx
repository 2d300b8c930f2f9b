import type { ReactNode } from 'react'
import { cn } from './cn.ts'

type EmptyStateProps = { icon?: ReactNode; title: string; children?: ReactNode; action?: ReactNode; className?: string }

/** Nothing here yet, why, and what would put something here. */
export function EmptyState({ icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn('flex flex-col items-center px-4 py-10 text-center', className)}>
      {icon ? (
        <span aria-hidden className="mb-4 grid size-14 place-items-center rounded-full bg-brand-soft text-brand-text [&>svg]:size-6">
          {icon}
        </span>
      ) : null}
      <h2 className="text-lg font-semibold">{title}</h2>
      {children ? <div className="mt-1 max-w-sm text-sm text-muted">{children}</div> : null}
      {action ? <div className="mt-5 flex flex-wrap justify-center gap-3">{action}</div> : null}
    </div>
  )
}
