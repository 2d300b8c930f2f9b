/**
 * What the verifier checks. The ledger has checks of its own; a slice above it exports its list from
 * `invariants.ts` and the composition (`server/app.ts`, `server/cli.ts`) hands it over, so that the ledger
 * imports nobody.
 */
export type InvariantCheck = {
  /** `slice.what_holds`: names findings, metrics and tests. */
  invariant: string
  /** The sentence of security.md it enforces. */
  says: string
  find(snapshot: Snapshot): Promise<Violations>
}

/** The database as of one moment, seen by a role that can only read. */
export type Snapshot = {
  /**
   * `all`: everything ever recorded. `recent`: the newest part, which then lies in two temporary tables,
   * `recent_journal (id uuid)` and `recent_account (id uuid, first_sequence bigint, entries bigint)`.
   */
  scope: 'all' | 'recent'
  /** Runs SQL that selects violations: columns `rows` (jsonb, ids), `expected` and `actual` (text). */
  violations(sql: string, values?: readonly unknown[]): Promise<Violations>
}

/** One broken place. `rows` names it: `{"journal": "0199…"}`. */
export type Violation = { rows: Record<string, string>; expected: string; actual: string }

/** The first of them, and how many there are in all. */
export type Violations = { total: number; first: Violation[] }

export const noViolations: Violations = { total: 0, first: [] }

/**
 * A check that is one query for everything and one for the newest part. `recent: null` says that only the whole
 * can tell; the background check then leaves it to the full one.
 */
export function sqlCheck(check: {
  invariant: string
  says: string
  all: string
  recent: string | null
  values?: readonly unknown[]
}): InvariantCheck {
  const { invariant, says, all, recent, values } = check
  return {
    invariant,
    says,
    find(snapshot) {
      if (snapshot.scope === 'all') return snapshot.violations(all, values)
      return recent === null ? Promise.resolve(noViolations) : snapshot.violations(recent, values)
    },
  }
}
