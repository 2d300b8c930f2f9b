import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { useStepItems, withoutDeadline } from '../../ui/timeline-steps.ts'
import { Timeline, type TimelineItem } from '../../ui/timeline.tsx'
import { isHeld, isSettled, type TransferAbroad } from './queries.ts'

const setbacks: readonly string[] = [
  'abroad_declined',
  'abroad_refused',
  'abroad_late',
  'abroad_held',
  'abroad_came_back',
]

/** Every step so far with its proof, and what is awaited. */
export function AbroadTimeline({ transfer }: { transfer: TransferAbroad }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const itemsOf = useStepItems()
  const done = itemsOf(transfer.timeline.map(withoutDeadline), ({ text }) => setbacks.includes(text))
  return <Timeline label={t('transactions.timeline')} items={[...done, ...awaited(transfer)]} />

  function awaited({ status, expected_by: expectedBy, actions }: TransferAbroad): TimelineItem[] {
    if (isSettled(transfer)) return []
    const next = status === 'sent' ? 'arrive' : actions.includes('cancel') ? 'file' : 'bank'
    return [
      {
        key: 'next',
        title: t(`abroad.next.${next}`),
        ...(expectedBy && !isHeld(transfer)
          ? { detail: t('abroad.expectedBy', { time: formatTime(expectedBy, language) }) }
          : {}),
        kind: 'waiting',
      },
    ]
  }
}
