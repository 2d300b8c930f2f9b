import { sqlCheck, type InvariantCheck } from '../ledger/index.ts'
import { debitedOrderStates } from './order-states.ts'
import * as queries from './queries-invariants.ts'
import { suspendedStates } from './suspense.ts'

/** What holds about money through the bank; the composition hands it to the ledger's verifier. */
export const bankRailInvariants: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'bank_rail.entry_is_booked',
    violations: () => queries.wrongEntries('true'),
    recent: ({ journals }) => queries.wrongEntries(`e.journal_id IN (SELECT id FROM ${journals} AS asked)`),
  }),
  sqlCheck({
    invariant: 'bank_rail.safeguarding_is_the_entries',
    violations: () => queries.safeguardingMismatch,
    recent: null,
  }),
  sqlCheck({
    invariant: 'bank_rail.order_is_paid_once',
    violations: () => queries.paidTwice,
    recent: null,
  }),
  sqlCheck({
    invariant: 'bank_rail.order_has_its_proof',
    violations: () => queries.unprovenOrders,
    recent: null,
    values: () => [debitedOrderStates],
  }),
  sqlCheck({
    invariant: 'bank_rail.steps_are_whole',
    violations: () => queries.brokenSteps,
    recent: null,
  }),
  sqlCheck({
    invariant: 'bank_rail.suspense_is_open_items',
    violations: () => queries.suspenseMismatch,
    recent: null,
    values: () => [suspendedStates],
  }),
  sqlCheck({
    invariant: 'bank_rail.none_leaves_while_frozen',
    violations: () => queries.frozenPayments,
    recent: null,
  }),
]
