import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currencyName } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Chip } from '../../ui/chip.tsx'
import { FilterSheet } from './filter-sheet.tsx'
import { periods, withoutEmpty, type HistorySearch } from './history-search.ts'
import { useStatusName } from './status-name.ts'

type HistoryFiltersProps = { search: HistorySearch; onChange: (search: HistorySearch) => void }

/** The period at a tap, the rest in a sheet; what is set can be seen and taken away one by one. */
export function HistoryFilters({ search, onChange }: HistoryFiltersProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { period } = search
  return (
    <div className="pb-5">
      <div className="-mx-4 flex gap-2 overflow-x-auto px-4 py-1 [scrollbar-width:none] sm:mx-0 sm:flex-wrap sm:px-0">
        <Chip
          on={false}
          onPress={() => setOpen(true)}
          icon={<SlidersHorizontal aria-hidden className="size-4" />}
        >
          {t('transactions.filter')}
        </Chip>
        <Chip
          on={period === undefined}
          onPress={() =>
            onChange(withoutEmpty({ ...search, period: undefined, from: undefined, to: undefined }))
          }
        >
          {t('transactions.period.all')}
        </Chip>
        {periods.map(name => (
          <Chip
            key={name}
            on={period === name}
            onPress={() => {
              if (name === 'range') setOpen(true)
              else onChange(withoutEmpty({ ...search, period: name, from: undefined, to: undefined }))
            }}
          >
            {name === 'range' && period === 'range' ? rangeText(search) : t(`transactions.period.${name}`)}
          </Chip>
        ))}
      </div>
      <ActiveFilters search={search} onChange={onChange} />
      {open ? (
        <FilterSheet
          search={search}
          onClose={() => setOpen(false)}
          onApply={next => {
            setOpen(false)
            onChange(next)
          }}
        />
      ) : null}
    </div>
  )
}

function rangeText({ from, to }: HistorySearch): string {
  return `${from ?? '…'} – ${to ?? '…'}`
}

function ActiveFilters({ search, onChange }: HistoryFiltersProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const statusName = useStatusName()
  const { kind, direction, status, currency, min, max } = search
  const set = [
    kind ? { key: 'kind', text: t(`transactions.kind.${kind}`) } : undefined,
    direction ? { key: 'direction', text: t(`transactions.direction.${direction}`) } : undefined,
    status ? { key: 'status', text: statusName(status) } : undefined,
    min ? { key: 'min', text: t('transactions.atLeastShown', { amount: min, currency }) } : undefined,
    max ? { key: 'max', text: t('transactions.atMostShown', { amount: max, currency }) } : undefined,
    currency ? { key: 'currency', text: `${currency} · ${currencyName(currency, language)}` } : undefined,
  ].filter(filter => filter !== undefined)
  if (set.length === 0) return null
  return (
    <div className="flex flex-wrap gap-2 pt-2">
      {set.map(({ key, text }) => (
        <Chip key={key} on removable onPress={() => onChange(withoutEmpty({ ...search, [key]: undefined }))}>
          <span className="sr-only">{t('transactions.removeFilter')} </span>
          {text}
        </Chip>
      ))}
    </div>
  )
}
