import { useTranslation } from 'react-i18next'
import { restrictionReasons, restrictionScopes } from '../../../contract/restrictions.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import type { Fact } from '../../ui/facts.tsx'

const known = [
  'scope',
  'source',
  'reason',
  'case_ref',
  'placed_at',
  'customer',
  'name',
  'restriction',
  'until',
  'recovery_request',
  'lost',
  'submitted_at',
  'checked_at',
  'checked_by',
  'evidence',
  'findings',
  'decision',
  'old_name',
  'new_name',
  'asked_at',
  'schedule',
  'schedule_kind',
  'starts_at',
  'rules',
  'change_en',
  'change_zh',
  'based_on',
  'rules_hash',
  'suspense_item',
  'resolution',
  'amount',
  'suspense_reason',
  'sender',
  'sender_account',
  'written',
  'reference',
] as const
const resolutions = ['assign', 'return', 'absorb'] as const
const suspenseReasons = [
  'unmatched',
  'unknown_debit',
  'amount_differs',
  'debited_twice',
  'debited_though_not_due',
  'returned_though_not_due',
] as const
const scheduleKinds = ['fees', 'limits', 'markups'] as const
const sources = ['customer', 'risk', 'compliance', 'legal', 'system'] as const

/** What means nothing to a person by itself, and is there for who compares. */
const references = ['restriction', 'recovery_request', 'schedule', 'suspense_item', 'rules_hash']

/** What one decides by first, in the order of the words above; references last. The database keeps no order. */
export function inOrder(facts: Readonly<Record<string, string>>): [string, string][] {
  const rank = (name: string): number => {
    const place = known.findIndex(each => each === name)
    return (references.includes(name) ? 1_000 : 0) + (place === -1 ? known.length : place)
  }
  return Object.entries(facts).sort(([a], [b]) => rank(a) - rank(b))
}

/** The facts of a request in words. One that has no word yet stands there as it is: better than left out. */
export function useFactText(): (name: string, value: string) => Fact {
  const { t } = useTranslation()
  const language = useLanguage()
  return (name, value) => {
    const key = known.find(each => each === name)
    const label = key ? t(`console.fact.${key}`) : name
    const scope = name === 'scope' && restrictionScopes.find(each => each === value)
    if (scope) return { label, value: t(`console.scope.${scope}`) }
    const reason = name === 'reason' && restrictionReasons.find(each => each === value)
    if (reason) return { label, value: t(`console.reason.${reason}`) }
    const source = name === 'source' && sources.find(each => each === value)
    if (source) return { label, value: t(`console.source.${source}`) }
    const resolution = name === 'resolution' && resolutions.find(each => each === value)
    if (resolution) return { label, value: t(`console.finance.suspense.ways.${resolution}`) }
    const suspense = name === 'suspense_reason' && suspenseReasons.find(each => each === value)
    if (suspense) return { label, value: t(`console.finance.suspense.reason.${suspense}`) }
    if (name === 'lost' || name === 'evidence')
      return {
        label,
        value: value
          .split(', ')
          .map(each =>
            t(`console.recovery.${name === 'lost' ? 'factor' : 'kind'}.${each}`, { defaultValue: each }),
          )
          .join(' · '),
      }
    const kind = name === 'schedule_kind' && scheduleKinds.find(each => each === value)
    if (kind) return { label, value: t(`console.prices.kind.${kind}`) }
    if ((name === 'until' || name.endsWith('_at')) && !Number.isNaN(Date.parse(value)))
      return { label, value: formatTime(value, language) }
    return { label, value }
  }
}
