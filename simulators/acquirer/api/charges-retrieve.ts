import { z } from 'zod'
import { findCharge } from '../store/queries-payments.ts'
import type { Endpoint } from './call.ts'
import { notFound } from './errors.ts'
import { readExpansion } from './expand.ts'
import { expand, parseParams } from './params.ts'
import { renderCharge } from './render-charge.ts'

const paramsSchema = z.strictObject({ expand })

/** `charges.retrieve`. */
export const retrieveCharge: Endpoint = {
  method: 'GET',
  path: '/v1/charges/:id',
  answer({ tx, id, params: form }) {
    readExpansion(parseParams(paramsSchema, form).expand, 'charge')
    const charge = findCharge(tx, id)
    if (!charge) throw notFound('charge', id, 'charge')
    return { object: renderCharge(charge) }
  },
}
