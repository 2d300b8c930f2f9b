import { useTranslation } from 'react-i18next'
import { currencies, isCurrency, type Currency } from '../../contract/money.ts'
import { currencyName } from '../lib/format.ts'
import { currentLanguage } from '../lib/i18n.ts'
import { Select, type ControlProps } from './field.tsx'

/** Letters instead of flags: several countries share a currency, and a flag is not a name. */
export function CurrencyBadge({ currency }: { currency: Currency }) {
  return (
    <span aria-hidden className="grid size-11 shrink-0 place-items-center rounded-full bg-brand-soft text-xs font-bold text-brand-text">
      {currency}
    </span>
  )
}

type CurrencySelectProps = { value: Currency; onValue: (currency: Currency) => void; control: ControlProps }

export function CurrencySelect({ value, onValue, control }: CurrencySelectProps) {
  useTranslation()
  const language = currentLanguage()
  return (
    <Select {...control} value={value} onChange={event => isCurrency(event.target.value) && onValue(event.target.value)}>
      {currencies.map(currency => (
        <option key={currency} value={currency}>
          {currency} · {currencyName(currency, language)}
        </option>
      ))}
    </Select>
  )
}
