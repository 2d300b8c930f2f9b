import { toTypeId } from '../../../contract/ids.ts'
import { toWireMoney } from '../../../contract/money.ts'
import type { TransactionDetails } from '../wallet/index.ts'
import type { TransfersDeps } from './index.ts'
import * as queries from './queries-related.ts'
import { readOriginals, refundsOf } from './refunds/queries.ts'
import { refundableOf } from './refunds/original.ts'

type Related = NonNullable<TransactionDetails['related']>

/** What a transfer that arrived belongs together with, and whether its reader can still give some of it back. */
export async function relatedTo(
  { db }: TransfersDeps,
  transferId: string,
  viewerId: string,
): Promise<{ related: Related; refundable: boolean }> {
  const [originals, refunds, made] = await Promise.all([
    readOriginals(db.pool, [transferId]),
    refundsOf(db.pool, transferId),
    queries.madeFor(db.read, transferId),
  ])
  const original = originals.get(transferId)
  const related: Related = refunds.map(({ number, amount }) => ({
    relation: 'refunded_by',
    number,
    id: null,
    amount: toWireMoney(amount),
  }))
  for (const { kind, id, ownerId } of made)
    if (kind === 'request')
      related.push({ relation: kind, number: null, id: toTypeId('paymentRequest', id), amount: null })
    else if (ownerId === viewerId)
      related.push({ relation: kind, number: null, id: toTypeId('scheduledTransfer', id), amount: null })
  const refundable = original?.payeeId === viewerId && refundableOf(original) > 0n
  return { related, refundable }
}
