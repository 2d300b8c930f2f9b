import { Ban, CircleAlert, CircleCheck, Clock, Hourglass, Hand, Undo2, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TransactionStatus } from '../../contract/api/wallet.ts'
import { cn } from './cn.ts'

/** Icon, tone and word of each status: a colour alone says nothing to many eyes. */
const looks: Record<TransactionStatus, { icon: LucideIcon; className: string }> = {
  requires_action: { icon: Hand, className: 'bg-info-soft text-info' },
  pending: { icon: Clock, className: 'bg-warn-soft text-warn' },
  processing: { icon: Clock, className: 'bg-warn-soft text-warn' },
  in_review: { icon: Hourglass, className: 'bg-warn-soft text-warn' },
  completed: { icon: CircleCheck, className: 'bg-ok-soft text-ok' },
  succeeded: { icon: CircleCheck, className: 'bg-ok-soft text-ok' },
  failed: { icon: CircleAlert, className: 'bg-bad-soft text-bad' },
  canceled: { icon: Ban, className: 'bg-sunken text-muted' },
  expired: { icon: Ban, className: 'bg-sunken text-muted' },
  reversed: { icon: Undo2, className: 'bg-sunken text-muted' },
}

export function StatusPill({ status, className }: { status: TransactionStatus; className?: string }) {
  const { t } = useTranslation()
  const { icon: Icon, className: tone } = looks[status]
  return (
    <span className={cn('inline-flex items-center gap-1.5 rounded-full px-2.5 py-1 text-xs font-semibold', tone, className)}>
      <Icon aria-hidden className="size-3.5" />
      {t(`status.${status}`)}
    </span>
  )
}
