import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currencies } from '../../../contract/money.ts'
import { formatBasisPoints, formatMoney } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Panel } from './panel.tsx'
import { Picker } from './picker.tsx'
import { freeName, ruleName } from './rule-name.ts'
import { RuleProblems } from './rule-problems.tsx'
import type { MarkupRule, Problem } from './schedule-queries.ts'

type Props = {
  rules: readonly MarkupRule[]
  problems: readonly Problem[]
  editable: boolean
  onRules: (rules: MarkupRule[]) => void
}

/** What exchanging costs, by pair and by what was exchanged in the month; a touch opens a rule to be edited. */
export function MarkupRules({ rules, problems, editable, onRules }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<number>()
  const opened = open === undefined ? undefined : rules[open]
  const problemsOf = (rule: MarkupRule) => problems.filter(problem => problem.rule === rule.id)
  function add() {
    onRules([...rules, { id: freeName(rules), from: null, to: null, from_volume: null, basis_points: 0 }])
    setOpen(rules.length)
  }
  return (
    <Panel
      title={t('console.prices.rules', { count: rules.length })}
      aside={
        editable ? (
          <Button size="sm" variant="ghost" onClick={add}>
            <Plus aria-hidden className="size-4" />
            {t('console.prices.addRule')}
          </Button>
        ) : null
      }
    >
      <ul className="divide-y divide-line">
        {rules.map((rule, index) => (
          <li key={index} className="px-4 py-3 text-sm">
            <button
              type="button"
              disabled={!editable}
              onClick={() => setOpen(index)}
              className="flex w-full flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 rounded-sm text-start"
            >
              <RuleLine rule={rule} />
            </button>
            <RuleProblems problems={problemsOf(rule)} />
          </li>
        ))}
      </ul>
      {opened && open !== undefined ? (
        <MarkupSheet
          rule={opened}
          problems={problemsOf(opened)}
          onRule={rule => onRules(rules.map((each, index) => (index === open ? rule : each)))}
          onRemove={() => {
            setOpen(undefined)
            onRules(rules.filter((_, index) => index !== open))
          }}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </Panel>
  )
}

function RuleLine({
  rule: { id, from, to, from_volume: volume, basis_points: points },
}: {
  rule: MarkupRule
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const any = t('prices.markup.any')
  const parts = [
    ...(from === null && to === null ? [] : [`${from ?? any} → ${to ?? any}`]),
    ...(volume === null ? [] : [t('prices.markup.volume', { amount: volumeText(volume, language) })]),
  ]
  return (
    <>
      <span className="min-w-0">
        <span className="font-semibold">{parts.join(' · ') || t('prices.markup.everybody')}</span>
        <span className="block font-mono text-xs text-muted">{id}</span>
      </span>
      <span className="font-semibold tabular-nums">{formatBasisPoints(points, language)}</span>
    </>
  )
}

/** A draft may hold what is no amount yet; that is among its problems and stands there as it was typed. */
function volumeText(value: string, language: ReturnType<typeof useLanguage>): string {
  return /^[0-9]{1,15}(\.[0-9]{1,2})?$/.test(value)
    ? formatMoney({ value, currency: 'EUR' }, language)
    : value
}

type SheetProps = {
  rule: MarkupRule
  problems: readonly Problem[]
  onRule: (rule: MarkupRule) => void
  onRemove: () => void
  onClose: () => void
}

function MarkupSheet({ rule, problems, onRule, onRemove, onClose }: SheetProps) {
  const { t } = useTranslation()
  return (
    <Sheet
      title={t('console.prices.editRule')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('console.prices.done')}</Button>
          <Button variant="danger" onClick={onRemove}>
            {t('console.prices.removeRule')}
          </Button>
        </>
      }
    >
      <RuleProblems problems={problems} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('console.prices.field.id')} hint={t('console.prices.field.idHint')}>
          <Input
            value={rule.id}
            maxLength={60}
            onChange={event => onRule({ ...rule, id: ruleName(event.target.value) })}
          />
        </Field>
        <Field label={t('console.prices.field.basisPoints')} hint={t('console.prices.field.basisPointsHint')}>
          <Input
            type="number"
            min={0}
            max={2_000}
            value={rule.basis_points}
            onChange={event => {
              const points = event.target.valueAsNumber
              if (Number.isInteger(points) && points >= 0 && points <= 2_000)
                onRule({ ...rule, basis_points: points })
            }}
          />
        </Field>
        <Picker
          label={t('console.prices.field.from')}
          value={rule.from}
          options={currencies}
          name={each => each}
          any={t('console.prices.any')}
          onPick={from => onRule({ ...rule, from })}
        />
        <Picker
          label={t('console.prices.field.to')}
          value={rule.to}
          options={currencies}
          name={each => each}
          any={t('console.prices.any')}
          onPick={to => onRule({ ...rule, to })}
        />
        <Field label={t('console.prices.field.fromVolume')} hint={t('console.prices.field.fromVolumeHint')}>
          <Input
            inputMode="decimal"
            maxLength={20}
            value={rule.from_volume ?? ''}
            onChange={event => {
              const text = event.target.value.trim()
              onRule({ ...rule, from_volume: text === '' ? null : text })
            }}
          />
        </Field>
      </div>
    </Sheet>
  )
}
