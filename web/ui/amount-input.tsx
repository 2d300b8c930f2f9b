import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exponentOf, type Currency } from '../../contract/money.ts'
import { isCertainProblem, readAmount, tidyAmount, type AmountProblem } from '../lib/amount-text.ts'
import { cn } from './cn.ts'
import { Field, useField } from './field.tsx'

type AmountInputProps = {
  label: string
  /** What is typed, character for character; `readAmount` turns it into money. */
  value: string
  onValue: (value: string) => void
  currency: Currency
  /** Usually a `CurrencySelect`; else the code is shown. */
  currencyControl?: ReactNode
  hint?: ReactNode
  aside?: ReactNode
  /** What the server or the form found; a problem in the text itself comes first. */
  error?: string | undefined
  /** After an attempt to go on, an empty or unfinished amount is a problem too. */
  insist?: boolean
}

/** The amount stays a string from the key to the wire: no floating-point number ever holds it. */
export function AmountInput({
  label,
  value,
  onValue,
  currency,
  currencyControl,
  hint,
  aside,
  error,
  insist = false,
}: AmountInputProps) {
  const [left, setLeft] = useState(false)
  const explained = useAmountProblem(value, currency, { left: left && value !== '', insist })
  return (
    <Field label={label} hint={hint} aside={aside} error={explained ?? error}>
      <AmountControl value={value} onValue={onValue} currency={currency} onLeave={setLeft}>
        {currencyControl}
      </AmountControl>
    </Field>
  )
}

function useAmountProblem(
  value: string,
  currency: Currency,
  when: { left: boolean; insist: boolean },
): string | undefined {
  const { t } = useTranslation()
  const read = readAmount(value, currency)
  if (typeof read !== 'string') return undefined
  const problem: AmountProblem = read
  if (!isCertainProblem(problem) && !when.insist && !when.left) return undefined
  if (problem === 'empty' && !when.insist) return undefined
  if (problem === 'tooPrecise') return t('amount.tooPrecise', { currency, count: exponentOf(currency) })
  return problem === 'wholeOnly' ? t('amount.wholeOnly', { currency }) : t(`amount.${problem}`)
}

type AmountControlProps = Pick<AmountInputProps, 'value' | 'onValue' | 'currency'> & {
  onLeave: (left: boolean) => void
  children: ReactNode
}

function AmountControl({ value, onValue, currency, onLeave, children }: AmountControlProps) {
  const exponent = exponentOf(currency)
  return (
    <div
      className={cn(
        'flex min-h-18 items-center gap-2 rounded-xl border border-control bg-surface ps-4 pe-3 hover:border-ink',
        'has-[input:focus-visible]:border-focus has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-focus',
        'has-[input[aria-invalid]]:border-bad',
      )}
    >
      <input
        {...useField()}
        type="text"
        inputMode={exponent === 0 ? 'numeric' : 'decimal'}
        autoComplete="off"
        enterKeyHint="next"
        maxLength={40}
        value={value}
        onChange={event => onValue(tidyAmount(event.target.value))}
        onFocus={() => onLeave(false)}
        onBlur={() => onLeave(true)}
        placeholder={exponent === 0 ? '0' : `0.${'0'.repeat(exponent)}`}
        dir="ltr"
        className={cn(
          'w-full min-w-0 flex-1 bg-transparent font-bold tracking-tight tabular-nums outline-none placeholder:text-muted/55 rtl:text-end',
          sizeOf(value),
        )}
      />
      {children ?? <span className="pe-1 text-lg font-semibold text-muted">{currency}</span>}
    </div>
  )
}

/** Beside the currency a phone has room for eight large figures; more of them become smaller, and none is cut off. */
function sizeOf({ length }: string): string {
  if (length <= 8) return 'text-3xl'
  return length <= 11 ? 'text-2xl' : length <= 14 ? 'text-lg' : 'text-base'
}
