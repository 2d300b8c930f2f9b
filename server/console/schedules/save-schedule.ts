import { saveSchedule } from '../../../contract/api/schedules.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { saveDraft, type DraftEdit } from '../../slices/pricing/index.ts'
import { demandEditable, kindOfId, presentSchedule, type ScheduleParts } from './present.ts'

/** Saves a draft as it stands, also with what would keep it from being published: that is shown, not refused. */
export function saveScheduleRoute(parts: ScheduleParts): Route {
  return route(saveSchedule, async ({ params: { schedule }, body, context }) => {
    const { now } = context
    const { kind, id } = kindOfId(schedule)
    const rules = kind === 'fees' ? body.fee_rules : body.limit_rules
    if (rules === undefined)
      throw new DomainError('validation_failed', {
        fields: [{ path: kind === 'fees' ? 'fee_rules' : 'limit_rules', code: 'required' }],
      })
    const edit: DraftEdit = {
      ...(kind === 'fees' ? { kind, rules: body.fee_rules ?? [] } : { kind, rules: body.limit_rules ?? [] }),
      basedOn: body.based_on,
      startsAt: body.starts_at === null ? null : new Date(body.starts_at),
      change: body.change,
      revision: body.revision,
    }
    await parts.db.transaction(async tx => {
      await demandEditable(tx, { id, now })
      await saveDraft(tx, { id, edit, now })
      await context.auditWith(tx, { details: { schedule, revision: body.revision + 1, rules: rules.length } })
    })
    return presentSchedule(parts, schedule, context)
  })
}
