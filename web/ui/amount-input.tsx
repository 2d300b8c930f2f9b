import { type ComponentProps } from 'react'
import { exponentOf, type Currency } from '../../contract/money.ts'
import { cn } from './cn.ts'
import { controlClass } from './field.tsx'

/** What a person types for an amount, tidied while typing: full-width digits and the local comma are understood. */
export function tidyAmount(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll('。', '.')
    .replace(/,(\d{1,3})$/, '.$1')
    .replaceAll(/[\s,]/g, '')
}

export type AmountProblem = 'empty' | 'malformed' | 'zero' | 'tooPrecise' | 'tooLarge'

/** The same rule as the server's: never rounded, at most the currency's decimals and 18 digits. */
export function problemOfAmount(text: string, currency: Currency): AmountProblem | undefined {
  if (text === '') return 'empty'
  const match = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(text)
  if (!match) return 'malformed'
  const [, whole = '', decimals = ''] = match
  if (decimals.length > exponentOf(currency)) return 'tooPrecise'
  if (whole.length + exponentOf(currency) > 18) return 'tooLarge'
  return /[1-9]/.test(whole + decimals) ? undefined : 'zero'
}

type AmountInputProps = Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'type'> & {
  value: string
  onValue: (value: string) => void
  currency: Currency
}

/** A large figure with its currency beside it. The value stays a string: an amount is never a floating-point number. */
export function AmountInput({ value, onValue, currency, className, ...rest }: AmountInputProps) {
  return (
    <div className="relative">
      <input
        {...rest}
        type="text"
        inputMode={exponentOf(currency) === 0 ? 'numeric' : 'decimal'}
        autoComplete="off"
        enterKeyHint="next"
        value={value}
        onChange={event => onValue(tidyAmount(event.target.value))}
        placeholder={exponentOf(currency) === 0 ? '0' : `0.${'0'.repeat(exponentOf(currency))}`}
        className={cn(controlClass, 'min-h-16 pe-20 text-2xl font-semibold tabular-nums', className)}
      />
      <span className="pointer-events-none absolute inset-y-0 end-4 flex items-center font-semibold text-muted">
        {currency}
      </span>
    </div>
  )
}
