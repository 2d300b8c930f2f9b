import { currencies } from '../../../../contract/money.ts'
import type { Tx } from '../../../platform/db.ts'
import { writeThresholds } from './queries.ts'
import { highestThreshold } from './thresholds.ts'

/**
 * What each of these customers could choose for themselves, with a proof, in every currency: the operator's ceilings.
 * For customers whom a program makes (tests, benchmarks, the demo); nobody is spared more than any customer may be.
 */
export async function chooseHighestThresholds(
  tx: Tx,
  { customerIds, now }: { customerIds: readonly string[]; now: Date },
): Promise<void> {
  const chosen = customerIds.flatMap(customerId =>
    currencies.map(currency => ({ customerId, currency, ...highestThreshold(currency), at: now })),
  )
  await writeThresholds(tx, chosen)
}
