import type { Currency } from '../../../../contract/money.ts'
import {
  available,
  change,
  insert,
  need,
  type Decider,
  type Decision,
  type View,
} from '../../ledger/index.ts'
import { customerStatus, mayReceive, restrictionDetails } from '../../wallet/index.ts'
import { nothingWaits, waitingRefusal } from '../waiting.ts'
import { maxPending, requestEvent, type Bill, type PaymentRequest } from './payment-request.ts'
import { billRows, pendingFact, requestRows } from './rows.ts'

/** One request, or all of a bill: either every one is made or none. */
export type AskCommand = {
  requesterId: string
  currency: Currency
  bill: Bill | null
  requests: readonly PaymentRequest[]
  now: Date
}

/** The bill, or the one request. */
export type AskOutcome = { v: 1; made: string }

/** No money moves. It is decided in the pipeline because that is where a repeated key is known. */
export const askDecider: Decider<AskCommand, AskOutcome> = {
  name: 'payment_request.ask',
  outgoing: false,
  accounts: ({ requesterId, currency }) => [available(requesterId, currency)],
  facts: ({ requesterId }) => [need(customerStatus, requesterId), need(pendingFact, requesterId)],
  decide,
}

function decide(view: View, { requesterId, bill, requests, now }: AskCommand): Decision<AskOutcome> {
  const requester = view.fact(customerStatus, requesterId)
  if (!requester) throw new Error('a request names a customer who does not exist')
  // Whoever can receive nothing must not promise others that they can pay.
  if (!mayReceive(requester, now))
    return {
      kind: 'refused',
      refusal: { code: 'account_restricted', details: restrictionDetails(requester, 'credit', now) },
    }
  const waiting = view.fact(pendingFact, requesterId) ?? nothingWaits
  const refusal = waitingRefusal(waiting, { more: requests.length, maximum: maxPending, now })
  if (refusal) return { kind: 'refused', refusal }
  const made = bill?.id ?? requests[0]?.id
  if (made === undefined) throw new Error('at least one is asked for something')
  return {
    kind: 'decided',
    outcome: { v: 1, made },
    effects: {
      facts: [change(pendingFact, requesterId, { ...waiting, open: waiting.open + requests.length })],
      rows: [
        ...(bill ? [insert(billRows, bill)] : []),
        ...requests.map(request => insert(requestRows, request)),
      ],
      events: requests.flatMap(request => requestEvent(request, 'payer', now)),
    },
  }
}
