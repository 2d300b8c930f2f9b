import { cn } from './cn.ts'

/**
 * The mark: one coin in two halves that have moved past each other, what left here and what arrived there; every
 * movement in the books has these two sides. Drawn on a grid of 32; web/public/favicon.svg has the same paths.
 */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={cn('size-8 shrink-0', className)} aria-hidden focusable="false">
      <rect width="32" height="32" rx="9" fill="#0b5c50" />
      <path d="M15 8.6a8.7 8.7 0 0 0 0 17.4" fill="none" stroke="#fff" strokeWidth="4.2" />
      <path d="M17 6a8.7 8.7 0 0 1 0 17.4" fill="none" stroke="#f0b33c" strokeWidth="4.2" />
    </svg>
  )
}

export function Logo({ className, inverse = false }: { className?: string; inverse?: boolean }) {
  return (
    <span className={cn('inline-flex items-center gap-2.5', className)}>
      <LogoMark />
      <span
        className={cn('text-lg font-bold tracking-tight', inverse ? 'text-on-panel' : 'text-ink')}
        translate="no"
      >
        OKPay
      </span>
    </span>
  )
}
