import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowUpDown } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currencies, type Currency, type WireMoney } from '../../../contract/money.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { walletQuery } from '../../lib/queries.ts'
import { AmountInput } from '../../ui/amount-input.tsx'
import { Button } from '../../ui/button.tsx'
import { CurrencySelect } from '../../ui/currency-select.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import type { Quote } from './queries.ts'

/** What has been typed; `fixed` says which of the two amounts it is. */
export type ExchangeDraft = { from: Currency; to: Currency; text: string; fixed: 'send' | 'receive' }

type AmountStepProps = {
  draft: ExchangeDraft
  onDraft: (draft: ExchangeDraft) => void
  onQuote: (quote: Quote) => void
}

/** From what into what, and how much of which; the price comes from the server. */
export function AmountStep({ draft, onDraft, onQuote }: AmountStepProps) {
  const { t } = useTranslation()
  const [insist, setInsist] = useState(false)
  const currency = draft.fixed === 'send' ? draft.from : draft.to
  const ask = useMutation({
    mutationFn: (amount: WireMoney) =>
      api('createQuote', { body: { from: draft.from, to: draft.to, amount } }),
    onSuccess: onQuote,
  })

  function change(part: Partial<ExchangeDraft>) {
    ask.reset()
    onDraft({ ...draft, ...part })
  }

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    const amount = readAmount(draft.text, currency)
    if (typeof amount !== 'string') ask.mutate(amount)
  }

  const ofAmount = fieldProblem(ask.error, 'amount')
  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <Pair draft={draft} onChange={change} />
        <fieldset className="flex flex-wrap gap-x-6 gap-y-2">
          <legend className="sr-only">{t('exchange.amountIn')}</legend>
          {(['send', 'receive'] as const).map(fixed => (
            <label key={fixed} className="flex min-h-11 items-center gap-2">
              <input
                type="radio"
                name="fixed"
                checked={draft.fixed === fixed}
                onChange={() => change({ fixed })}
                className="size-5 accent-brand"
              />
              {t(fixed === 'send' ? 'exchange.fixedSend' : 'exchange.fixedReceive')}
            </label>
          ))}
        </fieldset>
        <AmountInput
          label={t(draft.fixed === 'send' ? 'exchange.from' : 'exchange.to')}
          value={draft.text}
          currency={currency}
          onValue={text => change({ text })}
          insist={insist}
          error={ofAmount}
          hint={<Available currency={draft.from} />}
        />
        {ask.error && !ofAmount ? <ErrorState error={ask.error} /> : null}
        <Button type="submit" size="lg" block pending={ask.isPending} disabled={draft.from === draft.to}>
          {t('exchange.getPrice')}
        </Button>
      </form>
    </Card>
  )
}

function Available({ currency }: { currency: Currency }) {
  const { t } = useTranslation()
  const { data: wallet } = useQuery(walletQuery)
  const available = wallet?.balances.find(balance => balance.currency === currency)?.available
  if (!available) return null
  return (
    <>
      {t('exchange.available')} <Amount money={available} />
    </>
  )
}

type PairProps = { draft: ExchangeDraft; onChange: (part: Partial<ExchangeDraft>) => void }

function Pair({ draft, onChange }: PairProps) {
  const { t } = useTranslation()
  const { data: wallet } = useQuery(walletQuery)
  const options =
    wallet?.balances.map(balance => ({
      currency: balance.currency,
      detail: <Amount money={balance.available} />,
    })) ?? currencies.map(currency => ({ currency }))
  const same = draft.from === draft.to
  return (
    <div>
      <div className="flex items-center gap-3">
        <div className="flex min-w-0 flex-1 flex-col gap-3">
          <div className="flex items-center justify-between gap-3">
            <span className="text-sm font-medium text-muted">{t('exchange.from')}</span>
            <CurrencySelect
              label={t('exchange.currencyFrom')}
              value={draft.from}
              options={options}
              onChange={from => onChange({ from })}
            />
          </div>
          <div className="flex items-center justify-between gap-3">
            <span className="text-sm font-medium text-muted">{t('exchange.to')}</span>
            <CurrencySelect
              label={t('exchange.currencyTo')}
              value={draft.to}
              options={options}
              onChange={to => onChange({ to })}
            />
          </div>
        </div>
        <button
          type="button"
          aria-label={t('exchange.swap')}
          onClick={() => onChange({ from: draft.to, to: draft.from })}
          className="grid size-11 shrink-0 place-items-center rounded-full border border-line hover:bg-sunken"
        >
          <ArrowUpDown aria-hidden className="size-5" />
        </button>
      </div>
      {same ? (
        <p role="status" className="mt-3 text-sm text-bad">
          {t('exchange.sameCurrency')}
        </p>
      ) : null}
    </div>
  )
}
