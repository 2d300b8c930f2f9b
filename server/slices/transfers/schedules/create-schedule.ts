import { z } from 'zod'
import { createScheduledTransfer } from '../../../../contract/api/scheduled-transfers.ts'
import type { Body } from '../../../../contract/operation.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type ContextOf, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { pageText } from '../../../platform/messages.ts'
import { proofRequestOf } from '../../wallet/index.ts'
import { authorizationOf, executeOrAsk, findOrRepeat, idempotencyOf } from '../carry-out.ts'
import type { TransfersDeps } from '../index.ts'
import { orderOf, scheduleDecider, type ScheduleCommand } from './decide-schedule.ts'
import { presentSchedule } from './present.ts'
import * as queries from './queries.ts'
import type { Schedule } from './schedule.ts'
import { dueAt, todayIn, type Due, type Timetable } from './timetable.ts'

type Wish = Body<typeof createScheduledTransfer>

/** A transfer for later, once or again and again. Always asks for a proof: its runs will have none of their own. */
export function createScheduleRoute(deps: TransfersDeps): Route {
  return route(createScheduledTransfer, async ({ body, context }) => {
    const { customerId } = context.principal
    const idempotency = idempotencyOf(context)
    // A first day that has come since must not refuse a repeat either.
    const wish = await findOrRepeat(deps, context, {
      idempotency,
      outcome: storedOutcome,
      find: async () => ({
        ...tableOf(body, context.now),
        recipient: await deps.wallet.recipients.find(body.recipient, customerId),
      }),
    })
    if ('first' in wish) return await presentSchedule(deps, await stored(deps, wish.first))
    const { table, first, recipient } = wish.found
    const command: ScheduleCommand = {
      id: newId(),
      payer: { id: customerId, name: (await deps.wallet.recipients.maskedOf(customerId)).name },
      payee: {
        id: recipient.customerId,
        name: recipient.maskedName,
        account: recipient.maskedAccountNumber,
        matchedBy: recipient.matchedBy,
      },
      amount: body.amount,
      note: body.note ?? null,
      table,
      first,
      authorization: authorizationOf(context),
      now: context.now,
    }
    const { outcome } = await executeOrAsk(deps, context, {
      decider: scheduleDecider,
      command,
      idempotency,
      ask: error =>
        proofRequestOf(error, orderOf(command), {
          recipient: recipient.maskedName,
          recipient_account: recipient.maskedAccountNumber,
          facts: factsOf(table, context),
        }),
    })
    const schedule = await stored(deps, outcome)
    context.audit({ subject: customerId, details: { rhythm: table.rhythm } })
    return await presentSchedule(deps, schedule)
  })
}

const storedOutcome = z.object({ schedule: z.uuid() })

async function stored({ db }: TransfersDeps, { schedule: id }: { schedule: string }): Promise<Schedule> {
  const schedule = (await queries.readSchedules(db.pool, [id])).get(id)
  if (!schedule) throw new Error(`the outcome names schedule ${id}, which is not there`)
  return schedule
}

/** Ten years are enough for anybody; further ahead a date is more likely a slip. */
const maxYears = 10

function tableOf(body: Wish, now: Date): { table: Timetable; first: Due } {
  const { rhythm, starts_on: startsOn, time_zone: timeZone } = body
  const table: Timetable = {
    rhythm,
    startsOn,
    untilOn: body.until ?? null,
    count: body.count ?? null,
    timeZone,
  }
  const today = todayIn(timeZone, now)
  const latest = Temporal.PlainDate.from(today).add({ years: maxYears }).toString()
  const refuse = (path: string, code: 'too_small' | 'too_large' | 'not_allowed') =>
    new DomainError('validation_failed', { fields: [{ path, code, params: { min: today, max: latest } }] })
  if (startsOn <= today) throw refuse('starts_on', 'too_small')
  if (startsOn > latest) throw refuse('starts_on', 'too_large')
  if (table.untilOn !== null && table.untilOn < startsOn) throw refuse('until', 'too_small')
  if (rhythm === 'once' && (table.untilOn !== null || table.count !== null))
    throw refuse(table.untilOn === null ? 'count' : 'until', 'not_allowed')
  const first = dueAt(table, 0)
  if (!first) throw refuse('until', 'too_small')
  return { table, first }
}

const rhythmTexts = {
  once: 'rhythm_once',
  weekly: 'rhythm_weekly',
  monthly: 'rhythm_monthly',
} as const satisfies Record<Timetable['rhythm'], string>

/** What the customer is shown of what they agree to. */
function factsOf(
  { rhythm, startsOn, untilOn, count }: Timetable,
  { locale }: ContextOf<typeof createScheduledTransfer>,
) {
  return [
    { name: 'rhythm' as const, value: pageText(rhythmTexts[rhythm], locale) },
    { name: 'first_day' as const, value: startsOn },
    ...(untilOn === null ? [] : [{ name: 'last_day' as const, value: untilOn }]),
    ...(count === null ? [] : [{ name: 'runs' as const, value: count.toString() }]),
  ]
}
