import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { useStepItems, withoutDeadline } from '../../ui/timeline-steps.ts'
import { Timeline, type TimelineItem } from '../../ui/timeline.tsx'
import { hasLeft, isHeld, isSettled, type Withdrawal } from './queries.ts'

const setbacks: readonly string[] = [
  'withdrawal_declined',
  'withdrawal_rejected',
  'withdrawal_recall_refused',
  'withdrawal_late',
  'withdrawal_overdue',
  'withdrawal_held',
  'withdrawal_returned',
]

/** Every step so far with its proof, and what is awaited. */
export function WithdrawalTimeline({ withdrawal }: { withdrawal: Withdrawal }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const itemsOf = useStepItems()
  const done = itemsOf(withdrawal.timeline.map(withoutDeadline), ({ text }) => setbacks.includes(text))
  const next: TimelineItem[] = isSettled(withdrawal)
    ? []
    : [
        {
          key: 'next',
          title: t(`withdrawals.next.${hasLeft(withdrawal) ? 'bank' : 'file'}`),
          ...(withdrawal.expected_by && !isHeld(withdrawal)
            ? {
                detail: t(withdrawal.late_since ? 'withdrawals.answerBy' : 'withdrawals.expectedBy', {
                  time: formatTime(withdrawal.expected_by, language),
                }),
              }
            : {}),
          kind: 'waiting',
        },
      ]
  return <Timeline label={t('transactions.timeline')} items={[...done, ...next]} />
}
