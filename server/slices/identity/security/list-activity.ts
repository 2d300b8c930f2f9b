import type { z } from 'zod'
import * as contract from '../../../../contract/api/security.ts'
import { wireMoneySchema } from '../../../../contract/schemas.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { readStream, type StreamEvent } from '../../../platform/queries-stream.ts'
import type { Parts } from '../parts.ts'
import * as queries from './queries.ts'

/** More than anybody reads at once; the rest is in the history of payments and of sign-ins. */
const maxListed = 50

/** What happened since the sign-in before this one, from the customer's own stream of the log. */
export function listActivityRoute({ db }: Parts): Route {
  return route(contract.listActivity, async ({ context }) => {
    const { customerId, sessionId } = context.principal
    const previous = await queries.findPreviousSignIn(db.read, { customerId, sessionId })
    if (!previous) return { since: null, data: [], more: false }
    const found = await readStream(db.read, {
      stream: customerId,
      since: previous.at,
      limit: maxListed + 1,
    })
    return {
      since: previous.at.toISOString(),
      data: found.slice(0, maxListed).map(wireActivity),
      more: found.length > maxListed,
    }
  })
}

function wireActivity(event: StreamEvent): z.input<typeof contract.activitySchema> {
  const { id, number, ...rest } = event.payload
  return {
    type: event.type,
    at: event.occurred_at.toISOString(),
    subject: typeof id === 'string' ? id : '',
    number: typeof number === 'string' ? number : null,
    facts: Object.fromEntries(Object.entries(rest).flatMap(([name, value]) => factOf(name, value))),
  }
}

/** Texts and amounts; whatever else an event carries is for programs. */
function factOf(name: string, value: unknown): [string, z.input<typeof contract.factSchema>][] {
  if (typeof value === 'string') return [[name, value]]
  const amount = wireMoneySchema.safeParse(value)
  return amount.success ? [[name, amount.data]] : []
}
