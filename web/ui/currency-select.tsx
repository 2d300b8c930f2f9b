import { Check, ChevronDown } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type Currency, isCurrency } from '../../contract/money.ts'
import { currencyName } from '../lib/format.ts'
import { useLanguage } from '../lib/i18n.ts'
import { cn } from './cn.ts'
import { CurrencyBadge } from './currency-badge.tsx'

type CurrencySelectProps = {
  label: string
  value: Currency
  options: readonly { currency: Currency; detail?: React.ReactNode }[]
  onChange: (currency: Currency) => void
  className?: string
}

/**
 * Not modal: a modal menu would lock scrolling with a style element that the Content-Security-Policy refuses. Not in
 * a portal either: there it would stand outside of every landmark of the page.
 */
export function CurrencySelect({ label, value, options, onChange, className }: CurrencySelectProps) {
  const language = useLanguage()
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className={cn(
          'inline-flex min-h-11 shrink-0 items-center gap-2 rounded-full border border-line bg-surface py-1 ps-1.5 pe-3 font-semibold hover:bg-sunken',
          className,
        )}
      >
        <span className="sr-only">{label}: </span>
        <CurrencyBadge currency={value} size="sm" />
        {value}
        <span className="sr-only">, {currencyName(value, language)}</span>
        <ChevronDown aria-hidden className="size-4 text-muted" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={6}
        collisionPadding={12}
        className="z-40 max-h-(--radix-dropdown-menu-content-available-height) w-72 max-w-[calc(100vw-1.5rem)] overflow-y-auto rounded-xl bg-surface p-1.5 text-ink shadow-float"
      >
        <DropdownMenu.RadioGroup value={value} onValueChange={text => isCurrency(text) && onChange(text)}>
          {options.map(({ currency, detail }) => (
            <DropdownMenu.RadioItem
              key={currency}
              value={currency}
              textValue={currency}
              className="flex min-h-12 cursor-pointer items-center gap-3 rounded-lg px-2 py-1.5 outline-none data-highlighted:bg-sunken"
            >
              <CurrencyBadge currency={currency} size="sm" />
              <span className="min-w-0 flex-1">
                <span className="block font-semibold">{currency}</span>
                <span className="block truncate text-sm text-muted">{currencyName(currency, language)}</span>
              </span>
              {detail ? <span className="text-sm text-muted">{detail}</span> : null}
              <span className="w-5">
                <DropdownMenu.ItemIndicator>
                  <Check aria-hidden className="size-5 text-brand-text" />
                </DropdownMenu.ItemIndicator>
              </span>
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  )
}
