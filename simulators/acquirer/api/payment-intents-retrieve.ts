import { z } from 'zod'
import { findPaymentIntent } from '../store/queries-payments.ts'
import type { Endpoint } from './call.ts'
import { notFound } from './errors.ts'
import { readExpansion } from './expand.ts'
import { expand, parseParams } from './params.ts'
import { renderPaymentIntent } from './render-payment-intent.ts'

const paramsSchema = z.strictObject({ expand })

/** `paymentIntents.retrieve`. */
export const retrievePaymentIntent: Endpoint = {
  method: 'GET',
  path: '/v1/payment_intents/:id',
  answer({ tx, id, params: form }) {
    const params = parseParams(paramsSchema, form)
    const expansion = readExpansion(params.expand, 'payment_intent')
    const intent = findPaymentIntent(tx, id)
    if (!intent) throw notFound('payment_intent', id, 'intent')
    return { object: renderPaymentIntent(tx, intent, expansion) }
  },
}
