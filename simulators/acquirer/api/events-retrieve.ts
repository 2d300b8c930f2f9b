import { z } from 'zod'
import { findEvent } from '../store/queries-events.ts'
import type { Endpoint } from './call.ts'
import { notFound } from './errors.ts'
import { readExpansion } from './expand.ts'
import { expand, parseParams } from './params.ts'
import { oldestVisibleEvent, renderEvent } from './render-event.ts'

const paramsSchema = z.strictObject({ expand })

/** `events.retrieve`, for 30 days after it happened. */
export const retrieveEvent: Endpoint = {
  method: 'GET',
  path: '/v1/events/:id',
  answer({ tx, acquirer, id, params: form }) {
    readExpansion(parseParams(paramsSchema, form).expand, 'event')
    const event = findEvent(tx, id)
    if (!event || event.created < oldestVisibleEvent(acquirer.clock.nowSeconds())) throw notFound('event', id)
    return { object: renderEvent(event) }
  },
}
