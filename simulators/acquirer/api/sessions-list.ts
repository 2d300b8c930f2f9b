import { z } from 'zod'
import { expireAllDue } from '../payments/expire.ts'
import { findSessionSequence, listSessions } from '../store/queries-sessions.ts'
import type { Endpoint } from './call.ts'
import { readExpansion } from './expand.ts'
import { readPage } from './page.ts'
import { created, email, expand, paging, parseParams, text } from './params.ts'
import { renderSession } from './render-session.ts'

const paramsSchema = z.strictObject({
  ...paging,
  created,
  customer_details: z.strictObject({ email }).optional(),
  expand,
  payment_intent: text(255).optional(),
  status: z.enum(['open', 'complete', 'expired']).optional(),
})

/** `checkout.sessions.list`. */
export const listSessionsEndpoint: Endpoint = {
  method: 'GET',
  path: '/v1/checkout/sessions',
  answer({ tx, acquirer, params: form }) {
    const params = parseParams(paramsSchema, form)
    const expansion = readExpansion(params.expand, 'session', true)
    const filter = {
      status: params.status ?? null,
      paymentIntent: params.payment_intent ?? null,
      email: params.customer_details?.email ?? null,
      createdFrom: params.created.from,
      createdUntil: params.created.until,
    }
    expireAllDue(tx, acquirer)
    const page = readPage(
      params,
      'checkout.session',
      id => findSessionSequence(tx, id),
      range => listSessions(tx, filter, range),
    )
    return {
      object: {
        object: 'list',
        url: '/v1/checkout/sessions',
        has_more: page.hasMore,
        data: page.items.map(session => renderSession(tx, acquirer.publicUrl(), session, expansion)),
      },
    }
  },
}
