import { ArrowLeft } from 'lucide-react'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from './cn.ts'

/** A page's heading, with the way back where there is one. It takes the focus when the page opens. */
export function PageHeader({ title, intro, back, action }: { title: string; intro?: ReactNode; back?: LinkProps['to']; action?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <header className="flex flex-col gap-2 pb-6">
      {back ? (
        <Link to={back} className="-ms-2 inline-flex min-h-11 w-fit items-center gap-2 rounded-lg px-2 text-sm font-semibold text-muted hover:text-ink">
          <ArrowLeft aria-hidden className="size-4 rtl:rotate-180" />
          {t('ui.back')}
        </Link>
      ) : null}
      <div className="flex items-center justify-between gap-4">
        <h1 className="text-2xl font-bold">{title}</h1>
        {action}
      </div>
      {intro ? <p className="max-w-prose text-muted">{intro}</p> : null}
    </header>
  )
}

export function Card({ className, children }: { className?: string; children: ReactNode }) {
  return <section className={cn('rounded-2xl bg-surface p-5 shadow-card sm:p-6', className)}>{children}</section>
}

/** One narrow column for one idea: forms, reviews, receipts. */
export function Narrow({ children }: { children: ReactNode }) {
  return <div className="mx-auto w-full max-w-lg">{children}</div>
}

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('animate-pulse rounded-lg bg-sunken', className)} />
}

export function EmptyState({ icon, title, children, action }: { icon: ReactNode; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-12 text-center">
      <span aria-hidden className="grid size-14 place-items-center rounded-2xl bg-brand-soft text-brand-text">
        {icon}
      </span>
      <p className="text-lg font-semibold">{title}</p>
      {children ? <div className="max-w-sm text-muted">{children}</div> : null}
      {action}
    </div>
  )
}
