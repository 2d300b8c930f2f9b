import { useMutation, useQuery } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { messageProblem, type Corridor, type PurposeCode } from '../../../contract/corridors/index.ts'
import { currencies, type Currency, type WireMoney } from '../../../contract/money.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { isZero } from '../../lib/format.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { walletQuery } from '../../lib/queries.ts'
import { AmountFormSkeleton } from '../../ui/amount-form-skeleton.tsx'
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

/** What has been typed; `fixed` says which of the two amounts it is. The balance is the usual one until anything is. */
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
export function AmountStep(props: AmountStepProps) {
  const { data: wallet } = useQuery(walletQuery)
  return wallet ? <AmountForm {...props} balances={wallet.balances} /> : <AmountFormSkeleton />
}

type AmountFormProps = AmountStepProps & { balances: readonly Balance[] }

function AmountForm({ recipient, draft, onDraft, onQuote, balances }: AmountFormProps) {
  const { t } = useTranslation()
  const [insist, setInsist] = useState(false)
  const source = draft.source ?? usualSource(balances, recipient.currency)
  const currency = draft.fixed === 'send' ? source : recipient.currency
  const ask = useMutation({
    mutationFn: (amount: WireMoney) =>
      api('createTransferAbroadQuote', {
        body: { recipient: recipient.id, source, fixed: draft.fixed, amount },
      }),
    onSuccess: onQuote,
  })

  function change(part: Partial<AmountDraft>) {
    ask.reset()
    // From now on the balance stays: an amount must not become one of another currency while it is typed.
    onDraft({ ...draft, source, ...part })
  }

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    const amount = readAmount(draft.text, currency)
    if (typeof amount !== 'string' && !hasWordProblem(recipient, draft)) ask.mutate(amount)
  }

  const ofAmount = fieldProblem(ask.error, 'amount')
  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <RecipientCard recipient={recipient} />
        <SourceRow balances={balances} source={source} onSource={chosen => change({ source: chosen })} />
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
          hint={<Available balances={balances} source={source} />}
        />
        <WordFields recipient={recipient} draft={draft} insist={insist} onChange={change} />
        {ask.error && !ofAmount ? <ErrorState error={ask.error} /> : null}
        <Button type="submit" size="lg" block pending={ask.isPending}>
          {t('abroad.getPrice')}
        </Button>
      </form>
    </Card>
  )
}

type SourceRowProps = {
  balances: readonly Balance[]
  source: Currency
  onSource: (source: Currency) => void
}

function SourceRow({ balances, source, onSource }: SourceRowProps) {
  const { t } = useTranslation()
  return (
    <div className="flex items-center justify-between gap-3">
      <span className="text-sm font-semibold">{t('abroad.from')}</span>
      <CurrencySelect
        label={t('abroad.from')}
        value={source}
        options={balances.map(({ currency, available }) => ({
          currency,
          detail: <Amount money={available} />,
        }))}
        onChange={onSource}
      />
    </div>
  )
}

function Available({ balances, source }: Pick<SourceRowProps, 'balances' | 'source'>) {
  const { t } = useTranslation()
  const available = balances.find(({ currency }) => currency === source)?.available
  if (!available) return null
  return (
    <>
      {t('abroad.available')} <Amount money={available} />
    </>
  )
}

type WordFieldsProps = {
  recipient: Recipient
  draft: AmountDraft
  insist: boolean
  onChange: (part: Partial<AmountDraft>) => void
}

/** What it is for, where that must be said, and a few words to the recipient. */
function WordFields({ recipient, draft, insist, onChange }: WordFieldsProps) {
  const { t } = useTranslation()
  const corridor = corridorOf(recipient)
  const problem = messageProblem(corridor, draft.message)
  const purposeMissing = isPurposeMissing(corridor, draft)
  return (
    <>
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
              onChange({ purpose: corridor.purposes.find(code => code === event.target.value) })
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
          onChange={event => onChange({ message: event.target.value })}
        />
      </Field>
    </>
  )
}

function isPurposeMissing({ purposes }: Corridor, { purpose }: AmountDraft): boolean {
  return purposes.length > 0 && (purpose === undefined || !purposes.includes(purpose))
}

function hasWordProblem(recipient: Recipient, draft: AmountDraft): boolean {
  const corridor = corridorOf(recipient)
  return messageProblem(corridor, draft.message) !== undefined || isPurposeMissing(corridor, draft)
}

type Balance = { currency: Currency; available: WireMoney }

/** The recipient's own currency where there is some of it, else the first in which there is money. */
function usualSource(balances: readonly Balance[], wanted: Currency): Currency {
  const filled = balances.filter(({ available }) => !isZero(available)).map(({ currency }) => currency)
  return filled.includes(wanted) ? wanted : (filled[0] ?? currencies[0])
}
