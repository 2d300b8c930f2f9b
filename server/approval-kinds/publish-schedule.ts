import { createHash } from 'node:crypto'
import { publishScheduleAction } from '../../contract/api/approvals.ts'
import { scheduleIdKinds, scheduleKinds } from '../../contract/api/schedules.ts'
import { fromTypeId } from '../../contract/ids.ts'
import { DomainError } from '../platform/errors.ts'
import {
  demandPublishable,
  findDraft,
  lockDraft,
  lockPublications,
  planAnnouncement,
  publish,
  type Draft,
  type PricingSlice,
} from '../slices/pricing/index.ts'
import { defineApprovalKind, type RegisteredKind } from '../slices/staff/index.ts'

/**
 * Publishes a price list or limits: what one member of staff drafted, another looks at. The facts hold a hash of the
 * rules, so that a draft that was edited meanwhile is not what was approved.
 */
export function publishScheduleKind({
  announceJob,
  noticeDays,
}: Pick<PricingSlice, 'announceJob' | 'noticeDays'>): RegisteredKind {
  return defineApprovalKind({
    name: 'publish_schedule',
    schema: publishScheduleAction,
    async precheck(db, action, now) {
      const draft = await findDraft(db, draftId(action.schedule))
      if (!draft) throw new DomainError('not_found')
      const { startsAt } = await demandPublishable(db, draft, { noticeDays, now })
      const facts = factsOf(action.schedule, draft, startsAt)
      // Somebody with several roles could draft, let another press the button, and approve their own prices.
      return { targetId: draft.id, customerId: null, facts, groundwork: draft.authors }
    },
    async execute(tx, action, { now }) {
      const draft = await lockDraft(tx, draftId(action.schedule))
      if (!draft) throw new DomainError('not_found')
      await lockPublications(tx, draft.kind)
      const { startsAt } = await demandPublishable(tx, draft, { noticeDays, now })
      await publish(tx, { draft, startsAt, now })
      await planAnnouncement(tx, announceJob, draft.id)
    },
  })
}

function draftId(schedule: string): string {
  for (const kind of scheduleKinds) {
    const id = fromTypeId(scheduleIdKinds[kind], schedule)
    if (id !== undefined) return id
  }
  throw new DomainError('not_found')
}

function factsOf(schedule: string, draft: Draft, startsAt: Date): Record<string, string> {
  return {
    schedule,
    schedule_kind: draft.kind,
    starts_at: startsAt.toISOString(),
    rules: draft.rules.length.toString(),
    change_en: draft.change.en,
    change_zh: draft.change['zh-CN'],
    based_on: draft.basedOn.toString(),
    rules_hash: createHash('sha256').update(JSON.stringify(draft.rules)).digest('hex'),
  }
}
