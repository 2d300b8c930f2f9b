import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chargedOperations, limitIntervals } from '../../../contract/charges.ts'
import { customerLevels } from '../../../contract/levels.ts'
import { currencies, type Currency } from '../../../contract/money.ts'
import { formatMoney } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import type { Language } from '../../lib/preferences.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Panel } from './panel.tsx'
import { Picker } from './picker.tsx'
import { RuleProblems } from './rule-problems.tsx'
import type { LimitRule, Problem } from './schedule-queries.ts'

type Props = {
  rules: readonly LimitRule[]
  problems: readonly Problem[]
  editable: boolean
  onRules: (rules: LimitRule[]) => void
}

/** As problems name a rule of limits. */
function nameOf({ operation, interval, level }: LimitRule): string {
  return [operation, interval, ...(level === null ? [] : [level])].join(' ')
}

/** What a draft holds may be no amount yet; then it stands there as it was typed. */
function amountIn({ amounts }: LimitRule, currency: Currency, language: Language): string[] {
  const value = amounts[currency]
  if (value === undefined || value === '') return []
  return [/^[0-9]{1,15}$/.test(value) ? formatMoney({ value, currency }, language) : `${value} ${currency}`]
}

export function LimitRules({ rules, problems, editable, onRules }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [open, setOpen] = useState<number>()
  const opened = open === undefined ? undefined : rules[open]
  const problemsOf = (rule: LimitRule) => problems.filter(problem => problem.rule === nameOf(rule))
  function add() {
    onRules([...rules, { operation: 'transfer', level: null, interval: 'weekly', amounts: {} }])
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
              className="w-full rounded-sm text-start"
            >
              <span className="font-semibold">{t(`prices.operation.${rule.operation}`)}</span>
              {` · ${t(`prices.interval.${rule.interval}`)}`}
              {rule.level === null ? null : ` · ${t(`prices.tier.${rule.level}`)}`}
              <span className="block text-muted tabular-nums">
                {currencies.flatMap(currency => amountIn(rule, currency, language)).join(' · ')}
              </span>
            </button>
            <RuleProblems problems={problemsOf(rule)} />
          </li>
        ))}
      </ul>
      {opened && open !== undefined ? (
        <LimitSheet
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

type SheetProps = {
  rule: LimitRule
  problems: readonly Problem[]
  onRule: (rule: LimitRule) => void
  onRemove: () => void
  onClose: () => void
}

function LimitSheet({ rule, problems, onRule, onRemove, onClose }: SheetProps) {
  const { t } = useTranslation()
  function setAmount(currency: Currency, text: string) {
    const { [currency]: _before, ...others } = rule.amounts
    onRule({ ...rule, amounts: text === '' ? others : { ...others, [currency]: text } })
  }
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
        <Picker
          label={t('console.prices.field.operation')}
          value={rule.operation}
          options={chargedOperations}
          name={each => t(`prices.operation.${each}`)}
          onPick={operation => operation && onRule({ ...rule, operation })}
        />
        <Picker
          label={t('console.prices.field.interval')}
          value={rule.interval}
          options={limitIntervals}
          name={each => t(`prices.interval.${each}`)}
          onPick={interval => interval && onRule({ ...rule, interval })}
        />
        <Picker
          label={t('console.prices.field.level')}
          value={rule.level}
          options={customerLevels}
          name={each => t(`prices.tier.${each}`)}
          any={t('console.prices.anyLevel')}
          onPick={level => onRule({ ...rule, level })}
        />
        {currencies.map(currency => (
          <Field
            key={currency}
            label={currency}
            hint={rule.amounts[currency] ? undefined : t('console.prices.noLimit')}
          >
            <Input
              inputMode="decimal"
              maxLength={20}
              value={rule.amounts[currency] ?? ''}
              onChange={event => setAmount(currency, event.target.value.trim())}
            />
          </Field>
        ))}
      </div>
    </Sheet>
  )
}
