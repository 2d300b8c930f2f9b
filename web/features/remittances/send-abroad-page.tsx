import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeeping, useKeptDraft, useResume } from '../../lib/kept-draft.ts'
import { newKey } from '../../lib/order.ts'
import { useStepBack } from '../../lib/use-step-back.ts'
import { useTopOfPage } from '../../lib/use-top-of-page.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Loading, Narrow, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { Stepper } from '../../ui/stepper.tsx'
import { abroadDraftOf, isAbroadDraft, resumeAbroad, type AbroadStep as Step } from './abroad-steps.ts'
import { AddRecipient } from './add-recipient.tsx'
import { AmountStep, emptyDraft } from './amount-step.tsx'
import { recipientsQuery } from './queries.ts'
import { RecipientStep } from './recipient-step.tsx'
import { ReviewStep } from './review-step.tsx'

const places = { recipient: 0, add: 0, amount: 1, review: 2 } as const

/** To whom abroad, how much, look at it once more: one question per screen. */
export function SendAbroadPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(recipientsQuery)
  const before = useKeptDraft('abroad', isAbroadDraft)
  const [draft, setDraft] = useState(before.kept?.amount ?? emptyDraft)
  const [step, setStep] = useState<Step>({ name: 'recipient' })
  const resuming = useResume(before.kept, { resume: resumeAbroad, go: setStep })
  useKeeping(before, resuming ? before.kept : abroadDraftOf(step, draft))
  useTopOfPage(step.name)
  const onBack = useStepBack(backFrom(step, setStep))
  return (
    <Narrow>
      <PageHeader title={t('abroad.title')} back="/app/send" onBack={onBack} />
      <Stepper
        current={places[before.kept && resuming ? before.kept.at : step.name]}
        steps={[t('abroad.step.recipient'), t('abroad.step.amount'), t('abroad.step.review')]}
      />
      {!data && error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {(!data && !error) || (data && resuming) ? (
        <Loading>
          <SkeletonRows rows={3} />
        </Loading>
      ) : null}
      {data && step.name === 'recipient' && !resuming ? (
        <RecipientStep
          recipients={data.data}
          onChosen={recipient => setStep({ name: 'amount', recipient })}
          onAdd={() => setStep({ name: 'add' })}
        />
      ) : null}
      {step.name === 'add' ? (
        <AddRecipient onAdded={recipient => setStep({ name: 'amount', recipient })} />
      ) : null}
      {step.name === 'amount' ? (
        <AmountStep
          recipient={step.recipient}
          draft={draft}
          onDraft={setDraft}
          onQuote={quote => setStep({ name: 'review', quote, key: newKey() })}
        />
      ) : null}
      {step.name === 'review' ? (
        <ReviewStep
          key={step.quote.id}
          quote={step.quote}
          orderKey={step.key}
          draft={draft}
          onChange={() => setStep({ name: 'amount', recipient: step.quote.recipient })}
          onNewPrice={quote => setStep({ name: 'review', quote, key: newKey() })}
        />
      ) : null}
    </Narrow>
  )
}

function backFrom(step: Step, go: (step: Step) => void): (() => void) | undefined {
  if (step.name === 'add' || step.name === 'amount') return () => go({ name: 'recipient' })
  if (step.name === 'review') return () => go({ name: 'amount', recipient: step.quote.recipient })
  return undefined
}
