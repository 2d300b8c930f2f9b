import {
  Ban,
  CalendarClock,
  CircleAlert,
  CircleCheck,
  Clock,
  Hand,
  Hourglass,
  Search,
  Send,
  Undo2,
  type LucideIcon,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TransactionStatus } from '../../contract/api/wallet.ts'
import { Badge, type BadgeTone } from './badge.tsx'

/** Icon, tone and word of each status: a colour alone says nothing to many eyes. */
const looks: Record<TransactionStatus, { Icon: LucideIcon; tone: BadgeTone }> = {
  requires_action: { Icon: Hand, tone: 'info' },
  requires_confirmation: { Icon: Hand, tone: 'info' },
  scheduled: { Icon: CalendarClock, tone: 'info' },
  awaiting_acceptance: { Icon: Hourglass, tone: 'warn' },
  pending: { Icon: Clock, tone: 'warn' },
  processing: { Icon: Clock, tone: 'warn' },
  in_review: { Icon: Search, tone: 'warn' },
  in_transit: { Icon: Send, tone: 'warn' },
  sent: { Icon: Send, tone: 'warn' },
  paid: { Icon: CircleCheck, tone: 'ok' },
  completed: { Icon: CircleCheck, tone: 'ok' },
  succeeded: { Icon: CircleCheck, tone: 'ok' },
  failed: { Icon: CircleAlert, tone: 'bad' },
  canceled: { Icon: Ban, tone: 'neutral' },
  expired: { Icon: Hourglass, tone: 'neutral' },
  returned: { Icon: Undo2, tone: 'bad' },
  reversed: { Icon: Undo2, tone: 'neutral' },
}

export function StatusPill({ status }: { status: TransactionStatus }) {
  const { t } = useTranslation()
  const { Icon, tone } = looks[status]
  return (
    <Badge tone={tone} icon={<Icon />}>
      {t(`status.${status}`)}
    </Badge>
  )
}
