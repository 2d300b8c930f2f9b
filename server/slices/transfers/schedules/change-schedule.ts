import {
  cancelScheduledTransfer,
  getScheduledTransfer,
  listScheduledTransfers,
  pauseScheduledTransfer,
  resumeScheduledTransfer,
} from '../../../../contract/api/scheduled-transfers.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { executeOrAsk, idempotencyOf } from '../carry-out.ts'
import { pageOf, readCursor } from '../cursor.ts'
import type { TransfersDeps } from '../index.ts'
import { changeScheduleDecider, type ChangeCommand } from './decide-schedule.ts'
import { presentSchedule, presentSchedules } from './present.ts'
import * as queries from './queries.ts'
import type { Schedule } from './schedule.ts'

async function findOwn({ db }: TransfersDeps, id: string, payerId: string): Promise<Schedule> {
  const schedule = (await queries.readSchedules(db.pool, [id])).get(id)
  if (schedule?.payer.id !== payerId) throw new DomainError('not_found')
  return schedule
}

export function getScheduleRoute(deps: TransfersDeps): Route {
  return route(getScheduledTransfer, async ({ params, context }) =>
    presentSchedule(deps, await findOwn(deps, params.schedule, context.principal.customerId)),
  )
}

export function listSchedulesRoute(deps: TransfersDeps): Route {
  return route(listScheduledTransfers, async ({ query, context }) => {
    const { limit } = query
    const after = readCursor('scheduledTransfer', query.cursor)
    const { customerId } = context.principal
    const rows = await queries.listSchedules(deps.db.read, customerId, { after, limit: limit + 1 })
    const page = pageOf('scheduledTransfer', rows, { limit, present: row => row })
    return { ...page, data: await presentSchedules(deps, page.data) }
  })
}

const operations = {
  pause: pauseScheduledTransfer,
  resume: resumeScheduledTransfer,
  cancel: cancelScheduledTransfer,
} as const

export function changeScheduleRoutes(deps: TransfersDeps): Route[] {
  return (['pause', 'resume', 'cancel'] as const).map(move =>
    route(operations[move], async ({ params, context }) => {
      const { customerId } = context.principal
      const idempotency = idempotencyOf(context)
      const seen = await findOwn(deps, params.schedule, customerId)
      const command: ChangeCommand = { seen, move, now: context.now }
      await executeOrAsk(deps, context, { decider: changeScheduleDecider, command, idempotency })
      context.audit({ subject: customerId, details: { move } })
      return await presentSchedule(deps, await findOwn(deps, params.schedule, customerId))
    }),
  )
}
