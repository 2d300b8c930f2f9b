import { currencies, exponentOf } from '../../../contract/money.ts'
import { sqlCheck, type InvariantCheck } from '../ledger/index.ts'
import * as queries from './queries-invariants.ts'

/** Decimals by currency as a constant of the query: the database itself does not know them. */
const exponents = `'${JSON.stringify(
  Object.fromEntries(currencies.map(currency => [currency, exponentOf(currency)])),
)}'::jsonb`

/** What holds about exchanges; the composition hands it to the ledger's verifier. */
export const fxInvariants: readonly InvariantCheck[] = [
  sqlCheck({ invariant: 'fx.quote_used_once_in_time', violations: queries.misusedQuotes }),
  sqlCheck({ invariant: 'fx.legs_are_the_price', violations: queries.wrongLegs }),
  sqlCheck({ invariant: 'fx.never_in_customers_favour', violations: queries.generousPrices(exponents) }),
  sqlCheck({ invariant: 'fx.journal_has_conversion', violations: queries.strayConversions }),
]
