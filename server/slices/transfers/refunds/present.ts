import type { z } from 'zod'
import type { refundSchema } from '../../../../contract/api/refunds.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { money, toWireMoney } from '../../../../contract/money.ts'
import { sumOf, type FeeLine } from '../../pricing/index.ts'
import { presentFees } from '../present.ts'
import type { Refund } from './queries.ts'

export type WireRefund = z.input<typeof refundSchema>

/**
 * Fees of the original transfer do not come back: sending was done, and giving back is a movement of its own that the
 * recipient chose, not a mistake of ours.
 */
export const feesComeBack = false

/** A refund as one of its sides reads it. The fees of either movement are the business of who paid them. */
export function presentRefund(
  refund: Refund,
  originalFees: readonly FeeLine[],
  viewerId: string,
): WireRefund {
  const { amount, feeLines, createdAt } = refund
  const isPayer = refund.payerId === viewerId
  const total = isPayer ? amount.minor + sumOf(feeLines, amount.currency).minor : amount.minor
  return {
    id: toTypeId('refund', refund.id),
    number: refund.number,
    role: isPayer ? 'payer' : 'payee',
    status: 'succeeded',
    transfer_number: refund.transferNumber,
    amount: toWireMoney(amount),
    fees: isPayer ? presentFees(feeLines) : [],
    total: toWireMoney(money(total, amount.currency)),
    original_fees: isPayer
      ? []
      : presentFees(originalFees).map(line => ({ ...line, comes_back: feesComeBack })),
    counterparty: isPayer ? refund.payeeName : refund.payerName,
    note: refund.note,
    created_at: createdAt.toISOString(),
    timeline: timelineOf(refund),
  }
}

function timelineOf({ id, journalId, createdAt }: Refund): WireRefund['timeline'] {
  const at = createdAt.toISOString()
  return [
    {
      state: 'processing',
      at,
      text: 'refund_ordered',
      evidence: { kind: 'command', reference: toTypeId('refund', id) },
      reason: null,
    },
    {
      state: 'succeeded',
      at,
      text: 'refund_completed',
      evidence: { kind: 'journal', reference: toTypeId('journal', journalId) },
      reason: null,
    },
  ]
}
