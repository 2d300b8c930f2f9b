import { z } from 'zod'
import { expireAllDue } from '../payments/expire.ts'
import { findSession } from '../store/queries-sessions.ts'
import type { Endpoint } from './call.ts'
import { notFound } from './errors.ts'
import { readExpansion } from './expand.ts'
import { expand, parseParams } from './params.ts'
import { renderSession } from './render-session.ts'

const paramsSchema = z.strictObject({ expand })

/** `checkout.sessions.retrieve`. */
export const retrieveSession: Endpoint = {
  method: 'GET',
  path: '/v1/checkout/sessions/:id',
  answer({ tx, acquirer, id, params: form }) {
    const params = parseParams(paramsSchema, form)
    const expansion = readExpansion(params.expand, 'session')
    expireAllDue(tx, acquirer)
    const session = findSession(tx, id)
    if (!session) throw notFound('checkout.session', id, 'session')
    return { object: renderSession(tx, acquirer.publicUrl(), session, expansion) }
  },
}
