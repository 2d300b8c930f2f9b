import type { DiagnosisFacts } from './facts.ts'
import { contact, problem, type Finding, type ProposedAction } from './finding.ts'
import { diagnoseOwn } from './rules-own.ts'
import { diagnoseRail, diagnoseReview } from './rules-rails.ts'
import { diagnoseEnd, diagnoseWaiting } from './rules-time.ts'

/** In this order: the first that has something to say is right. */
const rules = [diagnoseOwn, diagnoseReview, diagnoseWaiting, diagnoseRail, diagnoseEnd]

/**
 * What is the matter with a transaction. Pure: the same facts give the same finding. Whatever no rule knows is said to
 * be unknown, with a way to a person, and never guessed.
 */
export function diagnose(facts: DiagnosisFacts): Finding {
  for (const rule of rules) {
    const finding = rule(facts)
    if (finding) return possibleNow(finding, facts)
  }
  return problem('unknown', [contact])
}

/** Nobody is sent to do what cannot be done now: while money may not leave, trying again is waiting. */
function possibleNow(finding: Finding, { outgoingStopped, transaction }: DiagnosisFacts): Finding {
  if (outgoingStopped === null || transaction.kind === 'deposit') return finding
  const since = outgoingStopped.toISOString()
  const wait: ProposedAction = { type: 'wait', until: null }
  const actions = finding.actions.map(action => (action.type === 'try_again' ? wait : action))
  return {
    ...finding,
    actions,
    evidence: [...finding.evidence, { fact: 'outgoing_stopped', value: since, at: since }],
  }
}
