import { Ban, CircleCheck, Clock, Hourglass, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Badge, type BadgeTone } from '../../ui/badge.tsx'
import type { PaymentRequest } from './queries-later.ts'

/** A request's own words: `paid` is money received here, and not a payout. */
const looks: Record<PaymentRequest['status'], { Icon: LucideIcon; tone: BadgeTone }> = {
  pending: { Icon: Clock, tone: 'warn' },
  paid: { Icon: CircleCheck, tone: 'ok' },
  declined: { Icon: Ban, tone: 'neutral' },
  expired: { Icon: Hourglass, tone: 'neutral' },
  canceled: { Icon: Ban, tone: 'neutral' },
}

export function RequestStatus({ status }: { status: PaymentRequest['status'] }) {
  const { t } = useTranslation()
  const { Icon, tone } = looks[status]
  return (
    <Badge tone={tone} icon={<Icon />}>
      {t(`later.requestStatus.${status}`)}
    </Badge>
  )
}
