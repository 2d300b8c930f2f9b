import { ChevronDown } from 'lucide-react'
import { type Ref, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../lib/i18n.ts'
import type { PhoneBook } from '../lib/phone.ts'
import { cn } from './cn.ts'
import { controlClass, useField } from './field.tsx'

type PhoneInputProps = {
  /** International form with +; what is not a whole number yet is passed on as typed behind the country code. */
  onValue: (value: string) => void
  /** International, read once: what was typed on an earlier visit. */
  initial?: string
  name?: string
  onBlur?: () => void
  /** The number's own field, for whoever moves the focus to the first mistake. */
  ref?: Ref<HTMLInputElement>
}

/** Shown until the numbering plans are here. */
const firstCodes = { CN: '86', HK: '852', GB: '44' } as const

/** Country and number apart: nobody has to know how their country is dialled from abroad. */
export function PhoneInput({ onValue, initial = '', name = 'phone', onBlur, ref }: PhoneInputProps) {
  const language = useLanguage()
  const book = usePhoneBook()
  const [guess] = useState(guessCountry)
  const [typed, setTyped] = useState<{ country: string; text: string }>()
  const countries =
    book?.countries ?? Object.entries(firstCodes).map(([code, callingCode]) => ({ code, callingCode }))

  // What was there at first can only be taken apart once the numbering plans are here.
  const known = typed === undefined && initial !== '' ? book?.read(initial) : undefined
  const { country, text } = typed ?? {
    country: known?.country ?? guess,
    text: known?.national ?? initial,
  }

  function change(nextCountry: string, entered: string) {
    const pasted = /^\s*(\+|00|＋)/.test(entered) ? book?.read(entered.replace(/^\s*00/, '+')) : undefined
    const place = pasted?.country ?? nextCountry
    const national = pasted?.national ?? entered
    setTyped({ country: place, text: book ? tidy(book, place, national) : national })
    onValue(international(book, countries, { place, national }))
  }

  return (
    <div className="flex gap-2">
      <CountrySelect
        countries={countries}
        value={country}
        language={language}
        onCountry={code => change(code, text)}
      />
      <input
        {...useField()}
        ref={ref}
        type="tel"
        name={name}
        inputMode="tel"
        autoComplete="tel-national"
        value={text}
        onChange={event => change(country, event.target.value)}
        onBlur={onBlur}
        maxLength={32}
        dir="ltr"
        className={cn(controlClass, 'flex-1 tabular-nums rtl:text-end')}
      />
    </div>
  )
}

function usePhoneBook(): PhoneBook | undefined {
  const [book, setBook] = useState<PhoneBook>()
  useEffect(() => {
    let wanted = true
    import('../lib/phone.ts').then(
      loaded => wanted && setBook(loaded.phoneBook),
      // Without it numbers are not grouped; the server checks them all the same.
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [])
  return book
}

/** Only the end of the text is regrouped, so that a correction in the middle is not undone under the cursor. */
function tidy(book: PhoneBook, country: string, typed: string): string {
  const formatted = book.format(country, typed)
  return formatted.replaceAll(/\D/g, '') === typed.normalize('NFKC').replaceAll(/\D/g, '') ? formatted : typed
}

type Countries = PhoneBook['countries']

function international(
  book: PhoneBook | undefined,
  countries: Countries,
  number: { place: string; national: string },
): string {
  const digits = number.national.normalize('NFKC').replaceAll(/\D/g, '')
  if (digits === '') return ''
  const whole = book?.toE164(number.place, number.national.normalize('NFKC'))
  const code = countries.find(({ code }) => code === number.place)?.callingCode ?? ''
  return whole ?? `+${code}${digits}`
}

/** From the zone of the clock and the languages of the browser; only a first guess that can be changed. */
function guessCountry(): string {
  if (Intl.DateTimeFormat().resolvedOptions().timeZone === 'Asia/Hong_Kong') return 'HK'
  const region = navigator.languages.map(tag => new Intl.Locale(tag).region).find(Boolean)
  if (region === undefined) return navigator.language.startsWith('zh') ? 'CN' : 'GB'
  return region
}

type CountrySelectProps = {
  countries: Countries
  value: string
  language: string
  onCountry: (code: string) => void
}

/** The select shows country names; closed, it shows only the dialling code, and the number has the room. */
function CountrySelect({ countries, value, language, onCountry }: CountrySelectProps) {
  const { t } = useTranslation()
  const named = useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: 'region' })
    return countries
      .map(country => ({ ...country, name: names.of(country.code) ?? country.code }))
      .toSorted((a, b) => a.name.localeCompare(b.name, language))
  }, [countries, language])
  const chosen = countries.find(({ code }) => code === value)
  return (
    <span className="relative w-26 shrink-0">
      <select
        aria-label={t('ui.country')}
        autoComplete="tel-country-code"
        value={chosen ? value : ''}
        onChange={event => onCountry(event.target.value)}
        className={cn(
          controlClass,
          'appearance-none text-transparent [&>option]:bg-surface [&>option]:text-ink',
        )}
      >
        {chosen ? null : <option value="">{t('ui.country')}</option>}
        {named.map(({ code, callingCode, name }) => (
          <option key={code} value={code}>
            {name} (+{callingCode})
          </option>
        ))}
      </select>
      <span
        aria-hidden
        className="pointer-events-none absolute inset-0 flex items-center justify-between px-3.5"
        dir="ltr"
      >
        <span className="tabular-nums">+{chosen?.callingCode ?? ''}</span>
        <ChevronDown className="size-4 text-muted" />
      </span>
    </span>
  )
}
