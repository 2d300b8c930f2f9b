import {
  cancelPaymentRequest,
  declinePaymentRequest,
  getPaymentRequest,
  payPaymentRequest,
} from '../../../../contract/api/payment-requests.ts'
import { DomainError } from '../../../platform/errors.ts'
import { declined, route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { authorizationOf, executeOrAsk, idempotencyOf } from '../carry-out.ts'
import type { TransferCommand } from '../decide-transfer.ts'
import type { TransfersDeps } from '../index.ts'
import { presentTransfer } from '../present.ts'
import { findTransfer } from '../queries.ts'
import { stepUpRequestOf } from '../step-up.ts'
import { partyOf } from './create-requests.ts'
import { endRequestDecider, payRequestDecider, type EndRequestCommand } from './decide-answer.ts'
import type { PaymentRequest } from './payment-request.ts'
import { presentRequest } from './present.ts'
import * as queries from './queries.ts'

/** Mine, made to me, or named by a link that names nobody. Any other is absent. */
async function findReadable({ db }: TransfersDeps, id: string, customerId: string): Promise<PaymentRequest> {
  const request = (await queries.readRequests(db.pool, [id])).get(id)
  if (!request) throw new DomainError('not_found')
  const mine = request.requester.id === customerId || request.payer?.id === customerId
  if (!mine && request.payer !== null) throw new DomainError('not_found')
  return request
}

export function getPaymentRequestRoute(deps: TransfersDeps): Route {
  return route(getPaymentRequest, async ({ params, context }) => {
    const { customerId } = context.principal
    const request = await findReadable(deps, params.request, customerId)
    return await presentRequest(deps, request, { viewerId: customerId, now: context.now })
  })
}

/** An ordinary transfer, with an ordinary transfer's proof, for exactly what was asked. */
export function payPaymentRequestRoute(deps: TransfersDeps): Route {
  return route(payPaymentRequest, async ({ params, body, context }) => {
    const { customerId } = context.principal
    const idempotency = idempotencyOf(context)
    const request = await findReadable(deps, params.request, customerId)
    const { requester, amount } = request
    if (requester.id === customerId) throw new DomainError('recipient_invalid', { details: { self: true } })
    if (body.expected_fee && body.expected_fee.currency !== amount.currency)
      throw new DomainError('validation_failed', {
        fields: [{ path: 'expected_fee.currency', code: 'not_allowed' }],
      })
    const payer = await partyOf(deps, customerId)
    const transfer: TransferCommand = {
      id: newId(),
      journalId: newId(),
      number: await deps.numbers.transactionNumber(),
      payerId: customerId,
      payeeId: requester.id,
      amount,
      note: request.note,
      matchedBy: 'account_number',
      payeeName: requester.name,
      payeeAccount: requester.account,
      expectedFee: body.expected_fee ?? null,
      authorization: authorizationOf(context),
      now: context.now,
      today: deps.pricing.today(context.now),
    }
    const { outcome } = await executeOrAsk(deps, context, {
      decider: payRequestDecider,
      command: { requestId: request.id, payer, transfer },
      idempotency,
      ask: error => stepUpRequestOf(error, transfer),
    })
    const row = await findTransfer(deps.db.pool, { id: outcome.transfer, customerId })
    if (!row) throw new Error(`the outcome names transfer ${outcome.transfer}, which is not there`)
    const answer = presentTransfer(row, customerId)
    return row.declined ? declined({ ...row.declined, resource: answer }) : answer
  })
}

export function declinePaymentRequestRoute(deps: TransfersDeps): Route {
  return route(declinePaymentRequest, async ({ params, context }) => {
    const { customerId } = context.principal
    const seen = await findReadable(deps, params.request, customerId)
    if (seen.payer?.id !== customerId) throw new DomainError('not_found')
    return await end(deps, context, { seen, move: 'decline', now: context.now })
  })
}

export function cancelPaymentRequestRoute(deps: TransfersDeps): Route {
  return route(cancelPaymentRequest, async ({ params, context }) => {
    const { customerId } = context.principal
    const seen = await findReadable(deps, params.request, customerId)
    if (seen.requester.id !== customerId) throw new DomainError('not_found')
    return await end(deps, context, { seen, move: 'cancel', now: context.now })
  })
}

async function end(
  deps: TransfersDeps,
  context: Parameters<typeof idempotencyOf>[0],
  command: EndRequestCommand,
) {
  const { customerId } = context.principal
  const idempotency = idempotencyOf(context)
  const { outcome } = await executeOrAsk(deps, context, { decider: endRequestDecider, command, idempotency })
  const request = await findReadable(deps, outcome.request, customerId)
  return await presentRequest(deps, request, { viewerId: customerId, now: context.now })
}
