import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useUsualCurrency } from '../../lib/usual-currency.ts'
import { useKeeping, useKeptDraft, useResume } from '../../lib/kept-draft.ts'
import { useStepBack } from '../../lib/use-step-back.ts'
import { useTopOfPage } from '../../lib/use-top-of-page.ts'
import { AmountFormSkeleton } from '../../ui/amount-form-skeleton.tsx'
import { Narrow, PageHeader } from '../../ui/layout.tsx'
import { Stepper } from '../../ui/stepper.tsx'
import { AbroadLink } from './abroad-link.tsx'
import { AmountStep, blankDraft, type AmountDraft } from './amount-step.tsx'
import { InviteAmount, InviteOutcome, InviteReview } from './invite-flow.tsx'
import { OtherWays } from './other-ways.tsx'
import { Outcome } from './outcome.tsx'
import { RecipientStep } from './recipient-step.tsx'
import { ReviewStep } from './review-step.tsx'
import { isSendDraft, resumeSend, sendDraftOf, type SendStep as Step } from './send-steps.ts'

const page = getRouteApi('/signed-in/app/send')

const places = {
  recipient: 0,
  amount: 1,
  review: 2,
  outcome: 3,
  invite: 1,
  inviteReview: 2,
  invited: 3,
} as const

/** To whom, how much, look at it once more, done: one question per screen. */
export function SendPage() {
  const { t } = useTranslation()
  const { to } = page.useSearch()
  const { identifier, setIdentifier, draft, setDraft, step, setStep, place, resuming } = useTyped(to ?? '')
  useTopOfPage(step.name)
  const onBack = useStepBack(backFrom(step, setStep))

  if (step.name === 'outcome')
    return <Outcome transfer={step.transfer} identifier={step.order.recipient.identifier} onAgain={again} />

  if (step.name === 'invited')
    return (
      <Narrow>
        <InviteOutcome sent={step.sent} />
      </Narrow>
    )

  function again(toSame: boolean) {
    setDraft(undefined)
    if (!toSame) setIdentifier('')
    setStep({ name: 'recipient' })
  }

  return (
    <Narrow>
      <PageHeader title={t('transfers.title')} onBack={onBack} />
      <Stepper
        current={place}
        steps={[t('transfers.step.recipient'), t('transfers.step.amount'), t('transfers.step.review')]}
      />
      {resuming ? <AmountFormSkeleton /> : null}
      {step.name === 'recipient' && !resuming ? (
        <>
          <RecipientStep
            identifier={identifier}
            onIdentifier={setIdentifier}
            onChosen={recipient => setStep({ name: 'amount', recipient })}
            onInvite={address => setStep({ name: 'invite', address })}
          />
          <AbroadLink />
          <OtherWays />
        </>
      ) : null}
      {isOfAmount(step) ? (
        draft ? (
          <AmountSteps step={step} draft={draft} onDraft={setDraft} go={setStep} />
        ) : (
          <AmountFormSkeleton />
        )
      ) : null}
      {step.name === 'review' ? (
        <ReviewStep
          order={step.order}
          onChange={() => setStep({ name: 'amount', recipient: step.order.recipient })}
          onReviewAgain={order => setStep({ name: 'review', order })}
          onDone={transfer => setStep({ name: 'outcome', transfer, order: step.order })}
        />
      ) : null}
    </Narrow>
  )
}

/** What is typed and which step that is, also after a reload; `to` is whom a link has named. */
function useTyped(to: string) {
  const before = useKeptDraft(`send ${to}`, isSendDraft)
  const [identifier, setIdentifier] = useState(before.kept?.identifier ?? to)
  const currency = useUsualCurrency()
  const [typed, setDraft] = useState(before.kept?.amount ?? undefined)
  const draft = typed ?? (currency && blankDraft(currency))
  const [step, setStep] = useState<Step>({ name: 'recipient' })
  const resuming = useResume(before.kept, { resume: resumeSend, go: setStep })
  useKeeping(before, resuming ? before.kept : sendDraftOf(step, { identifier, amount: typed }))
  const place = places[before.kept && resuming ? before.kept.at : step.name]
  return { identifier, setIdentifier, draft, setDraft, step, setStep, place, resuming }
}

type StepOfAmount = Extract<Step, { name: 'amount' | 'invite' | 'inviteReview' }>

function isOfAmount(step: Step): step is StepOfAmount {
  return step.name === 'amount' || step.name === 'invite' || step.name === 'inviteReview'
}

type AmountStepsProps = {
  step: StepOfAmount
  draft: AmountDraft
  onDraft: (draft: AmountDraft) => void
  go: (step: Step) => void
}

/** How much: of a customer, or with the same questions of somebody who is not here yet. */
function AmountSteps({ step, draft, onDraft, go }: AmountStepsProps) {
  if (step.name === 'amount')
    return (
      <AmountStep
        recipient={step.recipient}
        draft={draft}
        onDraft={onDraft}
        onReview={order => go({ name: 'review', order })}
      />
    )
  const { address } = step
  return step.name === 'invite' ? (
    <InviteAmount
      address={address}
      draft={draft}
      onDraft={onDraft}
      onReview={reviewed => go({ name: 'inviteReview', address, reviewed })}
    />
  ) : (
    <InviteReview
      address={address}
      reviewed={step.reviewed}
      onChange={() => go({ name: 'invite', address })}
      onDone={sent => go({ name: 'invited', sent })}
    />
  )
}

function backFrom(step: Step, go: (step: Step) => void): (() => void) | undefined {
  if (step.name === 'amount' || step.name === 'invite') return () => go({ name: 'recipient' })
  if (step.name === 'inviteReview') return () => go({ name: 'invite', address: step.address })
  if (step.name === 'review') return () => go({ name: 'amount', recipient: step.order.recipient })
  return undefined
}
