import type { z } from 'zod'
import type { billSchema, paymentRequestSchema } from '../../../../contract/api/payment-requests.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { money, toWireMoney } from '../../../../contract/money.ts'
import type { TransfersDeps } from '../index.ts'
import type { Bill, Party, PaymentRequest } from './payment-request.ts'
import * as queries from './queries.ts'
import { isPaid, isPending } from './states.ts'

export type WireRequest = z.input<typeof paymentRequestSchema>
export type WireBill = z.input<typeof billSchema>

export type Reading = { viewerId: string; now: Date }

/** Requests as one reader sees them, with the numbers of the transfers that paid them. */
export async function presentRequests(
  { db, publicUrl }: Pick<TransfersDeps, 'db' | 'publicUrl'>,
  requests: readonly PaymentRequest[],
  reading: Reading,
): Promise<WireRequest[]> {
  const paidBy = requests.flatMap(({ transferId }) => (transferId === null ? [] : [transferId]))
  const numbers = await queries.numbersOf(db.read, paidBy)
  return requests.map(request => {
    const id = toTypeId('paymentRequest', request.id)
    const isRequester = request.requester.id === reading.viewerId
    return {
      id,
      role: isRequester ? 'requester' : 'payer',
      status: request.status,
      amount: toWireMoney(request.amount),
      requester: presentParty(request.requester),
      payer: request.payer && presentParty(request.payer),
      note: request.note,
      // The bill is its owner's: the others see their own part and nothing of each other.
      bill: isRequester && request.bill ? toTypeId('bill', request.bill.id) : null,
      transfer_number: request.transferId === null ? null : (numbers.get(request.transferId) ?? null),
      link: `${publicUrl}/app/requests/${id}`,
      created_at: request.createdAt.toISOString(),
      expires_at: request.expiresAt.toISOString(),
      ended_at: request.endedAt?.toISOString() ?? null,
      actions: actionsFor(request, isRequester, reading.now),
    }
  })
}

export async function presentRequest(
  deps: Pick<TransfersDeps, 'db' | 'publicUrl'>,
  request: PaymentRequest,
  reading: Reading,
): Promise<WireRequest> {
  const [wire] = await presentRequests(deps, [request], reading)
  if (!wire) throw new Error('one was to be presented')
  return wire
}

function presentParty({ name, account }: Party): { name: string; account_number: string } {
  return { name, account_number: account }
}

function actionsFor(request: PaymentRequest, isRequester: boolean, now: Date): WireRequest['actions'] {
  if (isPaid(request.status)) return ['receipt']
  if (!isPending(request.status) || now >= request.expiresAt) return []
  if (isRequester) return ['share', 'cancel']
  // Nobody can say no for everybody who has the link.
  return request.payer === null ? ['pay'] : ['pay', 'decline']
}

export async function presentBills(
  deps: Pick<TransfersDeps, 'db' | 'publicUrl'>,
  bills: readonly Bill[],
  reading: Reading,
): Promise<WireBill[]> {
  const requests = await queries.requestsOfBills(
    deps.db.read,
    bills.map(({ id }) => id),
  )
  const wires = new Map(
    (await presentRequests(deps, requests, reading)).map((wire, index) => [requests[index]?.id, wire]),
  )
  return bills.map(bill => {
    const parts = requests.filter(request => request.bill?.id === bill.id)
    const { currency } = bill.total
    const sum = (wanted: (request: PaymentRequest) => boolean) =>
      toWireMoney(
        money(
          parts.filter(wanted).reduce((added, { amount }) => added + amount.minor, 0n),
          currency,
        ),
      )
    return {
      id: toTypeId('bill', bill.id),
      title: bill.title,
      total: toWireMoney(bill.total),
      own_share: toWireMoney(money(bill.ownShare, currency)),
      paid: sum(({ status }) => isPaid(status)),
      open: sum(({ status }) => isPending(status)),
      requests: parts.flatMap(({ id }) => wires.get(id) ?? []),
      created_at: bill.createdAt.toISOString(),
    }
  })
}
