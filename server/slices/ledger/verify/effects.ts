import { sqlCheck, type InvariantCheck, type Snapshot } from '../invariant.ts'
import * as queries from './queries-effects.ts'

const newEvents = ({ after }: Snapshot): bigint[] => [after]

export const effectChecks: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'ledger.one_outcome_per_key',
    says: 'An idempotency key has one outcome.',
    violations: () => queries.repeatedKeys,
    recent: null,
  }),
  sqlCheck({
    invariant: 'ledger.journals_are_told',
    says: 'Every journal has its events.',
    violations: () => queries.untoldJournals,
    recent: queries.recentUntoldJournals,
  }),
  sqlCheck({
    invariant: 'ledger.events_once',
    says: 'No journal is told twice to the same stream.',
    violations: () => queries.repeatedEvents,
    values: newEvents,
  }),
  sqlCheck({
    invariant: 'ledger.events_have_journals',
    says: 'The journal an event names exists.',
    violations: () => queries.eventsOfNothing,
    values: newEvents,
  }),
  sqlCheck({
    invariant: 'ledger.event_log_unbroken',
    says: 'The positions of the event log are 1 to n without gap.',
    violations: () => queries.brokenPositions,
    values: newEvents,
  }),
  sqlCheck({
    invariant: 'ledger.reversed_once',
    says: 'A journal is reversed at most once.',
    violations: queries.repeatedReversals,
  }),
  sqlCheck({
    invariant: 'ledger.reversal_is_mirror',
    says: 'A reversal is the mirror of the journal it reverses.',
    violations: queries.wrongMirrors,
  }),
]
