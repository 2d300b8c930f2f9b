import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export type BadgeTone = 'neutral' | 'ok' | 'warn' | 'bad' | 'info' | 'brand'

export const toneClass: Record<BadgeTone, string> = {
  neutral: 'bg-sunken text-muted',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  info: 'bg-info-soft text-info',
  brand: 'bg-brand-soft text-brand-text',
}

/** Never only a colour: there is always a word, and an icon where the word is a state. */
export function Badge({
  tone = 'neutral',
  icon,
  children,
}: {
  tone?: BadgeTone
  icon?: ReactNode
  children: ReactNode
}) {
  return (
    <span
      className={cn(
        'inline-flex max-w-full items-center gap-1 rounded-full px-2.5 py-0.5 text-xs font-semibold',
        toneClass[tone],
      )}
    >
      {icon ? (
        <span aria-hidden className="[&>svg]:size-3.5">
          {icon}
        </span>
      ) : null}
      <span className="min-w-0">{children}</span>
    </span>
  )
}
