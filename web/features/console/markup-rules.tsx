import { useTranslation } from 'react-i18next'
import { currencies } from '../../../contract/money.ts'
import { formatBasisPoints, formatMoney } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Field, Input } from '../../ui/field.tsx'
import { Picker } from './picker.tsx'
import { RuleLine, RuleList, type RulesProps } from './rule-list.tsx'
import { BasisPointsField, RuleIdField } from './rule-fields.tsx'
import { freeName } from './rule-name.ts'
import type { MarkupRule } from './schedule-queries.ts'

/** What exchanging costs, by pair and by what was exchanged in the month. */
export function MarkupRules(props: RulesProps<MarkupRule>) {
  return (
    <RuleList
      {...props}
      nameOf={rule => rule.id}
      blank={() => ({ id: freeName(props.rules), from: null, to: null, from_volume: null, basis_points: 0 })}
      renderLine={rule => <MarkupLine rule={rule} />}
      renderFields={(rule, onRule) => <MarkupFields rule={rule} onRule={onRule} />}
    />
  )
}

function MarkupLine({ rule }: { rule: MarkupRule }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { id, from, to, from_volume: volume, basis_points: points } = rule
  const any = t('prices.markup.any')
  const parts = [
    ...(from === null && to === null ? [] : [`${from ?? any} → ${to ?? any}`]),
    ...(volume === null ? [] : [t('prices.markup.volume', { amount: volumeText(volume, language) })]),
  ]
  return (
    <RuleLine id={id} price={formatBasisPoints(points, language)}>
      <span className="font-semibold">{parts.join(' · ') || t('prices.markup.everybody')}</span>
    </RuleLine>
  )
}

/** A draft may hold what is no amount yet; that is among its problems and stands there as it was typed. */
function volumeText(value: string, language: ReturnType<typeof useLanguage>): string {
  return /^[0-9]{1,15}(\.[0-9]{1,2})?$/.test(value)
    ? formatMoney({ value, currency: 'EUR' }, language)
    : value
}

function MarkupFields({ rule, onRule }: { rule: MarkupRule; onRule: (rule: MarkupRule) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <RuleIdField id={rule.id} onId={id => onRule({ ...rule, id })} />
      <BasisPointsField
        points={rule.basis_points}
        most={2_000}
        onPoints={points => onRule({ ...rule, basis_points: points })}
      />
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
    </>
  )
}
