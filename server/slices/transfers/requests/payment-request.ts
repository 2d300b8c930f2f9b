import type { PaymentRequestStatus } from '../../../../contract/api/payment-requests.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { toWireMoney, type Money } from '../../../../contract/money.ts'
import type { NewEvent } from '../../../platform/outbox.ts'

/** A customer as the other side sees them. */
export type Party = { id: string; name: string; account: string }

/** Money one customer asks another for, or whoever has the link. */
export type PaymentRequest = {
  id: string
  requester: Party
  payer: Party | null
  amount: Money
  note: string | null
  /** The bill and which part of it, counted from 1. */
  bill: { id: string; part: number } | null
  status: PaymentRequestStatus
  version: number
  transferId: string | null
  createdAt: Date
  expiresAt: Date
  endedAt: Date | null
}

/** A month: long enough for a bill, short enough that nobody is asked for what was forgotten. */
export const payWithinDays = 30

/** So many may be open at once: each writes to somebody who has not asked for it. */
export const maxPending = 100

/** A bill that was split; who pays which part of it is in its requests. */
export type Bill = {
  id: string
  ownerId: string
  title: string
  total: Money
  /** In minor units; the requests add up to the rest. */
  ownShare: bigint
  createdAt: Date
}

/** What became of a request, told to one of its sides; its other side is named masked. */
export function requestEvent(request: PaymentRequest, to: 'requester' | 'payer', at: Date): NewEvent[] {
  const { requester, payer, amount, note, expiresAt, status, id } = request
  const [reader, other] = to === 'payer' ? [payer, requester] : [requester, payer]
  if (reader === null) return []
  return [
    {
      type: `payment_request.${status}`,
      version: 1,
      stream: reader.id,
      subject: id,
      journal: null,
      payload: {
        id: toTypeId('paymentRequest', id),
        role: to,
        amount: toWireMoney(amount),
        counterparty_name: other?.name ?? null,
        note,
        until: expiresAt.toISOString(),
      },
      occurredAt: at,
    },
  ]
}
