import { useMutation, useQuery } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { messageProblem, type PurposeCode } from '../../../contract/corridors/index.ts'
import { currencies, type Currency, type WireMoney } from '../../../contract/money.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { isZero } from '../../lib/format.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { walletQuery } from '../../lib/queries.ts'
import { AmountInput } from '../../ui/amount-input.tsx'
import { Button } from '../../ui/button.tsx'
import { SegmentedControl } from '../../ui/choice.tsx'
import { CurrencySelect } from '../../ui/currency-select.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { Card } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { corridorOf, type Quote, type Recipient } from './queries.ts'
import { RecipientCard } from './recipient-card.tsx'

/** What has been typed; `fixed` says which of the two amounts it is. The balance is chosen once there is a wallet. */
export type AmountDraft = {
  source: Currency | undefined
  fixed: 'send' | 'receive'
  text: string
  purpose: PurposeCode | undefined
  message: string
}

export const emptyDraft: AmountDraft = {
  source: undefined,
  fixed: 'send',
  text: '',
  purpose: undefined,
  message: '',
}

type AmountStepProps = {
  recipient: Recipient
  draft: AmountDraft
  onDraft: (draft: AmountDraft) => void
  onQuote: (quote: Quote) => void
}

/** From which balance, how much of which, what for; the price comes from the server. */
export function AmountStep({ recipient, draft, onDraft, onQuote }: AmountStepProps) {
  const { t } = useTranslation()
  const { data: wallet } = useQuery(walletQuery)
  const [insist, setInsist] = useState(false)
  const source = draft.source ?? usualSource(wallet?.balances ?? [], recipient.currency)
  const currency = draft.fixed === 'send' ? source : recipient.currency
  const corridor = corridorOf(recipient)
  const problem = messageProblem(corridor, draft.message)
  const purposeMissing = corridor.purposes.length > 0 && draft.purpose === undefined
  const ask = useMutation({
    mutationFn: (amount: WireMoney) =>
      api('createTransferAbroadQuote', {
        body: { recipient: recipient.id, source, fixed: draft.fixed, amount },
      }),
    onSuccess: onQuote,
  })

  function change(part: Partial<AmountDraft>) {
    ask.reset()
    onDraft({ ...draft, ...part })
  }

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    const amount = readAmount(draft.text, currency)
    if (typeof amount !== 'string' && !problem && !purposeMissing) ask.mutate(amount)
  }

  const ofAmount = fieldProblem(ask.error, 'amount')
  const available = wallet?.balances.find(balance => balance.currency === source)?.available
  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <RecipientCard recipient={recipient} />
        <div className="flex items-center justify-between gap-3">
          <span className="text-sm font-semibold">{t('abroad.from')}</span>
          <CurrencySelect
            label={t('abroad.from')}
            value={source}
            options={
              wallet?.balances.map(balance => ({
                currency: balance.currency,
                detail: <Amount money={balance.available} />,
              })) ?? currencies.map(each => ({ currency: each }))
            }
            onChange={chosen => change({ source: chosen })}
          />
        </div>
        <SegmentedControl
          label={t('abroad.which')}
          value={draft.fixed}
          onChange={fixed => change({ fixed })}
          options={[
            { value: 'send', label: t('abroad.fixedSend') },
            { value: 'receive', label: t('abroad.fixedReceive') },
          ]}
        />
        <AmountInput
          label={t(draft.fixed === 'send' ? 'abroad.iPay' : 'abroad.theyGet')}
          value={draft.text}
          currency={currency}
          onValue={text => change({ text })}
          insist={insist}
          error={ofAmount}
          hint={
            available ? (
              <>
                {t('abroad.available')} <Amount money={available} />
              </>
            ) : null
          }
        />
        {corridor.purposes.length > 0 ? (
          <Field
            label={t('abroad.purpose')}
            hint={t('abroad.purposeHint')}
            error={insist && purposeMissing ? t('abroad.purposeMissing') : undefined}
          >
            <Select
              name="purpose"
              value={draft.purpose ?? ''}
              onChange={event =>
                change({ purpose: corridor.purposes.find(code => code === event.target.value) })
              }
            >
              <option value="">{t('bankAccount.choose')}</option>
              {corridor.purposes.map(code => (
                <option key={code} value={code}>
                  {t(`abroad.purposes.${code}`)}
                </option>
              ))}
            </Select>
          </Field>
        ) : null}
        <Field
          label={t('abroad.message')}
          aside={t('ui.optional')}
          error={problem && t(`abroad.messageProblem.${problem}`)}
        >
          <Input
            name="message"
            value={draft.message}
            maxLength={140}
            autoComplete="off"
            dir="auto"
            onChange={event => change({ message: event.target.value })}
          />
        </Field>
        {ask.error && !ofAmount ? <ErrorState error={ask.error} /> : null}
        <Button type="submit" size="lg" block pending={ask.isPending}>
          {t('abroad.getPrice')}
        </Button>
      </form>
    </Card>
  )
}

type Balance = { currency: Currency; available: WireMoney }

/** The recipient's own currency where there is some of it, else the first in which there is money. */
function usualSource(balances: readonly Balance[], wanted: Currency): Currency {
  const filled = balances.filter(({ available }) => !isZero(available)).map(({ currency }) => currency)
  return filled.includes(wanted) ? wanted : (filled[0] ?? currencies[0])
}
