import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bearersOf, chargedOperations, methodsOf } from '../../../contract/charges.ts'
import { customerLevels } from '../../../contract/levels.ts'
import { currencies } from '../../../contract/money.ts'
import { Field, Input } from '../../ui/field.tsx'
import { isoTime, localTime } from './local-time.ts'
import { Picker } from './picker.tsx'
import { BasisPointsField, RuleIdField } from './rule-fields.tsx'
import type { FeeRule } from './schedule-queries.ts'

type FieldsProps = { rule: FeeRule; onRule: (rule: FeeRule) => void }

/** One rule of a price list being edited: when it holds, what it costs, how long. */
export function FeeRuleFields({ rule, onRule }: FieldsProps) {
  return (
    <>
      <WhenFields rule={rule} onRule={onRule} />
      <PriceFields rule={rule} onRule={onRule} />
      <TimeFields rule={rule} onRule={onRule} />
    </>
  )
}

function WhenFields({ rule, onRule }: FieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      <RuleIdField id={rule.id} onId={id => onRule({ ...rule, id })} />
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
      <BasisPointsField
        points={rule.basis_points}
        most={10_000}
        onPoints={points => onRule({ ...rule, basis_points: points })}
      />
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

/** Who bears it, and the time in which the rule holds, within that of its list. */
function TimeFields({ rule, onRule }: FieldsProps) {
  const { t } = useTranslation()
  const possible = bearersOf[rule.operation]
  // One that came with a file may be none of them: it is shown, and is among the problems.
  const bearers = possible.includes(rule.bearer) ? possible : [rule.bearer, ...possible]
  return (
    <>
      <Field label={t('console.prices.field.validFrom')} hint={t('console.prices.field.validFromHint')}>
        <Input
          type="datetime-local"
          value={localTime(rule.valid_from)}
          onChange={event => onRule({ ...rule, valid_from: isoTime(event.target.value) })}
        />
      </Field>
      <Field label={t('console.prices.field.validTo')} hint={t('console.prices.field.validToHint')}>
        <Input
          type="datetime-local"
          value={localTime(rule.valid_to)}
          onChange={event => onRule({ ...rule, valid_to: isoTime(event.target.value) })}
        />
      </Field>
      <Picker
        label={t('console.prices.field.bearer')}
        value={rule.bearer}
        options={bearers}
        name={each => t(`console.prices.bearer.${each}`)}
        onPick={bearer => bearer && onRule({ ...rule, bearer })}
      />
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
