import { z } from 'zod'
import { expire, expireAllDue } from '../payments/expire.ts'
import { findSession } from '../store/queries-sessions.ts'
import type { Endpoint } from './call.ts'
import { notFound } from './errors.ts'
import { readExpansion } from './expand.ts'
import { expand, parseParams } from './params.ts'
import { renderSession } from './render-session.ts'

const paramsSchema = z.strictObject({ expand })

/** `checkout.sessions.expire`: afterwards nobody can pay on its page; refused once it is complete or expired. */
export const expireSession: Endpoint = {
  method: 'POST',
  path: '/v1/checkout/sessions/:id/expire',
  answer({ tx, acquirer, cause, id, params: form }) {
    const params = parseParams(paramsSchema, form)
    const expansion = readExpansion(params.expand, 'session')
    expireAllDue(tx, acquirer)
    const session = findSession(tx, id)
    if (!session) throw notFound('checkout.session', id, 'session')
    if (session.status !== 'open') {
      return {
        httpStatus: 400,
        refused: {
          type: 'invalid_request_error',
          message: `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
        },
      }
    }
    const expired = expire(tx, acquirer, session, cause)
    return { object: renderSession(tx, acquirer.publicUrl(), expired, expansion) }
  },
}
