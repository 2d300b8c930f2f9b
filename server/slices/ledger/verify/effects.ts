import { sqlCheck, type InvariantCheck, type Snapshot } from '../invariant.ts'
import * as queries from './queries-effects.ts'

const newEvents = ({ after }: Snapshot): bigint[] => [after]

export const effectChecks: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'ledger.one_outcome_per_key',
    violations: () => queries.repeatedKeys,
    recent: null,
  }),
  sqlCheck({
    invariant: 'ledger.journals_are_told',
    violations: () => queries.untoldJournals,
    recent: queries.recentUntoldJournals,
  }),
  sqlCheck({
    invariant: 'ledger.events_once',
    violations: () => queries.repeatedEvents,
    values: newEvents,
  }),
  sqlCheck({
    invariant: 'ledger.events_have_journals',
    violations: () => queries.eventsOfNothing,
    values: newEvents,
  }),
  sqlCheck({
    invariant: 'ledger.event_log_unbroken',
    violations: () => queries.brokenPositions,
    values: newEvents,
  }),
  sqlCheck({
    invariant: 'ledger.reversed_once',
    violations: queries.repeatedReversals,
  }),
  sqlCheck({
    invariant: 'ledger.reversal_is_mirror',
    violations: queries.wrongMirrors,
  }),
]
