import { useTranslation } from 'react-i18next'
import type { Answer } from '../lib/api.ts'
import { evidenceText } from '../lib/evidence.ts'
import { formatExactTime } from '../lib/format.ts'
import { useLanguage } from '../lib/i18n.ts'
import type { TimelineItem } from './timeline.tsx'

type Step = Pick<Answer<'getTransaction'>['timeline'][number], 'text' | 'at' | 'reason' | 'evidence'>

/** The steps of a money object's timeline in the reader's words, each with its proof. */
export function useStepItems(): <S extends Step>(
  steps: readonly S[],
  isSetback: (step: S) => boolean,
) => TimelineItem[] {
  const { t } = useTranslation()
  const language = useLanguage()
  return (steps, isSetback) =>
    steps.map((step, index) => ({
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
}

/** For pages that say until when something is awaited: a deadline that has passed then proves itself. */
export function withoutDeadline<S extends Step>(step: S): S {
  return step.evidence?.kind === 'clock' ? { ...step, evidence: null } : step
}
