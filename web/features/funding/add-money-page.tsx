import { useMutation } from '@tanstack/react-query'
import { CreditCard } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currencies, type Currency, type WireMoney } from '../../../contract/money.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { newKey } from '../../lib/order.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { AmountInput } from '../../ui/amount-input.tsx'
import { Button } from '../../ui/button.tsx'
import { CurrencySelect } from '../../ui/currency-select.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import type { DepositPreview } from './queries.ts'
import { ReviewDeposit } from './review-deposit.tsx'

/** What most readers of a language have on their card; one tap away from any other. */
const usualCurrency = { 'zh-CN': 'CNY', en: 'EUR' } as const

/** Topping up by card: how much, then what it costs and when it arrives, then the acquirer's own page. */
export function AddMoneyPage() {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [currency, setCurrency] = useState<Currency>(usualCurrency[useLanguage()])
  const [insist, setInsist] = useState(false)
  const [review, setReview] = useState<{ preview: DepositPreview; key: string }>()
  const preview = useMutation({
    mutationFn: (amount: WireMoney) => api('previewDeposit', { body: { amount, method: 'card_debit' } }),
    onSuccess: answer => setReview({ preview: answer, key: newKey() }),
  })

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    const amount = readAmount(text, currency)
    if (typeof amount !== 'string') preview.mutate(amount)
  }

  if (review)
    return (
      <ReviewDeposit preview={review.preview} orderKey={review.key} onChange={() => setReview(undefined)} />
    )
  const ofAmount = fieldProblem(preview.error, 'amount')
  return (
    <Narrow>
      <PageHeader title={t('funding.title')} intro={t('funding.intro')} />
      <Card>
        <form noValidate onSubmit={submit} className="flex flex-col gap-5">
          <AmountInput
            label={t('funding.amount')}
            value={text}
            currency={currency}
            onValue={value => {
              preview.reset()
              setText(value)
            }}
            insist={insist}
            error={ofAmount}
            currencyControl={
              <CurrencySelect
                label={t('funding.currency')}
                value={currency}
                options={currencies.map(code => ({ currency: code }))}
                onChange={setCurrency}
              />
            }
          />
          <CardMethod />
          {preview.error && !ofAmount ? <ErrorState error={preview.error} /> : null}
          <Button type="submit" size="lg" block pending={preview.isPending}>
            {t('ui.continue')}
          </Button>
        </form>
      </Card>
    </Narrow>
  )
}

function CardMethod() {
  const { t } = useTranslation()
  return (
    <div className="flex gap-3.5 rounded-lg bg-sunken p-4">
      <CreditCard aria-hidden className="size-5 shrink-0 text-brand-text" />
      <div className="min-w-0 text-sm">
        <p className="font-semibold">{t('funding.card')}</p>
        <p className="text-muted">{t('funding.cardHint')}</p>
      </div>
    </div>
  )
}
