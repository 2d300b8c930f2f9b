import { useTranslation } from 'react-i18next'
import { useRuleText } from '../../lib/rule-text.ts'
import { FeeRuleFields } from './fee-rule-fields.tsx'
import { RuleLine, RuleList, type RulesProps } from './rule-list.tsx'
import { freeName } from './rule-name.ts'
import type { FeeRule } from './schedule-queries.ts'

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

/** What things cost, by operation and by who pays whom how. */
export function FeeRules(props: RulesProps<FeeRule>) {
  const { t } = useTranslation()
  const { conditions, price } = useRuleText()
  return (
    <RuleList
      {...props}
      nameOf={rule => rule.id}
      blank={() => ({ ...blank, id: freeName(props.rules) })}
      renderLine={rule => (
        <RuleLine id={rule.id} price={price(rule)}>
          <span className="font-semibold">{t(`prices.operation.${rule.operation}`)}</span>
          {conditions(rule).length > 0 ? ` · ${conditions(rule).join(' · ')}` : null}
        </RuleLine>
      )}
      renderFields={(rule, onRule) => <FeeRuleFields rule={rule} onRule={onRule} />}
    />
  )
}
