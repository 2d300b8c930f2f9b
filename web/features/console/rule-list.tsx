import { Plus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Panel } from './panel.tsx'
import { RuleProblems } from './rule-problems.tsx'
import type { Problem } from './schedule-queries.ts'

/** What every list of rules is given: its rules, what is wrong with them, and what to do when they change. */
export type RulesProps<Rule> = {
  rules: readonly Rule[]
  problems: readonly Problem[]
  editable: boolean
  /** The rules of the version these are made from; undefined while they are not known, or where there is none. */
  before: readonly Rule[] | undefined
  onRules: (rules: Rule[]) => void
}

type Props<Rule> = RulesProps<Rule> & {
  /** As problems name a rule. */
  nameOf: (rule: Rule) => string
  /** The rule that is added; it is opened at once. */
  blank: () => Rule
  renderLine: (rule: Rule) => ReactNode
  /** What of a rule can be edited. */
  renderFields: (rule: Rule, onRule: (rule: Rule) => void) => ReactNode
}

/**
 * The rules of a price list or of limits as sentences; a touch opens one to be edited. What is typed goes into the draft
 * at once, since the server says what is wrong with it; whoever leaves without "done" has it as it was before.
 */
export function RuleList<Rule>(props: Props<Rule>) {
  const { rules, before, problems, editable, onRules, nameOf, blank, renderLine, renderFields } = props
  const { t } = useTranslation()
  const [open, setOpen] = useState<{ index: number; before: readonly Rule[] }>()
  const opened = open && rules[open.index]
  const problemsOf = (rule: Rule) => problems.filter(problem => problem.rule === nameOf(rule))
  function add() {
    onRules([...rules, blank()])
    setOpen({ index: rules.length, before: rules })
  }
  function cancel() {
    setOpen(undefined)
    if (open && open.before !== rules) onRules([...open.before])
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
              onClick={() => setOpen({ index, before: rules })}
              className="w-full rounded-sm text-start"
            >
              {renderLine(rule)}
            </button>
            <RuleChange {...{ rule, before, nameOf, renderLine }} />
            <RuleProblems problems={problemsOf(rule)} />
          </li>
        ))}
        {before ? <Removed rules={rules} before={before} nameOf={nameOf} renderLine={renderLine} /> : null}
      </ul>
      {opened && open ? (
        <RuleSheet
          problems={problemsOf(opened)}
          onDone={() => setOpen(undefined)}
          onCancel={cancel}
          onRemove={
            open.index < open.before.length
              ? () => {
                  setOpen(undefined)
                  onRules(rules.filter((_, index) => index !== open.index))
                }
              : undefined
          }
        >
          {renderFields(opened, rule =>
            onRules(rules.map((each, index) => (index === open.index ? rule : each))),
          )}
        </RuleSheet>
      ) : null}
    </Panel>
  )
}

type RemovedProps<Rule> = Pick<Props<Rule>, 'rules' | 'nameOf' | 'renderLine'> & { before: readonly Rule[] }

/** Rules of the version these are made from that are in them no more. */
function Removed<Rule>({ rules, before, nameOf, renderLine }: RemovedProps<Rule>) {
  const { t } = useTranslation()
  return before
    .filter(earlier => !rules.some(rule => nameOf(rule) === nameOf(earlier)))
    .map(rule => (
      <li key={nameOf(rule)} className="px-4 py-3 text-sm text-muted">
        <div className="line-through">{renderLine(rule)}</div>
        <Badge tone="bad">{t('console.prices.ruleRemoved')}</Badge>
      </li>
    ))
}

/** What differs from the version these rules are made from, for who has to answer for it. */
function RuleChange<Rule>({
  rule,
  before,
  nameOf,
  renderLine,
}: Pick<Props<Rule>, 'before' | 'nameOf' | 'renderLine'> & { rule: Rule }) {
  const { t } = useTranslation()
  if (!before) return null
  const earlier = before.find(each => nameOf(each) === nameOf(rule))
  if (!earlier) return <Badge tone="ok">{t('console.prices.ruleAdded')}</Badge>
  if (JSON.stringify(earlier) === JSON.stringify(rule)) return null
  return (
    <div className="pt-1">
      <Badge tone="info">{t('console.prices.ruleChanged')}</Badge>
      <div className="pt-1 text-muted line-through">{renderLine(earlier)}</div>
    </div>
  )
}

type SheetProps = {
  problems: readonly Problem[]
  onDone: () => void
  onCancel: () => void
  /** Undefined for a rule that is being added: there is nothing to remove yet. */
  onRemove: (() => void) | undefined
  children: ReactNode
}

function RuleSheet({ problems, onDone, onCancel, onRemove, children }: SheetProps) {
  const { t } = useTranslation()
  return (
    <Sheet
      title={t(onRemove ? 'console.prices.editRule' : 'console.prices.addRule')}
      onClose={onCancel}
      footer={
        <>
          <Button onClick={onDone}>{t('console.prices.done')}</Button>
          <Button variant="secondary" onClick={onCancel}>
            {t('ui.cancel')}
          </Button>
          {onRemove ? (
            <Button variant="danger" onClick={onRemove} className="sm:me-auto">
              {t('console.prices.removeRule')}
            </Button>
          ) : null}
        </>
      }
    >
      <RuleProblems problems={problems} />
      <div className="grid gap-4 sm:grid-cols-2">{children}</div>
    </Sheet>
  )
}

/** A rule in one line: what it is for, with its name below, and what it costs at the other end. */
export function RuleLine({ id, price, children }: { id: string; price: string; children: ReactNode }) {
  return (
    <span className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
      <span className="min-w-0">
        {children}
        <span className="block font-mono text-xs text-muted">{id}</span>
      </span>
      <span className="font-semibold tabular-nums">{price}</span>
    </span>
  )
}
