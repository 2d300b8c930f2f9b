import { useMutation, useQuery } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currencies, type Currency, type WireMoney } from '../../../contract/money.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { newKey } from '../../lib/order.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { walletQuery } from '../../lib/queries.ts'
import { AmountInput } from '../../ui/amount-input.tsx'
import { Button } from '../../ui/button.tsx'
import { CurrencySelect } from '../../ui/currency-select.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { ObstacleNotice } from '../../ui/obstacle.tsx'
import { NoteField } from './note-field.tsx'
import type { ChosenRecipient, ReviewedTransfer, TransferPreview } from './queries.ts'
import { RecipientCard } from './recipient-card.tsx'

/** What has been typed, kept while one goes back and forth between the steps. */
export type AmountDraft = { text: string; currency: Currency; note: string }

/** A form of an amount before anything is typed. */
export const blankDraft = (currency: Currency): AmountDraft => ({ text: '', currency, note: '' })

type AmountStepProps = {
  recipient: ChosenRecipient
  draft: AmountDraft
  onDraft: (draft: AmountDraft) => void
  onReview: (order: ReviewedTransfer) => void
}

export function AmountStep({ recipient, draft, onDraft, onReview }: AmountStepProps) {
  const { t } = useTranslation()
  const { data: wallet } = useQuery(walletQuery)
  const [insist, setInsist] = useState(false)
  const preview = useMutation({
    mutationFn: (amount: WireMoney) =>
      api('previewTransfer', { body: { recipient: recipient.identifier, amount } }),
    onSuccess(answer) {
      if (!answer.obstacle) onReview({ recipient, preview: answer, note: draft.note.trim(), key: newKey() })
    },
  })

  function change(part: Partial<AmountDraft>) {
    preview.reset()
    onDraft({ ...draft, ...part })
  }

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    const amount = readAmount(draft.text, draft.currency)
    if (typeof amount !== 'string') preview.mutate(amount)
  }

  const ofAmount = fieldProblem(preview.error, 'amount')
  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <RecipientCard recipient={recipient.masked} />
        <TransferAmount draft={draft} wallet={wallet} insist={insist} error={ofAmount} onChange={change} />
        <NoteField value={draft.note} onChange={text => change({ note: text })} />
        <Findings preview={preview.data} error={ofAmount ? null : preview.error} />
        <Button type="submit" size="lg" block pending={preview.isPending}>
          {t('ui.continue')}
        </Button>
      </form>
    </Card>
  )
}

type Wallet = { balances: readonly { currency: Currency; available: WireMoney }[] }

type TransferAmountProps = {
  draft: AmountDraft
  wallet: Wallet | undefined
  insist: boolean
  error: string | undefined
  onChange: (part: Partial<AmountDraft>) => void
}

export function TransferAmount({ draft, wallet, insist, error, onChange }: TransferAmountProps) {
  const { t } = useTranslation()
  const available = wallet?.balances.find(({ currency }) => currency === draft.currency)?.available
  return (
    <AmountInput
      label={t('transfers.amount')}
      value={draft.text}
      currency={draft.currency}
      onValue={text => onChange({ text })}
      insist={insist}
      error={error}
      hint={
        available ? (
          <>
            {t('transfers.available')} <Amount money={available} />
          </>
        ) : undefined
      }
      currencyControl={
        <CurrencySelect
          label={t('transfers.currency')}
          value={draft.currency}
          options={
            wallet?.balances.map(balance => ({
              currency: balance.currency,
              detail: <Amount money={balance.available} />,
            })) ?? currencies.map(currency => ({ currency }))
          }
          onChange={currency => onChange({ currency })}
        />
      }
    />
  )
}

type MoneyFieldProps = Pick<TransferAmountProps, 'draft' | 'insist' | 'error' | 'onChange'> & {
  label: string
}

/** An amount in any currency, where what the reader has does not matter. */
export function MoneyField({ label, draft, insist, error, onChange }: MoneyFieldProps) {
  const { t } = useTranslation()
  return (
    <AmountInput
      label={label}
      value={draft.text}
      currency={draft.currency}
      onValue={text => onChange({ text })}
      insist={insist}
      error={error}
      currencyControl={
        <CurrencySelect
          label={t('transfers.currency')}
          value={draft.currency}
          options={currencies.map(currency => ({ currency }))}
          onChange={currency => onChange({ currency })}
        />
      }
    />
  )
}

function Findings({ preview, error }: { preview: TransferPreview | undefined; error: unknown }) {
  if (preview?.obstacle) return <ObstacleNotice obstacle={preview.obstacle} />
  return error ? <ErrorState error={error} /> : null
}
