import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currencies } from '../../../contract/money.ts'
import { currencyName } from '../../lib/format.ts'
import { useToday } from '../../lib/today.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { directions, filterStatuses, kinds, readHistorySearch, type HistorySearch } from './history-search.ts'
import { useStatusName } from './status-name.ts'

type FilterSheetProps = {
  search: HistorySearch
  onClose: () => void
  onApply: (search: HistorySearch) => void
}

/** A draft until it is applied, so that the list behind does not jump with every touch. */
export function FilterSheet({ search, onClose, onApply }: FilterSheetProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<Record<string, unknown>>(search)
  const change = (part: Record<string, unknown>): void => setDraft({ ...draft, ...part })
  return (
    <Sheet
      title={t('transactions.filter')}
      onClose={onClose}
      footer={
        <>
          <Button block onClick={() => onApply(readHistorySearch(draft))}>
            {t('transactions.applyFilters')}
          </Button>
          <Button block variant="secondary" onClick={() => onApply({})}>
            {t('transactions.clearFilters')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5 pb-2">
        <DayRange draft={readDays(draft)} onChange={change} />
        <Choices draft={readHistorySearch(draft)} onChange={change} />
        <Amounts draft={draft} onChange={change} />
      </div>
    </Sheet>
  )
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Amounts can be compared in one currency only, so they are asked for once it is chosen. */
function Amounts({
  draft,
  onChange,
}: {
  draft: Record<string, unknown>
  onChange: (part: Record<string, unknown>) => void
}) {
  const { t } = useTranslation()
  const { currency } = readHistorySearch(draft)
  if (currency === undefined) return null
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label={t('transactions.atLeast', { currency })}>
        <Input
          inputMode="decimal"
          value={textOf(draft['min'])}
          onChange={({ target }) => onChange({ min: target.value.trim() })}
        />
      </Field>
      <Field label={t('transactions.atMost', { currency })}>
        <Input
          inputMode="decimal"
          value={textOf(draft['max'])}
          onChange={({ target }) => onChange({ max: target.value.trim() })}
        />
      </Field>
    </div>
  )
}

type Days = { from: string; to: string }

function readDays({ from, to }: Record<string, unknown>): Days {
  return { from: typeof from === 'string' ? from : '', to: typeof to === 'string' ? to : '' }
}

function DayRange({ draft, onChange }: { draft: Days; onChange: (part: Record<string, unknown>) => void }) {
  const { t } = useTranslation()
  const today = useToday()
  const period = (days: Days): string | undefined => (days.from || days.to ? 'range' : undefined)
  return (
    <div className="grid grid-cols-2 gap-3 max-[375px]:grid-cols-1">
      <Field label={t('transactions.from')}>
        <Input
          type="date"
          value={draft.from}
          max={draft.to || today}
          onChange={({ target }) =>
            onChange({ from: target.value, period: period({ ...draft, from: target.value }) })
          }
        />
      </Field>
      <Field label={t('transactions.to')}>
        <Input
          type="date"
          value={draft.to}
          min={draft.from}
          max={today}
          onChange={({ target }) =>
            onChange({ to: target.value, period: period({ ...draft, to: target.value }) })
          }
        />
      </Field>
    </div>
  )
}

type ChoicesProps = { draft: HistorySearch; onChange: (part: Record<string, unknown>) => void }

function Choices({ draft, onChange }: ChoicesProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const statusName = useStatusName()
  const any = <option value="">{t('transactions.any')}</option>
  return (
    <>
      <Field label={t('transactions.kindLabel')}>
        <Select value={draft.kind ?? ''} onChange={({ target }) => onChange({ kind: target.value })}>
          {any}
          {kinds.map(kind => (
            <option key={kind} value={kind}>
              {t(`transactions.kind.${kind}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('transactions.directionLabel')}>
        <Select
          value={draft.direction ?? ''}
          onChange={({ target }) => onChange({ direction: target.value })}
        >
          {any}
          {directions.map(direction => (
            <option key={direction} value={direction}>
              {t(`transactions.direction.${direction}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('transactions.statusLabel')}>
        <Select value={draft.status ?? ''} onChange={({ target }) => onChange({ status: target.value })}>
          {any}
          {filterStatuses.map(status => (
            <option key={status} value={status}>
              {statusName(status)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('transactions.currencyLabel')}>
        <Select value={draft.currency ?? ''} onChange={({ target }) => onChange({ currency: target.value })}>
          {any}
          {currencies.map(currency => (
            <option key={currency} value={currency}>
              {currency} · {currencyName(currency, language)}
            </option>
          ))}
        </Select>
      </Field>
    </>
  )
}
