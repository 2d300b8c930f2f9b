import { useTranslation } from 'react-i18next'
import { Badge, type BadgeTone } from '../../ui/badge.tsx'
import type { RecoveryRequest } from './queries.ts'

const tones: Record<RecoveryRequest['status'], BadgeTone> = {
  submitted: 'warn',
  checked: 'info',
  completed: 'ok',
  refused: 'bad',
  withdrawn: 'neutral',
  expired: 'neutral',
}

export function RequestStatus({ status }: { status: RecoveryRequest['status'] }) {
  const { t } = useTranslation()
  return <Badge tone={tones[status]}>{t(`console.recovery.status.${status}`)}</Badge>
}
