import { useTranslation } from 'react-i18next'
import { chargedOperations, limitIntervals } from '../../../contract/charges.ts'
import { customerLevels } from '../../../contract/levels.ts'
import { currencies, type Currency } from '../../../contract/money.ts'
import { formatMoney } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import type { Language } from '../../lib/preferences.ts'
import { Field, Input } from '../../ui/field.tsx'
import { Picker } from './picker.tsx'
import { RuleList, type RulesProps } from './rule-list.tsx'
import type { LimitRule } from './schedule-queries.ts'

const blank: LimitRule = { operation: 'transfer', level: null, interval: 'weekly', amounts: {} }

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

/** How much may be moved, by operation, interval and level. */
export function LimitRules(props: RulesProps<LimitRule>) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <RuleList
      {...props}
      nameOf={nameOf}
      blank={() => blank}
      renderLine={rule => (
        <>
          <span className="font-semibold">{t(`prices.operation.${rule.operation}`)}</span>
          {` · ${t(`prices.interval.${rule.interval}`)}`}
          {rule.level === null ? null : ` · ${t(`prices.tier.${rule.level}`)}`}
          <span className="block text-muted tabular-nums">
            {currencies.flatMap(currency => amountIn(rule, currency, language)).join(' · ')}
          </span>
        </>
      )}
      renderFields={(rule, onRule) => <LimitFields rule={rule} onRule={onRule} />}
    />
  )
}

function LimitFields({ rule, onRule }: { rule: LimitRule; onRule: (rule: LimitRule) => void }) {
  const { t } = useTranslation()
  function setAmount(currency: Currency, text: string) {
    const { [currency]: _before, ...others } = rule.amounts
    onRule({ ...rule, amounts: text === '' ? others : { ...others, [currency]: text } })
  }
  return (
    <>
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
    </>
  )
}
