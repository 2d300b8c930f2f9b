import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn.ts'

export type Tone = 'info' | 'ok' | 'warn' | 'bad'

const looks: Record<Tone, { box: string; icon: string; Icon: LucideIcon }> = {
  info: { box: 'bg-info-soft', icon: 'text-info', Icon: Info },
  ok: { box: 'bg-ok-soft', icon: 'text-ok', Icon: CircleCheck },
  warn: { box: 'bg-warn-soft', icon: 'text-warn', Icon: TriangleAlert },
  bad: { box: 'bg-bad-soft', icon: 'text-bad', Icon: CircleAlert },
}

type AlertProps = {
  tone?: Tone
  title?: ReactNode
  /** Where it is all that the page says. */
  heading?: 'h1'
  children?: ReactNode
  action?: ReactNode
  /** Announced at once by screen readers; for what the person has just caused. */
  live?: boolean
  className?: string
}

export function Alert({
  tone = 'info',
  title,
  heading,
  children,
  action,
  live = false,
  className,
}: AlertProps) {
  const { box, icon, Icon } = looks[tone]
  const Heading = heading ?? 'p'
  return (
    <div
      role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}
      className={cn('flex gap-3 rounded-lg p-4 text-sm text-ink', box, className)}
    >
      <Icon aria-hidden className={cn('size-5 shrink-0', icon)} />
      <div className="min-w-0 flex-1">
        {title ? <Heading className="font-semibold">{title}</Heading> : null}
        {children ? <div className={cn(title && 'mt-0.5')}>{children}</div> : null}
        {action ? <div className="mt-3 flex flex-wrap gap-2 empty:hidden">{action}</div> : null}
      </div>
    </div>
  )
}
