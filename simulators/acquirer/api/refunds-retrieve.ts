import { z } from 'zod'
import { findRefund } from '../store/queries-payments.ts'
import type { Endpoint } from './call.ts'
import { notFound } from './errors.ts'
import { readExpansion } from './expand.ts'
import { expand, parseParams } from './params.ts'
import { renderRefund } from './render-refund.ts'

const paramsSchema = z.strictObject({ expand })

/** `refunds.retrieve`. */
export const retrieveRefund: Endpoint = {
  method: 'GET',
  path: '/v1/refunds/:id',
  answer({ tx, id, params: form }) {
    const expansion = readExpansion(parseParams(paramsSchema, form).expand, 'refund')
    const refund = findRefund(tx, id)
    if (!refund) throw notFound('refund', id, 'refund')
    return { object: renderRefund(tx, refund, expansion) }
  },
}
