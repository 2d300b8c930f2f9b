import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Narrow, PageHeader } from '../../ui/layout.tsx'
import { Stepper } from '../../ui/stepper.tsx'
import { AbroadLink } from './abroad-link.tsx'
import { AmountStep, type AmountDraft } from './amount-step.tsx'
import { InviteFlow, InviteOutcome } from './invite-flow.tsx'
import { OtherWays } from './other-ways.tsx'
import type { ChosenRecipient, ReviewedTransfer, Transfer } from './queries.ts'
import type { Invitation } from './queries-later.ts'
import { Outcome } from './outcome.tsx'
import { RecipientStep } from './recipient-step.tsx'
import { ReviewStep } from './review-step.tsx'

const page = getRouteApi('/signed-in/app/send')

type Step =
  | { name: 'recipient' }
  | { name: 'amount'; recipient: ChosenRecipient }
  | { name: 'review'; order: ReviewedTransfer }
  | { name: 'invite'; address: string }
  | { name: 'invited'; sent: Invitation }
  | { name: 'outcome'; transfer: Transfer; order: ReviewedTransfer }

const places = { recipient: 0, amount: 1, review: 2, outcome: 3, invite: 1, invited: 3 } as const

/** To whom, how much, look at it once more, done: one question per screen. */
export function SendPage() {
  const { t } = useTranslation()
  const { to } = page.useSearch()
  const [identifier, setIdentifier] = useState(to ?? '')
  const [draft, setDraft] = useState<AmountDraft>()
  const [step, setStep] = useState<Step>({ name: 'recipient' })
  useTopOfPage(step.name)

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
      <PageHeader title={t('transfers.title')} onBack={backFrom(step, setStep)} />
      <Stepper
        current={places[step.name]}
        steps={[t('transfers.step.recipient'), t('transfers.step.amount'), t('transfers.step.review')]}
      />
      {step.name === 'recipient' ? (
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
      {step.name === 'invite' ? (
        <InviteFlow address={step.address} onDone={sent => setStep({ name: 'invited', sent })} />
      ) : null}
      {step.name === 'amount' ? (
        <AmountStep
          recipient={step.recipient}
          draft={draft}
          onDraft={setDraft}
          onReview={order => setStep({ name: 'review', order })}
        />
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

function backFrom(step: Step, go: (step: Step) => void): (() => void) | undefined {
  if (step.name === 'amount' || step.name === 'invite') return () => go({ name: 'recipient' })
  if (step.name === 'review') return () => go({ name: 'amount', recipient: step.order.recipient })
  return undefined
}

/** Each step is a screen of its own: it begins at its top, and the focus goes there too. */
function useTopOfPage(step: string): void {
  const [first] = useState(step)
  useEffect(() => {
    if (step === first) return
    window.scrollTo(0, 0)
    document.getElementById('content')?.focus({ preventScroll: true })
  }, [step, first])
}
