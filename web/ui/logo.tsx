import { useId } from 'react'
import { cn } from './cn.ts'

/**
 * The mark: a ring (the O, and a coin) opened by a tick that leaves through the gap: money that goes out and is
 * accounted for. Drawn on a 32 unit grid; web/public/favicon.svg and the icons use the same paths.
 */
export function LogoMark({ className, title }: { className?: string; title?: string }) {
  const id = useId()
  return (
    <svg viewBox="0 0 32 32" className={cn('size-8 shrink-0', className)} role={title ? 'img' : undefined} aria-hidden={title ? undefined : true} aria-labelledby={title ? id : undefined}>
      {title ? <title id={id}>{title}</title> : null}
      <rect width="32" height="32" rx="9" className="fill-[#0b5c50]" />
      <path d="M22.6 10.2A9 9 0 1 0 24.9 17" fill="none" stroke="#fff" strokeWidth="3.2" strokeLinecap="round" />
      <path d="m12 15.6 4 4.2L26.2 7.6" fill="none" stroke="#f0b33c" strokeWidth="3.2" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}

export function Logo({ className, inverse = false }: { className?: string; inverse?: boolean }) {
  return (
    <span className={cn('inline-flex items-center gap-2.5', className)}>
      <LogoMark />
      <span className={cn('text-lg font-bold tracking-tight', inverse ? 'text-on-panel' : 'text-ink')} translate="no">
        OK<span className="font-medium">Pay</span>
      </span>
    </span>
  )
}
