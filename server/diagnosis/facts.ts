import type { WireMoney } from '../../contract/money.ts'
import type { CustomerFacts, ReadTransaction } from '../slices/wallet/index.ts'

/** Everything the rules may look at. Gathered once, at one moment; the rules read nothing and know no clock. */
export type DiagnosisFacts = {
  transaction: ReadTransaction
  /** Why it was refused at once, with the facts of that moment; null where it was not. */
  decline: { code: string; details: Readonly<Record<string, unknown>> } | null
  /** The payer's standing now. */
  customer: CustomerFacts
  /** What I could spend in the currency of the transaction: by the ledger's entries when it was decided, and now. */
  availableThen: WireMoney
  availableNow: WireMoney
  /** What the transaction would take from my balance. */
  needed: WireMoney
  /** Money may not leave customers' accounts at the moment; since when. */
  outgoingStopped: Date | null
  /** Our bank does not answer; since when. */
  bankDown: Date | null
  now: Date
}
