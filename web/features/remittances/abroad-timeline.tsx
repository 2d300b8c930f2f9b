import { useTranslation } from 'react-i18next'
import { formatExactTime, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Timeline, type TimelineItem } from '../../ui/timeline.tsx'
import { isSettled, type TransferAbroad } from './queries.ts'

const setbacks: readonly string[] = ['abroad_declined', 'abroad_refused', 'abroad_late', 'abroad_came_back']

/** Every step so far with its proof, and what is awaited. */
export function AbroadTimeline({ transfer }: { transfer: TransferAbroad }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const done = transfer.timeline.map((step, index): TimelineItem => {
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
  return <Timeline label={t('transactions.timeline')} items={[...done, ...awaited(transfer)]} />

  function awaited({ status, expected_by: expectedBy, actions }: TransferAbroad): TimelineItem[] {
    if (isSettled(transfer)) return []
    const next = status === 'sent' ? 'arrive' : actions.includes('cancel') ? 'file' : 'bank'
    return [
      {
        key: 'next',
        title: t(`abroad.next.${next}`),
        ...(expectedBy ? { detail: t('abroad.expectedBy', { time: formatTime(expectedBy, language) }) } : {}),
        kind: 'waiting',
      },
    ]
  }
}
