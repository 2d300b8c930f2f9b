import { Ban, CircleCheck, CircleX, Hourglass, Mail, TriangleAlert, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Badge, type BadgeTone } from '../../ui/badge.tsx'
import type { FoundCustomer } from './queries.ts'

type Status = FoundCustomer['status']

const looks: Record<Status, { Icon: LucideIcon; tone: BadgeTone }> = {
  pending_verification: { Icon: Mail, tone: 'warn' },
  active: { Icon: CircleCheck, tone: 'ok' },
  restricted: { Icon: TriangleAlert, tone: 'warn' },
  suspended: { Icon: Ban, tone: 'bad' },
  closing: { Icon: Hourglass, tone: 'neutral' },
  closed: { Icon: CircleX, tone: 'neutral' },
}

export function CustomerStatus({ status }: { status: Status }) {
  const { t } = useTranslation()
  const { Icon, tone } = looks[status]
  return (
    <Badge tone={tone} icon={<Icon />}>
      {t(`console.status.${status}`)}
    </Badge>
  )
}
