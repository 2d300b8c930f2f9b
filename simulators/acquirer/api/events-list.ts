import { z } from 'zod'
import { findEventSequence, listEvents } from '../store/queries-events.ts'
import type { Endpoint } from './call.ts'
import { invalidRequest } from './errors.ts'
import { readExpansion } from './expand.ts'
import { readPage } from './page.ts'
import { boolean, created, expand, listOf, paging, parseParams } from './params.ts'
import { oldestVisibleEvent, renderEvent } from './render-event.ts'

const eventType = z.string().regex(/^(\*|[a-z_]+(\.[a-z_]+)*(\.\*)?)$/)

const paramsSchema = z.strictObject({
  ...paging,
  created,
  delivery_success: boolean.optional(),
  expand,
  type: eventType.optional(),
  types: listOf(eventType, 20).optional(),
})

/** `events.list`: of the last 30 days, also by type (`checkout.session.*`) and by whether they were delivered. */
export const listEventsEndpoint: Endpoint = {
  method: 'GET',
  path: '/v1/events',
  answer({ tx, acquirer, params: form }) {
    const params = parseParams(paramsSchema, form)
    readExpansion(params.expand, 'event', true)
    if (params.type !== undefined && params.types !== undefined) {
      throw invalidRequest('You may only specify one of these parameters: type, types.', { param: 'types' })
    }
    const filter = {
      types: params.types ?? (params.type === undefined ? [] : [params.type]),
      createdFrom: Math.max(params.created.from, oldestVisibleEvent(acquirer.clock.nowSeconds())),
      createdUntil: params.created.until,
      delivered: params.delivery_success ?? null,
    }
    const page = readPage(
      params,
      'event',
      id => findEventSequence(tx, id),
      range => listEvents(tx, filter, range),
    )
    return {
      object: {
        object: 'list',
        url: '/v1/events',
        has_more: page.hasMore,
        data: page.items.map(renderEvent),
      },
    }
  },
}
