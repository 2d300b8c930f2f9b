import type { Stripe } from 'stripe'
import { z } from 'zod'
import { newId } from '../ids.ts'
import { insertCustomer } from '../store/queries-saved.ts'
import type { Endpoint } from './call.ts'
import { metadata, parseParams } from './params.ts'

const paramsSchema = z.strictObject({ metadata: metadata.default({}) })

type ShownCustomer = Pick<Stripe.Customer, 'id' | 'object' | 'created' | 'livemode' | 'metadata'>

/** `customers.create`: only a name under which cards are kept. */
export const createCustomer: Endpoint = {
  method: 'POST',
  path: '/v1/customers',
  answer({ tx, acquirer, params: form }) {
    const params = parseParams(paramsSchema, form)
    const created = acquirer.clock.nowSeconds()
    const customer: ShownCustomer = {
      id: newId.customer(),
      object: 'customer',
      created,
      livemode: false,
      metadata: params.metadata,
    }
    insertCustomer(tx, { id: customer.id, created, metadata: params.metadata })
    return { object: customer }
  },
}
