import { useTranslation } from 'react-i18next'
import { formatExactTime, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Timeline, type TimelineItem } from '../../ui/timeline.tsx'
import { hasLeft, isSettled, type Withdrawal } from './queries.ts'

const setbacks: readonly string[] = [
  'withdrawal_declined',
  'withdrawal_rejected',
  'withdrawal_recall_refused',
  'withdrawal_late',
  'withdrawal_overdue',
  'withdrawal_returned',
]

/** Every step so far with its proof, and what is awaited. */
export function WithdrawalTimeline({ withdrawal }: { withdrawal: Withdrawal }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const done = withdrawal.timeline.map((step, index): TimelineItem => {
    const { evidence } = step
    // A deadline proves itself, and an instant is nothing one reads out to somebody.
    const proof = evidence && evidence.kind !== 'clock' ? evidence : null
    return {
      // Steps are only ever appended, so the place of one is its name.
      key: String(index),
      title: t(`timeline.${step.text}`, { defaultValue: t('timeline.other') }),
      at: formatExactTime(step.at, language),
      ...(step.reason ? { detail: t(`reasons.${step.reason}`, { defaultValue: t('reasons.other') }) } : {}),
      ...(proof ? { evidence: { label: t(`evidence.${proof.kind}`), reference: proof.reference } } : {}),
      kind: setbacks.includes(step.text) ? 'failed' : 'done',
    }
  })
  const next: TimelineItem[] = isSettled(withdrawal)
    ? []
    : [
        {
          key: 'next',
          title: t(`withdrawals.next.${hasLeft(withdrawal) ? 'bank' : 'file'}`),
          ...(withdrawal.expected_by
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
