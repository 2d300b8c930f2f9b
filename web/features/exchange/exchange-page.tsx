import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currencies, type Currency } from '../../../contract/money.ts'
import { isZero } from '../../lib/format.ts'
import { walletQuery } from '../../lib/queries.ts'
import { useKeeping, useKeptDraft, useResume } from '../../lib/kept-draft.ts'
import { newKey } from '../../lib/order.ts'
import { useStepBack } from '../../lib/use-step-back.ts'
import { useTopOfPage } from '../../lib/use-top-of-page.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Loading, Narrow, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { AmountStep, type ExchangeDraft } from './amount-step.tsx'
import {
  exchangeDraftOf,
  isKeptExchange,
  resumeExchange,
  type ExchangeStep as Step,
} from './exchange-steps.ts'
import { Outcome } from './outcome.tsx'
import { RateAlerts } from './rate-alerts.tsx'
import { RateChart } from './rate-chart.tsx'
import { ReviewStep } from './review-step.tsx'

/** From one of my currencies into another: how much, the price, done. */
export function ExchangePage() {
  const { t } = useTranslation()
  const { data: wallet, error, refetch } = useQuery(walletQuery)
  const before = useKeptDraft('exchange', isKeptExchange)
  const [draft, setDraft] = useState(before.kept?.draft)
  const [step, setStep] = useState<Step>({ name: 'amount' })
  const resuming = useResume(before.kept, { resume: resumeExchange, go: setStep })
  useKeeping(before, resuming ? before.kept : exchangeDraftOf(step, draft))
  useTopOfPage(step.name)
  const onBack = useStepBack(step.name === 'review' ? () => setStep({ name: 'amount' }) : undefined)
  if (!wallet || resuming)
    return (
      <Narrow>
        <PageHeader title={t('exchange.title')} back="/app" />
        {error && !wallet ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading>
            <SkeletonRows rows={3} />
          </Loading>
        )}
      </Narrow>
    )
  const current = draft ?? firstDraft(wallet.balances)
  if (step.name === 'outcome')
    return (
      <Outcome
        conversion={step.conversion}
        onAgain={() => {
          setDraft({ ...current, text: '' })
          setStep({ name: 'amount' })
        }}
      />
    )
  return (
    <Narrow>
      <PageHeader
        title={t(step.name === 'review' ? 'exchange.reviewTitle' : 'exchange.title')}
        back="/app"
        onBack={onBack}
      />
      {step.name === 'amount' ? (
        <>
          <AmountStep
            draft={current}
            onDraft={setDraft}
            onQuote={quote => {
              setDraft(current)
              setStep({ name: 'review', quote, key: newKey() })
            }}
          />
          <RateChart from={current.from} to={current.to} />
          <RateAlerts from={current.from} to={current.to} />
        </>
      ) : (
        <ReviewStep
          key={step.quote.id}
          quote={step.quote}
          orderKey={step.key}
          onChange={() => setStep({ name: 'amount' })}
          onNewPrice={quote => setStep({ name: 'review', quote, key: newKey() })}
          onDone={conversion => setStep({ name: 'outcome', conversion })}
        />
      )}
    </Narrow>
  )
}

type Balance = { currency: Currency; available: { value: string; currency: Currency } }

/** From the currency there is money in, into the next one. */
function firstDraft(balances: readonly Balance[]): ExchangeDraft {
  const from = balances.find(({ available }) => !isZero(available))?.currency ?? currencies[0]
  const to = currencies.find(currency => currency !== from) ?? currencies[1]
  return { from, to, text: '', fixed: 'send' }
}
