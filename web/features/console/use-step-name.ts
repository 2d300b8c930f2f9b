import { useTranslation } from 'react-i18next'
import type english from '../../messages/console/en.json'

type Step = keyof (typeof english)['console']['finance']['step']

const known: Record<Step, true> = {
  queued: true,
  batched: true,
  sent: true,
  accepted: true,
  settled: true,
  returned: true,
  canceled: true,
  rejected: true,
  recall_requested: true,
  recall_sent: true,
  recall_refused: true,
  debited: true,
  returned_early: true,
}

function isKnown(kind: string): kind is Step {
  return Object.hasOwn(known, kind)
}

/** A step of a payment in words; one that has no word yet stands there as it is. */
export function useStepName(): (kind: string) => string {
  const { t } = useTranslation()
  return kind => (isKnown(kind) ? t(`console.finance.step.${kind}`) : kind)
}
