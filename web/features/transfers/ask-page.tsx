import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Currency, WireMoney } from '../../../contract/money.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { isRecord, isText } from '../../lib/draft-storage.ts'
import { useKeptForm } from '../../lib/kept-form.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { useUsualCurrency } from '../../lib/usual-currency.ts'
import { AmountFormSkeleton } from '../../ui/amount-form-skeleton.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import { blankDraft, MoneyField, type AmountDraft } from './amount-step.tsx'
import { usePersonProblem } from './person-problem.ts'
import { refreshMoney } from './queries-later.ts'
import { isAmountDraft } from './send-steps.ts'

type Asked = { person: string; draft: AmountDraft }

function isAsked(value: unknown): value is Asked {
  return isRecord(value) && isText(value['person']) && isAmountDraft(value['draft'])
}

/** What is typed; asks for it, and shows what was asked for. */
function useAsk(currency: Currency) {
  const navigate = useNavigate()
  const blank = { person: '', draft: blankDraft(currency) }
  const { typed, change, press } = useKeptForm('ask', { blank, isTyped: isAsked })
  const orNothing = (text: string) => (text.trim() === '' ? null : text.trim())
  const ask = useMutation({
    mutationFn: (amount: WireMoney) => {
      const body = { payer: orNothing(typed.person), amount, note: orNothing(typed.draft.note) }
      return press(['ask', body], key => api('createPaymentRequest', { body, key }))
    },
    onSuccess: made => void navigate({ to: '/app/requests/$request', params: { request: made.id } }),
    onSettled: refreshMoney,
  })
  return { ...typed, change, ask }
}

/** Asks one person for money, or makes a link that anybody can pay. */
export function AskPage() {
  const { t } = useTranslation()
  const currency = useUsualCurrency()
  return (
    <Narrow>
      <PageHeader title={t('later.ask')} intro={t('later.askIntro')} back="/app/requests" />
      {currency ? <AskForm currency={currency} /> : <AmountFormSkeleton />}
    </Narrow>
  )
}

function AskForm({ currency }: { currency: Currency }) {
  const { t } = useTranslation()
  const { person, draft, change: changeForm, ask } = useAsk(currency)
  const [insist, setInsist] = useState(false)
  const ofPerson = usePersonProblem()(ask.error, 'payer', person)
  const ofAmount = fieldProblem(ask.error, 'amount')

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    const amount = readAmount(draft.text, draft.currency)
    if (typeof amount !== 'string') ask.mutate(amount)
  }

  function change(part: Partial<AmountDraft>) {
    ask.reset()
    changeForm({ draft: { ...draft, ...part } })
  }

  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <Field label={t('later.whom')} aside={t('ui.optional')} hint={t('later.whomHint')} error={ofPerson}>
          <Input
            name="payer"
            value={person}
            onChange={event => {
              ask.reset()
              changeForm({ person: event.target.value })
            }}
            maxLength={254}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            dir="auto"
          />
        </Field>
        <MoneyField
          label={t('later.howMuch')}
          draft={draft}
          insist={insist}
          error={ofAmount}
          onChange={change}
        />
        <Field label={t('later.whatFor')} aside={t('ui.optional')}>
          <Input
            name="note"
            value={draft.note}
            onChange={event => change({ note: event.target.value })}
            maxLength={140}
            autoComplete="off"
            dir="auto"
          />
        </Field>
        {ask.error && !ofPerson && !ofAmount ? <ErrorState error={ask.error} /> : null}
        <Button type="submit" size="lg" block pending={ask.isPending}>
          {t('later.ask')}
        </Button>
      </form>
    </Card>
  )
}
