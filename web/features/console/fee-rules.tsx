import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chargedOperations, methodsOf } from '../../../contract/charges.ts'
import { customerLevels } from '../../../contract/levels.ts'
import { currencies } from '../../../contract/money.ts'
import { useRuleText } from '../../lib/rule-text.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Panel } from './panel.tsx'
import { RuleProblems } from './rule-problems.tsx'
import type { FeeRule, Problem } from './schedule-queries.ts'

type Props = {
  rules: readonly FeeRule[]
  problems: readonly Problem[]
  editable: boolean
  onRules: (rules: FeeRule[]) => void
}

const blank: Omit<FeeRule, 'id'> = {
  operation: 'transfer',
  method: null,
  payer_region: null,
  payee_region: null,
  currency: null,
  tier: null,
  fixed: '0',
  basis_points: 0,
  minimum: null,
  maximum: null,
  bearer: 'sender',
  valid_from: null,
  valid_to: null,
}

/** The rules of a price list as sentences; a touch opens one to be edited. */
export function FeeRules({ rules, problems, editable, onRules }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<number>()
  const { conditions, price } = useRuleText()
  const opened = open === undefined ? undefined : rules[open]
  function add() {
    onRules([...rules, { ...blank, id: freeName(rules) }])
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
              <span className="min-w-0">
                <span className="font-semibold">{t(`prices.operation.${rule.operation}`)}</span>
                {conditions(rule).length > 0 ? ` · ${conditions(rule).join(' · ')}` : null}
                <span className="block font-mono text-xs text-muted">{rule.id}</span>
              </span>
              <span className="font-semibold tabular-nums">{price(rule)}</span>
            </button>
            <RuleProblems problems={problems.filter(problem => problem.rule === rule.id)} />
          </li>
        ))}
      </ul>
      {opened && open !== undefined ? (
        <RuleSheet
          rule={opened}
          problems={problems.filter(problem => problem.rule === opened.id)}
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

function freeName(rules: readonly FeeRule[]): string {
  let number = rules.length + 1
  while (rules.some(({ id }) => id === `rule-${number}`)) number += 1
  return `rule-${number}`
}

type SheetProps = {
  rule: FeeRule
  problems: readonly Problem[]
  onRule: (rule: FeeRule) => void
  onRemove: () => void
  onClose: () => void
}

function RuleSheet({ rule, problems, onRule, onRemove, onClose }: SheetProps) {
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
        <WhenFields rule={rule} onRule={onRule} />
        <PriceFields rule={rule} onRule={onRule} />
      </div>
    </Sheet>
  )
}

type FieldsProps = { rule: FeeRule; onRule: (rule: FeeRule) => void }

function WhenFields({ rule, onRule }: FieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      <Field label={t('console.prices.field.id')} hint={t('console.prices.field.idHint')}>
        <Input
          value={rule.id}
          maxLength={60}
          onChange={event =>
            onRule({ ...rule, id: event.target.value.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-') })
          }
        />
      </Field>
      <Picker
        label={t('console.prices.field.operation')}
        value={rule.operation}
        options={chargedOperations.filter(each => each !== 'exchange')}
        name={each => t(`prices.operation.${each}`)}
        onPick={operation => operation && onRule({ ...rule, operation, method: null })}
      />
      {methodsOf[rule.operation].length > 0 ? (
        <Picker
          label={t('console.prices.field.method')}
          value={rule.method}
          options={methodsOf[rule.operation]}
          name={each => t(`prices.method.${each}`)}
          any={t('console.prices.any')}
          onPick={method => onRule({ ...rule, method })}
        />
      ) : null}
      <Picker
        label={t('console.prices.field.currency')}
        value={rule.currency}
        options={currencies}
        name={each => each}
        any={t('console.prices.any')}
        onPick={currency => onRule({ ...rule, currency })}
      />
      <RegionField
        label={t('console.prices.field.payerRegion')}
        value={rule.payer_region}
        onValue={payer_region => onRule({ ...rule, payer_region })}
      />
      <RegionField
        label={t('console.prices.field.payeeRegion')}
        value={rule.payee_region}
        onValue={payee_region => onRule({ ...rule, payee_region })}
      />
      <Picker
        label={t('console.prices.field.tier')}
        value={rule.tier}
        options={customerLevels}
        name={each => t(`prices.tier.${each}`)}
        any={t('console.prices.any')}
        onPick={tier => onRule({ ...rule, tier })}
      />
    </>
  )
}

function PriceFields({ rule, onRule }: FieldsProps) {
  const { t } = useTranslation()
  const optional = (text: string): string | null => (text.trim() === '' ? null : text.trim())
  return (
    <>
      <Field label={t('console.prices.field.fixed')}>
        <Input
          inputMode="decimal"
          value={rule.fixed}
          maxLength={20}
          onChange={event => onRule({ ...rule, fixed: event.target.value.trim() })}
        />
      </Field>
      <Field label={t('console.prices.field.basisPoints')} hint={t('console.prices.field.basisPointsHint')}>
        <Input
          type="number"
          min={0}
          max={10_000}
          value={rule.basis_points}
          onChange={event => {
            const points = event.target.valueAsNumber
            if (Number.isInteger(points) && points >= 0 && points <= 10_000)
              onRule({ ...rule, basis_points: points })
          }}
        />
      </Field>
      <Field label={t('console.prices.field.minimum')}>
        <Input
          inputMode="decimal"
          value={rule.minimum ?? ''}
          maxLength={20}
          onChange={event => onRule({ ...rule, minimum: optional(event.target.value) })}
        />
      </Field>
      <Field label={t('console.prices.field.maximum')}>
        <Input
          inputMode="decimal"
          value={rule.maximum ?? ''}
          maxLength={20}
          onChange={event => onRule({ ...rule, maximum: optional(event.target.value) })}
        />
      </Field>
    </>
  )
}

/** Two letters of a country, or EEA; what is not finished yet is kept here and not sent. */
function RegionField({
  label,
  value,
  onValue,
}: {
  label: string
  value: string | null
  onValue: (value: string | null) => void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(value ?? '')
  const isWhole = text === '' || /^(?:[A-Z]{2}|EEA)$/.test(text)
  return (
    <Field
      label={label}
      hint={t('console.prices.field.regionHint')}
      error={isWhole ? undefined : t('console.prices.field.regionWrong')}
    >
      <Input
        value={text}
        maxLength={3}
        autoCapitalize="characters"
        onChange={event => {
          const next = event.target.value.toUpperCase().trim()
          setText(next)
          if (next === '') onValue(null)
          else if (/^(?:[A-Z]{2}|EEA)$/.test(next)) onValue(next)
        }}
      />
    </Field>
  )
}

/** A choice from a list, with "any" where that is one. */
export function Picker<Value extends string>({
  label,
  value,
  options,
  name,
  any,
  onPick,
}: {
  label: string
  value: Value | null
  options: readonly Value[]
  name: (value: Value) => string
  any?: string
  onPick: (value: Value | null) => void
}) {
  return (
    <Field label={label}>
      <Select
        value={value ?? ''}
        onChange={event => onPick(options.find(each => each === event.target.value) ?? null)}
      >
        {any === undefined ? null : <option value="">{any}</option>}
        {options.map(each => (
          <option key={each} value={each}>
            {name(each)}
          </option>
        ))}
      </Select>
    </Field>
  )
}
