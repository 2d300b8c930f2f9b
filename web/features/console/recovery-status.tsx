import { useTranslation } from 'react-i18next'
import type { BadgeTone } from '../../ui/badge.tsx'
import type { RecoveryRequest } from './queries.ts'
import { StateBadge } from './state-badge.tsx'

const tones: Record<RecoveryRequest['status'], BadgeTone> = {
  submitted: 'warn',
  checked: 'info',
  completed: 'ok',
  refused: 'bad',
  withdrawn: 'neutral',
  expired: 'neutral',
}

/** `checked` is two things: a second person is still to be asked, or has been. */
export function RequestStatus({ status, asked }: { status: RecoveryRequest['status']; asked: boolean }) {
  const { t } = useTranslation()
  const key = status === 'checked' && asked ? 'asked' : status
  return <StateBadge tone={tones[status]}>{t(`console.recovery.status.${key}`)}</StateBadge>
}
