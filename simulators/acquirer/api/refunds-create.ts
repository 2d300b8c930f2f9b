import { z } from 'zod'
import { CURRENCIES, toMessageAmount } from '../currencies.ts'
import { refund } from '../payments/refund.ts'
import type { Tx } from '../../shared/queries-store.ts'
import { findCharge, findPaymentIntent } from '../store/queries-payments.ts'
import type { ChargeRecord } from '../store/records.ts'
import type { Answer, Endpoint } from './call.ts'
import { invalidRequest, notFound } from './errors.ts'
import { readExpansion } from './expand.ts'
import { expand, metadata, parseParams, positiveAmount, text } from './params.ts'
import { renderRefund } from './render-refund.ts'

const paramsSchema = z.strictObject({
  amount: positiveAmount.optional(),
  charge: text(255).optional(),
  expand,
  metadata: metadata.default({}),
  payment_intent: text(255).optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
})

type Params = z.output<typeof paramsSchema>

function findChargeToRefund(tx: Tx, params: Params): ChargeRecord {
  if ((params.charge === undefined) === (params.payment_intent === undefined)) {
    throw invalidRequest(
      'One of the following params should be provided for this request: payment_intent or charge.',
    )
  }
  if (params.charge !== undefined) {
    const charge = findCharge(tx, params.charge)
    if (!charge) throw notFound('charge', params.charge, 'charge')
    return charge
  }
  const id = params.payment_intent ?? ''
  const intent = findPaymentIntent(tx, id)
  if (!intent) throw notFound('payment_intent', id, 'payment_intent')
  const charge = intent.latestCharge === null ? undefined : findCharge(tx, intent.latestCharge)
  if (charge?.status !== 'succeeded') {
    throw invalidRequest(`This PaymentIntent (${id}) does not have a successful charge to refund.`, {
      code: 'payment_intent_unexpected_state',
      param: 'payment_intent',
    })
  }
  return charge
}

function refuse(message: string, details: { code?: string; param?: string; charge?: string }): Answer {
  return { httpStatus: 400, refused: { type: 'invalid_request_error', message, ...details } }
}

function findRefusal(charge: ChargeRecord, amount: bigint): Answer | null {
  const left = charge.amount - charge.amountRefunded
  if (charge.status !== 'succeeded') {
    return refuse(`Charge ${charge.id} was not successful and cannot be refunded.`, {
      code: 'charge_not_refundable',
      charge: charge.id,
    })
  }
  if (left === 0n) {
    return refuse(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
      charge: charge.id,
    })
  }
  if (amount <= 0n) {
    return refuse('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' })
  }
  if (amount > left) {
    const [asked, rest] = [amount, left].map(value => toMessageAmount(value, charge.currency))
    return refuse(`Refund amount (${asked}) is greater than unrefunded amount on charge (${rest})`, {
      param: 'amount',
    })
  }
  if (CURRENCIES[charge.currency].exponent === 3 && amount % 10n !== 0n) {
    return refuse(`Amounts in ${charge.currency} must end in 0; ${amount} does not.`, {
      code: 'invalid_charge_amount',
      param: 'amount',
    })
  }
  return null
}

/** `refunds.create`: of a whole charge, or of a part as long as something is left. */
export const createRefund: Endpoint = {
  method: 'POST',
  path: '/v1/refunds',
  answer({ tx, acquirer, cause, params: form }) {
    const params = parseParams(paramsSchema, form)
    const expansion = readExpansion(params.expand, 'refund')
    const charge = findChargeToRefund(tx, params)
    const amount = params.amount ?? charge.amount - charge.amountRefunded
    const refusal = findRefusal(charge, amount)
    if (refusal) return refusal
    const order = { charge, amount, reason: params.reason ?? null, metadata: params.metadata }
    return { object: renderRefund(tx, refund(tx, acquirer, cause, order), expansion) }
  },
}
