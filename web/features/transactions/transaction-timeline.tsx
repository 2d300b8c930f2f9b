import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { useStepItems } from '../../ui/timeline-steps.ts'
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
  const itemsOf = useStepItems()
  const done = itemsOf(transaction.timeline, isSetback)
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
