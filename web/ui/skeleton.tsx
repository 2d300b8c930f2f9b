import { useTranslation } from 'react-i18next'
import { cn } from './cn.ts'

/** A place holder of the size of what comes, so that nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('block animate-pulse rounded-md bg-sunken', className)} />
}

/** Says once that something loads; the shapes themselves are silent. */
export function Loading({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation()
  return (
    <div role="status" aria-busy>
      <span className="sr-only">{t('ui.loading')}</span>
      {children}
    </div>
  )
}

export function SkeletonRows({ rows = 4 }: { rows?: number }) {
  return (
    <Loading>
      <div className="divide-y divide-line">
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className="flex items-center gap-4 py-4">
            <Skeleton className="size-10 rounded-full" />
            <div className="flex-1 space-y-2">
              <Skeleton className="h-4 w-2/5" />
              <Skeleton className="h-3 w-1/4" />
            </div>
            <Skeleton className="h-4 w-20" />
          </div>
        ))}
      </div>
    </Loading>
  )
}
