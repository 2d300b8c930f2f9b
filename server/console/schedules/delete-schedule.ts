import { deleteSchedule } from '../../../contract/api/schedules.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { deleteDraft, lockDraft } from '../../slices/pricing/index.ts'
import { demandEditable, kindOfId, type ScheduleParts } from './present.ts'

/** Throws a draft away; what was published stays for ever. */
export function deleteScheduleRoute({ db }: ScheduleParts): Route {
  return route(deleteSchedule, async ({ params: { schedule }, context }) => {
    const { kind, id } = kindOfId(schedule)
    await db.transaction(async tx => {
      const draft = await lockDraft(tx, id)
      if (draft?.kind !== kind) throw new DomainError('not_found')
      await demandEditable(tx, { id, now: context.now })
      if (!(await deleteDraft(tx, id))) throw new DomainError('transition_not_allowed')
      await context.auditWith(tx, { details: { schedule } })
    })
    return undefined
  })
}
