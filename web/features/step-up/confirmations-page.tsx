import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Currency } from '../../../contract/money.ts'
import { api } from '../../lib/api.ts'
import { formatMoney, isZero, minorOf } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { codeOf } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { currencyOfReaders } from '../../lib/usual-currency.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { CurrencySelect } from '../../ui/currency-select.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { Card, Loading, Narrow, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { showToast } from '../../ui/toasts.ts'
import { choicesUpTo } from './choices.ts'
import { thresholdsQuery, type Threshold } from './queries.ts'

/** From which amounts on a transfer asks to be confirmed, as the customer likes it, within the operator's bounds. */
export function ConfirmationsPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(thresholdsQuery)
  const [currency, setCurrency] = useState<Currency>(currencyOfReaders[useLanguage()])
  const threshold = data?.data.find(each => each.amount.currency === currency)
  return (
    <Narrow>
      <PageHeader title={t('confirmations.title')} intro={t('confirmations.intro')} back="/app/security" />
      {data && threshold ? (
        <Card className="flex flex-col gap-6">
          <div className="flex items-center justify-between gap-4">
            <span className="text-sm font-semibold">{t('confirmations.currency')}</span>
            <CurrencySelect
              label={t('confirmations.currency')}
              value={currency}
              options={data.data.map(({ amount }) => ({ currency: amount.currency }))}
              onChange={setCurrency}
            />
          </div>
          <Choice
            key={`${currency} ${threshold.amount.value} ${threshold.new_recipient.value}`}
            threshold={threshold}
          />
        </Card>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading>
          <Skeleton className="h-80" />
        </Loading>
      )}
    </Narrow>
  )
}

function Choice({ threshold }: { threshold: Threshold }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [amount, setAmount] = useState(threshold.amount)
  const [newRecipient, setNewRecipient] = useState(threshold.new_recipient)
  const save = useSave(threshold.amount.currency)
  const changed =
    amount.value !== threshold.amount.value || newRecipient.value !== threshold.new_recipient.value
  const asksLess =
    minorOf(amount) > minorOf(threshold.amount) || minorOf(newRecipient) > minorOf(threshold.new_recipient)
  const above = (money: typeof amount): string =>
    isZero(money)
      ? t('confirmations.always')
      : t('confirmations.above', { amount: formatMoney(money, language) })
  return (
    <>
      <AmountSelect
        label={t('confirmations.anybody')}
        hint={t('confirmations.anybodyHint')}
        choices={choicesUpTo(threshold.amount_at_most, threshold.amount)}
        chosen={amount}
        words={above}
        onChoose={setAmount}
      />
      <AmountSelect
        label={t('confirmations.newRecipient')}
        hint={t('confirmations.newRecipientHint')}
        choices={choicesUpTo(threshold.new_recipient_at_most, threshold.new_recipient)}
        chosen={newRecipient}
        words={above}
        onChoose={setNewRecipient}
      />
      {changed && asksLess ? <Alert tone="warn">{t('confirmations.asksLess')}</Alert> : null}
      {save.error ? <SaveProblem error={save.error} /> : null}
      <Button
        size="lg"
        block
        disabled={!changed}
        pending={save.isPending}
        onClick={() => save.mutate({ amount, new_recipient: newRecipient })}
      >
        {t('confirmations.save')}
      </Button>
    </>
  )
}

type Choosing = {
  label: string
  hint: string
  choices: Threshold['amount'][]
  chosen: Threshold['amount']
  words: (money: Threshold['amount']) => string
  onChoose: (money: Threshold['amount']) => void
}

function AmountSelect({ label, hint, choices, chosen, words, onChoose }: Choosing) {
  return (
    <Field label={label} hint={hint}>
      <Select
        value={chosen.value}
        onChange={event => {
          const picked = choices.find(({ value }) => value === event.target.value)
          if (picked) onChoose(picked)
        }}
      >
        {choices.map(money => (
          <option key={money.value} value={money.value}>
            {words(money)}
          </option>
        ))}
      </Select>
    </Field>
  )
}

function useSave(currency: Currency) {
  const { t } = useTranslation()
  return useMutation({
    mutationFn: (body: Pick<Threshold, 'amount' | 'new_recipient'>) =>
      api('chooseStepUpThreshold', { params: { currency }, body }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: thresholdsQuery.queryKey })
      showToast({ text: t('confirmations.saved') })
    },
  })
}

/** Whoever did not confirm is told that nothing has changed; anything else as the server explains it. */
function SaveProblem({ error }: { error: Error }) {
  const { t } = useTranslation()
  if (codeOf(error) !== 'step_up_required') return <ErrorState error={error} />
  return (
    <Alert tone="info" live>
      {t('confirmations.notConfirmed')}
    </Alert>
  )
}
