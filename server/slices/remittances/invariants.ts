import { currencies, exponentOf } from '../../../contract/money.ts'
import { sqlCheck, type InvariantCheck } from '../ledger/index.ts'
import * as queries from './queries-invariants.ts'
import { heldStatuses } from './states.ts'

/** Decimals by currency as a constant of the query: the database itself does not know them. */
const exponents = `'${JSON.stringify(
  Object.fromEntries(currencies.map(currency => [currency, exponentOf(currency)])),
)}'::jsonb`

/** What holds about transfers abroad; the composition hands it to the ledger's verifier. */
export const remittanceInvariants: readonly InvariantCheck[] = [
  sqlCheck({ invariant: 'remittances.quote_used_once_in_time', violations: queries.misusedQuotes }),
  sqlCheck({ invariant: 'remittances.parts_add_up', violations: queries.wrongParts }),
  sqlCheck({
    invariant: 'remittances.never_in_customers_favour',
    violations: queries.generousPrices(exponents),
  }),
  sqlCheck({
    invariant: 'remittances.hold_fits_state',
    violations: () => queries.wrongHolds,
    recent: null,
    values: () => [heldStatuses],
  }),
  sqlCheck({
    invariant: 'remittances.order_fits_state',
    violations: () => queries.wrongOrders,
    recent: null,
  }),
  sqlCheck({ invariant: 'remittances.journal_has_transfer', violations: queries.strayJournals }),
  sqlCheck({ invariant: 'remittances.confirmed_by_payer', violations: queries.unconfirmedTransfers }),
  sqlCheck({
    invariant: 'remittances.challenge_has_transfer',
    violations: () => queries.strayChallenges,
    recent: null,
  }),
  sqlCheck({ invariant: 'remittances.none_while_frozen', violations: queries.frozenTransfers }),
  sqlCheck({
    invariant: 'remittances.timeline_is_whole',
    violations: () => queries.brokenTimelines,
    recent: null,
  }),
  sqlCheck({
    invariant: 'remittances.history_is_true',
    violations: () => queries.wrongRecords,
    recent: null,
  }),
]
