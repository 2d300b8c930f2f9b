import { Link, type LinkProps } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from './cn.ts'
import { usePageTitle } from './page-title.ts'

type PageHeaderProps = {
  title: string
  intro?: ReactNode
  /** The page above this one. */
  back?: LinkProps['to']
  /** The step before, within this page. */
  onBack?: (() => void) | undefined
  action?: ReactNode
}

const backClass =
  '-ms-2 mb-1 inline-flex min-h-11 w-fit items-center gap-1.5 rounded-lg px-2 text-sm font-medium text-muted hover:text-ink no-print'

/** A page's heading, with the way back where there is one. */
export function PageHeader({ title, intro, back, onBack, action }: PageHeaderProps) {
  const { t } = useTranslation()
  usePageTitle(title)
  const arrow = <ArrowLeft aria-hidden className="size-4 rtl:rotate-180" />
  return (
    <header className="flex flex-col pb-6">
      {back && !onBack ? (
        <Link to={back} className={backClass}>
          {arrow}
          {t('ui.back')}
        </Link>
      ) : null}
      {onBack ? (
        <button type="button" onClick={onBack} className={backClass}>
          {arrow}
          {t('ui.back')}
        </button>
      ) : null}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h1 className="min-w-0 text-2xl font-bold">{title}</h1>
        {action}
      </div>
      {intro ? <p className="mt-1.5 max-w-prose text-muted">{intro}</p> : null}
    </header>
  )
}

type CardProps = {
  className?: string
  label?: string
  /** Content that reaches the edges, e.g. a table. */
  flush?: boolean
  children: ReactNode
}

export function Card({ className, label, flush = false, children }: CardProps) {
  return (
    <section
      aria-label={label}
      className={cn('rounded-2xl bg-surface shadow-card', !flush && 'p-5 sm:p-6', className)}
    >
      {children}
    </section>
  )
}

/** One narrow column for one idea: forms, reviews, receipts. */
export function Narrow({ children }: { children: ReactNode }) {
  return <div className="mx-auto w-full max-w-lg">{children}</div>
}

/** A place holder of the size of what comes, so that nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('skeleton animate-pulse bg-sunken', className)} />
}

/** Says once that something loads; the shapes themselves are silent. */
export function Loading({ children, className }: { children: ReactNode; className?: string }) {
  const { t } = useTranslation()
  return (
    <div role="status" aria-busy className={className}>
      <span className="sr-only">{t('ui.loading')}</span>
      {children}
    </div>
  )
}

type EmptyStateProps = {
  icon: ReactNode
  title: string
  /** `h1` where it is the whole page. */
  heading?: 'h1' | 'h2'
  children?: ReactNode
  action?: ReactNode
}

/** Nothing here yet, why, and what would put something here. */
export function EmptyState({ icon, title, heading: Heading = 'h2', children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center px-6 py-12 text-center">
      <span
        aria-hidden
        className="mb-4 grid size-14 place-items-center rounded-2xl bg-brand-soft text-brand-text [&>svg]:size-6"
      >
        {icon}
      </span>
      <Heading className="text-lg font-semibold">{title}</Heading>
      {children ? <div className="mt-1 max-w-sm text-sm text-muted">{children}</div> : null}
      {action ? <div className="mt-5 flex flex-wrap justify-center gap-3">{action}</div> : null}
    </div>
  )
}
