import { z } from 'zod'
import { findSavedCard, putSavedCard } from '../store/queries-saved.ts'
import type { Endpoint } from './call.ts'
import { invalidRequest, notFound } from './errors.ts'
import { parseParams } from './params.ts'
import { renderPaymentMethod } from './render-card.ts'

const noParams = z.strictObject({})

/** `paymentMethods.retrieve`, for cards that are or were saved. */
export const retrievePaymentMethod: Endpoint = {
  method: 'GET',
  path: '/v1/payment_methods/:id',
  answer({ tx, id, params }) {
    parseParams(noParams, params)
    const saved = findSavedCard(tx, id)
    if (!saved) throw notFound('PaymentMethod', id, 'payment_method')
    return { object: renderPaymentMethod(saved.card, saved.created, saved.customer) }
  },
}

/** `paymentMethods.detach`: from then on the card cannot be used again; a second time is refused. */
export const detachPaymentMethod: Endpoint = {
  method: 'POST',
  path: '/v1/payment_methods/:id/detach',
  answer({ tx, id, params }) {
    parseParams(noParams, params)
    const saved = findSavedCard(tx, id)
    if (!saved) throw notFound('PaymentMethod', id, 'payment_method')
    if (saved.customer === null) {
      throw invalidRequest(
        'The payment method you provided is not attached to a customer so detachment is impossible.',
      )
    }
    putSavedCard(tx, { ...saved, customer: null })
    return { object: renderPaymentMethod(saved.card, saved.created, null) }
  },
}
