import { useMutation, useQuery } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currencies, type Currency, type WireMoney } from '../../../contract/money.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { useKeeping, useKeptDraft, useResume } from '../../lib/kept-draft.ts'
import { newKey } from '../../lib/order.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { useStepBack } from '../../lib/use-step-back.ts'
import { useTopOfPage } from '../../lib/use-top-of-page.ts'
import { currencyOfReaders } from '../../lib/usual-currency.ts'
import { AmountFormSkeleton } from '../../ui/amount-form-skeleton.tsx'
import { AmountInput } from '../../ui/amount-input.tsx'
import { Button } from '../../ui/button.tsx'
import { CurrencySelect } from '../../ui/currency-select.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import {
  addMoneyDraftOf,
  isAddMoneyDraft,
  priceOf,
  resumeAddMoney,
  type AddMoneyStep as Step,
} from './add-money-steps.ts'
import { MethodStep } from './method-step.tsx'
import { savedMeansQuery, type Way } from './queries.ts'
import { ReviewDeposit } from './review-deposit.tsx'

/** Topping up: how much, by what at which price, look at it once more; then on to where it is paid. */
export function AddMoneyPage() {
  const { t } = useTranslation()
  const { text, setText, currency, setCurrency, step, setStep, resuming } = useTyped()
  const saved = useQuery(savedMeansQuery)
  const options = useMutation({
    mutationFn: (amount: WireMoney) => api('listDepositOptions', { body: { amount } }),
    onSuccess: ({ data }, amount) => setStep({ name: 'method', amount, options: data }),
  })
  const preview = useMutation({
    mutationFn: ({ amount, way }: { amount: WireMoney; way: Way }) => priceOf(amount, way),
  })

  useTopOfPage(step.name)
  const onBack = useStepBack(backFrom(step, setStep))

  if (step.name === 'review')
    return (
      <ReviewDeposit
        order={step.order}
        onChange={() => setStep({ ...step, name: 'method' })}
        onBack={onBack}
      />
    )
  if (step.name === 'method')
    return (
      <Narrow>
        <PageHeader title={t('funding.methodTitle')} onBack={onBack} />
        <MethodStep
          amount={step.amount}
          options={step.options}
          saved={saved.data?.data ?? []}
          pending={preview.isPending}
          error={preview.error}
          onChosen={way =>
            preview.mutate(
              { amount: step.amount, way },
              {
                onSuccess: priced =>
                  setStep({ ...step, name: 'review', order: { preview: priced, way, key: newKey() } }),
              },
            )
          }
        />
      </Narrow>
    )
  return (
    <Narrow>
      <PageHeader title={t('funding.title')} intro={t('funding.intro')} />
      {resuming ? (
        <AmountFormSkeleton />
      ) : (
        <AmountForm
          text={text}
          onText={value => {
            options.reset()
            setText(value)
          }}
          currency={currency}
          onCurrency={setCurrency}
          pending={options.isPending}
          error={options.error}
          onAmount={amount => options.mutate(amount)}
        />
      )}
    </Narrow>
  )
}

/** What is typed and which step that is, also after a reload. */
function useTyped() {
  const before = useKeptDraft('add-money', isAddMoneyDraft)
  const [text, setText] = useState(before.kept?.text ?? '')
  const usual = currencyOfReaders[useLanguage()]
  const [currency, setCurrency] = useState<Currency>(before.kept?.currency ?? usual)
  const [step, setStep] = useState<Step>({ name: 'amount' })
  const resuming = useResume(before.kept, { resume: resumeAddMoney, go: setStep })
  useKeeping(before, resuming ? before.kept : addMoneyDraftOf(step, { text, currency }))
  return { text, setText, currency, setCurrency, step, setStep, resuming }
}

function backFrom(step: Step, go: (step: Step) => void): (() => void) | undefined {
  if (step.name === 'method') return () => go({ name: 'amount' })
  return step.name === 'review' ? () => go({ ...step, name: 'method' }) : undefined
}

type AmountFormProps = {
  text: string
  onText: (text: string) => void
  currency: Currency
  onCurrency: (currency: Currency) => void
  pending: boolean
  error: Error | null
  onAmount: (amount: WireMoney) => void
}

function AmountForm({ text, onText, currency, onCurrency, pending, error, onAmount }: AmountFormProps) {
  const { t } = useTranslation()
  const [insist, setInsist] = useState(false)
  const ofAmount = fieldProblem(error, 'amount')

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    const amount = readAmount(text, currency)
    if (typeof amount !== 'string') onAmount(amount)
  }

  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <AmountInput
          label={t('funding.amount')}
          value={text}
          currency={currency}
          onValue={onText}
          insist={insist}
          error={ofAmount}
          currencyControl={
            <CurrencySelect
              label={t('funding.currency')}
              value={currency}
              options={currencies.map(code => ({ currency: code }))}
              onChange={onCurrency}
            />
          }
        />
        {error && !ofAmount ? <ErrorState error={error} /> : null}
        <Button type="submit" size="lg" block pending={pending}>
          {t('ui.continue')}
        </Button>
      </form>
    </Card>
  )
}
