/**
 * What the verifier checks. The ledger has checks of its own; a slice above it exports its list from
 * `invariants.ts` and the composition hands it over, so that the ledger imports nobody.
 */
export type InvariantCheck = {
  /** `slice.what_holds`: names findings, metrics and tests; `server/messages/invariants` has a sentence for each. */
  invariant: string
  find: (snapshot: Snapshot) => Promise<Violations>
}

/** `all`: everything ever recorded. `recent`: what is newer than the last clean verification. */
export type Scope = 'all' | 'recent'

/** The database as of one moment, seen by a role that can only read. */
export type Snapshot = {
  scope: Scope
  /** Events up to this position were verified before; 0 in scope `all`. */
  after: bigint
  /** Runs SQL that selects violations: columns `rows` (jsonb of ids), `expected` and `actual` (text). */
  violations(sql: string, values?: readonly unknown[]): Promise<Violations>
  /** For the checks that need more than one query. 64-bit columns come as `bigint`. */
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>
}

/** One broken place. `rows` names it: `{"journal": "0199…"}`. */
export type Violation = { rows: Record<string, string>; expected: string; actual: string }

/** The first twenty, and how many there are in all. */
export type Violations = { total: number; first: Violation[] }

export const mostNamed = 20

/**
 * The parts of the books a query may look at, by what to write after FROM. In scope `recent` they are the
 * journals whose events are new, and of each account they touch the entries from `first_sequence` on: the
 * entries of an account have the order of its events, so these must be exactly the entries of those journals.
 */
export type Books = {
  /** `id`. */
  journals: string
  /** As the table `posting`. */
  postings: string
  /** As the table `entry`. */
  entries: string
  /** `id`, `first_sequence`, `balance_before`: the accounts concerned and where their entries in question begin. */
  accounts: string
}

const booksOf: Record<Scope, Books> = {
  all: {
    journals: 'journal',
    postings: 'posting',
    entries: 'entry',
    accounts:
      '(SELECT account_id AS id, 1::bigint AS first_sequence, 0::bigint AS balance_before FROM balance)',
  },
  recent: {
    journals: 'recent_journal',
    postings: 'recent_posting',
    entries: 'recent_entry',
    accounts: 'recent_account',
  },
}

/**
 * A check that is one query. `recent` is the query for the newest part where it differs; null says that only the
 * whole can tell, and the background check then leaves it out.
 */
export function sqlCheck(check: {
  invariant: string
  violations: (books: Books) => string
  recent?: ((books: Books) => string) | null
  values?: (snapshot: Snapshot) => readonly unknown[]
}): InvariantCheck {
  const { invariant, violations, recent = violations, values } = check
  return {
    invariant,
    find: snapshot => {
      const sql = snapshot.scope === 'all' ? violations : recent
      if (sql === null) return Promise.resolve({ total: 0, first: [] })
      return snapshot.violations(sql(booksOf[snapshot.scope]), values?.(snapshot))
    },
  }
}
