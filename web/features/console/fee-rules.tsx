import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRuleText } from '../../lib/rule-text.ts'
import { Button } from '../../ui/button.tsx'
import { FeeRuleSheet } from './fee-rule-sheet.tsx'
import { Panel } from './panel.tsx'
import { freeName } from './rule-name.ts'
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
        <FeeRuleSheet
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
