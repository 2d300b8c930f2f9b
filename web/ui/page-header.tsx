import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from './cn.ts'

type PageHeaderProps = {
  title: ReactNode
  lead?: ReactNode
  aside?: ReactNode
  onBack?: (() => void) | undefined
  className?: string
}

export function PageHeader({ title, lead, aside, onBack, className }: PageHeaderProps) {
  const { t } = useTranslation()
  return (
    <header className={cn('mb-6', className)}>
      {onBack ? (
        <button
          type="button"
          onClick={onBack}
          className="-ms-2 mb-2 inline-flex min-h-11 items-center gap-1.5 rounded-lg px-2 text-sm font-medium text-muted hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-4 rtl:-scale-x-100" />
          {t('ui.back')}
        </button>
      ) : null}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-2xl font-bold">{title}</h1>
          {lead ? <p className="mt-1.5 max-w-prose text-muted">{lead}</p> : null}
        </div>
        {aside}
      </div>
    </header>
  )
}
