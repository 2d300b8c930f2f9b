import { useTranslation } from 'react-i18next'
import { evidenceText } from '../../lib/evidence.ts'
import { formatExactTime, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Timeline, type TimelineItem } from '../../ui/timeline.tsx'
import { isOpen } from './present.ts'
import type { TransactionDetail } from './queries.ts'

type Step = TransactionDetail['timeline'][number]

/** What its owner took back has not failed, and neither has the money that came back with it. */
const failedStates: readonly string[] = ['failed', 'expired', 'reversed']

/** Every step so far with its proof, and, while it is under way, what is awaited and until when. */
export function TransactionTimeline({ transaction }: { transaction: TransactionDetail }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const done = transaction.timeline.map((step, index): TimelineItem => ({
    // Steps are only ever appended, so the place of one is its name.
    key: String(index),
    title: t(`timeline.${step.text}`, { defaultValue: t('timeline.other') }),
    at: formatExactTime(step.at, language),
    ...(step.reason ? { detail: t(`reasons.${step.reason}`, { defaultValue: t('reasons.other') }) } : {}),
    ...(step.evidence
      ? {
          evidence: {
            label: t(`evidence.${step.evidence.kind}`),
            reference: evidenceText(step.evidence, language),
          },
        }
      : {}),
    kind: isSetback(step) ? 'failed' : 'done',
  }))
  const next: TimelineItem[] = isOpen(transaction.status)
    ? [
        {
          key: 'next',
          title: t(`timeline.next.${transaction.status === 'requires_action' ? 'you' : 'us'}`),
          ...(transaction.expected_by
            ? {
                detail: t('transactions.expectedBy', { time: formatTime(transaction.expected_by, language) }),
              }
            : {}),
          kind: 'waiting',
        },
      ]
    : []
  return <Timeline label={t('transactions.timeline')} items={[...done, ...next]} />
}

function isSetback(step: Step): boolean {
  return (
    step.text === 'deposit_declined' ||
    (failedStates.includes(step.state) && step.text !== 'deposit_cancel_requested')
  )
}
