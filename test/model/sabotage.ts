import type { Targets } from './busy-bank.ts'

/** A way to break one invariant with the owner's rights, and what the verifier must name then. */
export type Sabotage = {
  breaks: string
  when: string
  sql: (targets: Targets & { appRole: string }) => string
  /** The ids that one of the named violations must hold. */
  names: (targets: Targets) => Record<string, string>
  /** The newest part alone does not show it. */
  onlyWhole?: true
}

/** The payer's entry of a journal's posting. */
export const entryOf = (journal: string, posting: number): string =>
  `journal_id = '${journal}' AND posting_number = ${posting} AND amount < 0`

export const postingOf = (journal: string, number: number): string =>
  `journal_id = '${journal}' AND number = ${number}`
