import { createRefund } from '../../../../contract/api/refunds.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { proofRequestOf } from '../../wallet/index.ts'
import { authorizationOf, executeOrAsk, idempotencyOf } from '../carry-out.ts'
import type { TransfersDeps } from '../index.ts'
import { orderOf, refundDecider, type RefundCommand } from './decide-refund.ts'
import { presentRefund } from './present.ts'
import * as queries from './queries.ts'

/** Gives back a transfer I received, whole or in part. Somebody else's transfer is as absent as none at all. */
export function createRefundRoute(deps: TransfersDeps): Route {
  return route(createRefund, async ({ body, context }) => {
    const { customerId } = context.principal
    const idempotency = idempotencyOf(context)
    if (body.expected_fee && body.expected_fee.currency !== body.amount.currency)
      throw new DomainError('validation_failed', {
        fields: [{ path: 'expected_fee.currency', code: 'not_allowed' }],
      })
    const original = (await queries.readOriginals(deps.db.pool, [body.transfer])).get(body.transfer)
    if (original?.payeeId !== customerId) throw new DomainError('not_found')
    if (body.amount.currency !== original.amount.currency)
      throw new DomainError('validation_failed', {
        fields: [{ path: 'amount.currency', code: 'not_allowed' }],
      })
    const [payer, payee] = await Promise.all(
      [customerId, original.payerId].map(id => deps.wallet.recipients.maskedOf(id)),
    )
    if (!payer || !payee) throw new Error('two were asked for')
    const command: RefundCommand = {
      id: newId(),
      journalId: newId(),
      number: await deps.numbers.transactionNumber(),
      transferId: original.id,
      payerId: customerId,
      payerName: payer.name,
      payeeId: original.payerId,
      payeeName: payee.name,
      amount: body.amount,
      note: body.note ?? null,
      expectedFee: body.expected_fee ?? null,
      authorization: authorizationOf(context),
      now: context.now,
      today: deps.pricing.today(context.now),
    }
    const { outcome } = await executeOrAsk(deps, context, {
      decider: refundDecider,
      command,
      idempotency,
      ask: error =>
        proofRequestOf(error, orderOf(command), {
          recipient: payee.name,
          recipient_account: payee.accountNumber,
          facts: [],
        }),
    })
    const refund = await queries.findRefund(deps.db.pool, { id: outcome.refund, customerId })
    if (!refund) throw new Error(`the outcome names refund ${outcome.refund}, which is not there`)
    return presentRefund(refund, original.feeLines, customerId)
  })
}
