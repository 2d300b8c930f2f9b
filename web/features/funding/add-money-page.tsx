import { useMutation } from '@tanstack/react-query'
import { CreditCard } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Currency } from '../../../contract/money.ts'
import { api } from '../../lib/api.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { newKey } from '../../lib/order.ts'
import { problemOfAmount } from '../../ui/amount-input.tsx'
import { AmountField } from '../../ui/amount-field.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import type { DepositPreview } from './queries.ts'
import { ReviewDeposit } from './review-deposit.tsx'

/** Topping up by card: how much, then what it costs and when it arrives, then the acquirer's own page. */
export function AddMoneyPage() {
  const { t } = useTranslation()
  const [amount, setAmount] = useState('')
  const [currency, setCurrency] = useState<Currency>('CNY')
  const [insist, setInsist] = useState(false)
  const [review, setReview] = useState<{ preview: DepositPreview; key: string }>()
  const preview = useMutation({
    mutationFn: () => api('previewDeposit', { body: { amount: { value: amount, currency }, method: 'card' } }),
    onSuccess: answer => setReview({ preview: answer, key: newKey() }),
  })

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    if (problemOfAmount(amount, currency) === undefined) preview.mutate()
  }

  if (review)
    return <ReviewDeposit preview={review.preview} orderKey={review.key} onChange={() => setReview(undefined)} />
  const ofAmount = fieldProblem(preview.error, 'amount')
  return (
    <Narrow>
      <PageHeader title={t('funding.title')} intro={t('funding.intro')} back="/app" />
      <Card>
        <form noValidate onSubmit={submit} className="flex flex-col gap-6">
          <AmountField
            label={t('funding.amount')}
            currencyLabel={t('funding.currency')}
            value={amount}
            currency={currency}
            onValue={setAmount}
            onCurrency={setCurrency}
            error={ofAmount}
            insist={insist}
          />
          <div className="flex items-center gap-3 rounded-xl border border-line p-4">
            <CreditCard aria-hidden className="size-6 text-brand-text" />
            <div>
              <p className="font-semibold">{t('funding.card')}</p>
              <p className="text-sm text-muted">{t('funding.cardHint')}</p>
            </div>
          </div>
          {preview.error && !ofAmount ? <ErrorState error={preview.error} /> : null}
          <Button type="submit" size="lg" block pending={preview.isPending}>
            {t('ui.continue')}
          </Button>
        </form>
      </Card>
    </Narrow>
  )
}
