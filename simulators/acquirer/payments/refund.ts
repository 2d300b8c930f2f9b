import type { Acquirer } from '../acquirer.ts'
import { newId } from '../ids.ts'
import type { Tx } from '../../shared/queries-store.ts'
import { insertRefund, updateCharge } from '../store/queries-payments.ts'
import type { ChargeRecord, RefundRecord } from '../store/records.ts'
import { recordEvents, type Cause } from './record-events.ts'

/** Gives back all or part of a charge. The caller has checked that so much is left; anything else is a defect here. */
export function refund(
  tx: Tx,
  acquirer: Acquirer,
  cause: Cause,
  order: {
    charge: ChargeRecord
    amount: bigint
    reason: RefundRecord['reason']
    metadata: Record<string, string>
  },
): RefundRecord {
  const { charge, amount } = order
  const left = charge.amount - charge.amountRefunded
  if (charge.status !== 'succeeded' || amount <= 0n || amount > left) {
    throw new Error(`a refund of ${amount} does not fit charge ${charge.id}, of which ${left} is left`)
  }
  const refunded: ChargeRecord = { ...charge, amountRefunded: charge.amountRefunded + amount }
  const record: RefundRecord = {
    id: newId.refund(),
    created: acquirer.clock.nowSeconds(),
    charge: charge.id,
    paymentIntent: charge.paymentIntent,
    currency: charge.currency,
    amount,
    reason: order.reason,
    metadata: order.metadata,
    acquirerReference: newId.acquirerReference(),
  }
  updateCharge(tx, refunded)
  insertRefund(tx, record)
  recordEvents(tx, acquirer, cause, [
    { type: 'refund.created', refund: record },
    { type: 'charge.refunded', charge: refunded },
  ])
  return record
}
