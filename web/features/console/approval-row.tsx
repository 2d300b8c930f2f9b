import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleX, Clock, FileDiff, Hourglass, ListChecks, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatWhen } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Badge, type BadgeTone } from '../../ui/badge.tsx'
import { cn } from '../../ui/cn.ts'
import type { Approval, ApprovalStatus } from './queries.ts'

const looks: Record<ApprovalStatus, { Icon: LucideIcon; tone: BadgeTone }> = {
  pending: { Icon: Clock, tone: 'warn' },
  approved: { Icon: ListChecks, tone: 'info' },
  executed: { Icon: CircleCheck, tone: 'ok' },
  rejected: { Icon: CircleX, tone: 'bad' },
  expired: { Icon: Hourglass, tone: 'neutral' },
  overtaken: { Icon: FileDiff, tone: 'neutral' },
}

export function ApprovalBadge({ status }: { status: ApprovalStatus }) {
  const { t } = useTranslation()
  const { Icon, tone } = looks[status]
  return (
    <Badge tone={tone} icon={<Icon />}>
      {t(`console.approvals.status.${status}`)}
    </Badge>
  )
}

/** One request in a list: what, by whom, why. */
export function ApprovalRow({ approval, selected = false }: { approval: Approval; selected?: boolean }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <Link
      to="/console/approvals"
      search={{ approval: approval.id }}
      resetScroll={false}
      aria-current={selected ? 'true' : undefined}
      className={cn(
        'flex min-h-14 flex-col gap-0.5 px-4 py-3 text-sm hover:bg-sunken/60 focus-visible:-outline-offset-2',
        selected && 'bg-sunken',
      )}
    >
      <span className="flex items-center justify-between gap-3">
        <span className="truncate font-semibold">{t(`console.approvals.kind.${approval.action.kind}`)}</span>
        <ApprovalBadge status={approval.status} />
      </span>
      <span className="truncate text-muted">
        {approval.requested_by.name} · {formatWhen(approval.requested_at, language)}
      </span>
      <span className="line-clamp-2">{approval.reason}</span>
    </Link>
  )
}
