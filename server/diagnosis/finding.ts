import type { DiagnosisAction, DiagnosisCause } from '../../contract/api/diagnosis.ts'
import type { WireMoney } from '../../contract/money.ts'

/** An action before its words: what is written to support is filled in when the finding is told. */
export type ProposedAction =
  | Exclude<DiagnosisAction, { type: 'contact_support' }>
  | { type: 'contact_support' }

export type Evidence = { fact: string; value: string | WireMoney; at: string | null }

/** What a rule has found. */
export type Finding = {
  cause: DiagnosisCause
  severity: 'fine' | 'waiting' | 'problem'
  /** Fill the sentences of the cause: money and times by name. */
  facts: Readonly<Record<string, string | WireMoney | null>>
  evidence: readonly Evidence[]
  /** The most helpful first. */
  actions: readonly ProposedAction[]
}

export const contact: ProposedAction = { type: 'contact_support' }
export const tryAgain: ProposedAction = { type: 'try_again' }
export const otherMethod: ProposedAction = { type: 'other_method' }

export function problem(
  cause: DiagnosisCause,
  actions: readonly ProposedAction[],
  rest: Partial<Pick<Finding, 'facts' | 'evidence'>> = {},
): Finding {
  return { cause, severity: 'problem', actions, facts: rest.facts ?? {}, evidence: rest.evidence ?? [] }
}
