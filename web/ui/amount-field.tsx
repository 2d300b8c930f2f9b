import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exponentOf, type Currency } from '../../contract/money.ts'
import { AmountInput, problemOfAmount } from './amount-input.tsx'
import { CurrencySelect } from './currency.tsx'
import { Field } from './field.tsx'

type AmountFieldProps = {
  label: string
  currencyLabel: string
  value: string
  currency: Currency
  onValue: (value: string) => void
  onCurrency: (currency: Currency) => void
  hint?: string | undefined
  /** What the server said about this amount. */
  error?: string | undefined
  /** Whether leaving it empty or wrong is to be said already: after the first try to go on. */
  insist: boolean
}

/** Amount and currency together; says what is wrong in the reader's words as soon as they have left the field. */
export function AmountField(props: AmountFieldProps) {
  const { t } = useTranslation()
  const [left, setLeft] = useState(false)
  const { value, currency } = props
  const problem = problemOfAmount(value, currency)
  const speak = props.insist || (left && value !== '')
  const own = problem && speak ? t(`ui.amount.${problem}`, { currency, count: exponentOf(currency) }) : undefined
  return (
    <div className="flex flex-col gap-4">
      <Field label={props.label} hint={props.hint} error={own ?? props.error}>
        {control => (
          <AmountInput
            {...control}
            value={value}
            currency={currency}
            onValue={props.onValue}
            onBlur={() => setLeft(true)}
          />
        )}
      </Field>
      <Field label={props.currencyLabel}>
        {control => <CurrencySelect control={control} value={currency} onValue={props.onCurrency} />}
      </Field>
    </div>
  )
}
