import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeeping, useKeptDraft, useResume } from '../../lib/kept-draft.ts'
import { useStepBack } from '../../lib/use-step-back.ts'
import { useTopOfPage } from '../../lib/use-top-of-page.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Loading, Narrow, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { Stepper } from '../../ui/stepper.tsx'
import { AccountStep } from './account-step.tsx'
import { AddBankAccount } from './add-bank-account.tsx'
import { AmountStep } from './amount-step.tsx'
import { bankAccountsQuery, usableAccounts } from './queries.ts'
import { ReviewStep } from './review-step.tsx'
import {
  isWithdrawDraft,
  resumeWithdraw,
  withdrawDraftOf,
  type WithdrawStep as Step,
} from './withdraw-steps.ts'

const places = { account: 0, add: 0, amount: 1, review: 2 } as const

/** To which account, how much, look at it once more: one question per screen. */
export function WithdrawPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(bankAccountsQuery)
  const before = useKeptDraft('withdraw', isWithdrawDraft)
  const [text, setText] = useState(before.kept?.text ?? '')
  const [step, setStep] = useState<Step>({ name: 'account' })
  const resuming = useResume(before.kept, { resume: resumeWithdraw, go: setStep })
  useKeeping(before, resuming ? before.kept : withdrawDraftOf(step, text))
  useTopOfPage(step.name)
  const onBack = useStepBack(backFrom(step, setStep))
  return (
    <Narrow>
      <PageHeader title={t('withdrawals.title')} back="/app" onBack={onBack} />
      <Stepper
        current={places[before.kept && resuming ? before.kept.at : step.name]}
        steps={[t('withdrawals.step.account'), t('withdrawals.step.amount'), t('withdrawals.step.review')]}
      />
      {!data && error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {(!data && !error) || (data && resuming) ? (
        <Loading>
          <SkeletonRows rows={3} />
        </Loading>
      ) : null}
      {data && step.name === 'account' && !resuming ? (
        <AccountStep
          accounts={usableAccounts(data.data)}
          onChosen={account => setStep({ name: 'amount', account })}
          onAdd={() => setStep({ name: 'add' })}
        />
      ) : null}
      {step.name === 'add' ? (
        <AddBankAccount onAdded={account => setStep({ name: 'amount', account })} />
      ) : null}
      {step.name === 'amount' ? (
        <AmountStep
          account={step.account}
          text={text}
          onText={setText}
          onReview={order => setStep({ name: 'review', order })}
        />
      ) : null}
      {step.name === 'review' ? (
        <ReviewStep
          order={step.order}
          onChange={() => setStep({ name: 'amount', account: step.order.account })}
          onReviewAgain={order => setStep({ name: 'review', order })}
        />
      ) : null}
    </Narrow>
  )
}

function backFrom(step: Step, go: (step: Step) => void): (() => void) | undefined {
  if (step.name === 'add' || step.name === 'amount') return () => go({ name: 'account' })
  if (step.name === 'review') return () => go({ name: 'amount', account: step.order.account })
  return undefined
}
