import type { z } from 'zod'
import {
  scheduleIdKinds,
  scheduleKinds,
  type ScheduleKind,
  type scheduleSchema,
  type ScheduleStatus,
  type scheduleSummarySchema,
} from '../../../contract/api/schedules.ts'
import { fromTypeId, toTypeId } from '../../../contract/ids.ts'
import type { Db, ReadDb } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import type { StaffPrincipal } from '../../platform/http/route.ts'
import type { FxSlice } from '../../slices/fx/index.ts'
import {
  earliestStart,
  lastPublished,
  liftedBy,
  listDrafts,
  listPublished,
  nextScheduleStatus,
  problemsOf,
  statusOf,
  type Draft,
  type PricingSlice,
  type Published,
} from '../../slices/pricing/index.ts'
import { openRequests } from './queries.ts'

export type ScheduleParts = {
  db: Db
  pricing: Pick<PricingSlice, 'schedules' | 'replay' | 'noticeDays'>
  fx: Pick<FxSlice, 'desk' | 'replay'>
  staffNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
}

/** A draft, a published version, or a version with the draft it was made of. */
export type Entry = { id: string; draft: Draft | undefined; published: Published | undefined }

type Context = {
  inForce: number
  now: Date
  requests: ReadonlyMap<string, string>
  names: ReadonlyMap<string, string>
}

/** Unpublished drafts first, then versions, each the newest first. */
export async function entriesOf(db: ReadDb, kind: ScheduleKind): Promise<Entry[]> {
  const [drafts, versions] = await Promise.all([listDrafts(db, kind), listPublished(db, kind)])
  return [
    ...drafts
      .filter(draft => draft.version === null)
      .map(draft => ({ id: draft.id, draft, published: undefined })),
    ...versions.map(published => ({
      id: published.id,
      draft: drafts.find(({ id }) => id === published.id),
      published,
    })),
  ]
}

export function kindOfId(schedule: string): { kind: ScheduleKind; id: string } {
  for (const kind of scheduleKinds) {
    const id = fromTypeId(scheduleIdKinds[kind], schedule)
    if (id !== undefined) return { kind, id }
  }
  throw new DomainError('not_found')
}

export async function findEntry(db: ReadDb, schedule: string): Promise<{ kind: ScheduleKind; entry: Entry }> {
  const { kind, id } = kindOfId(schedule)
  const entry = (await entriesOf(db, kind)).find(each => each.id === id)
  if (!entry) throw new DomainError('not_found')
  return { kind, entry }
}

export async function contextOf(
  { db, pricing, fx, staffNames }: ScheduleParts,
  kind: ScheduleKind,
  entries: readonly Entry[],
  now: Date,
): Promise<Context> {
  const open = entries.flatMap(({ draft, published }) => (draft && !published ? [draft.id] : []))
  const authors = entries.flatMap(({ draft }) => (draft ? [draft.createdBy] : []))
  const [inForce, requests, names] = await Promise.all([
    kind === 'markups' ? fx.desk.markup(now) : pricing.schedules().then(schedules => schedules[kind]),
    openRequests(db.read, { drafts: open, now }),
    staffNames([...new Set(authors)]),
  ])
  return { inForce: inForce.version, now, requests, names }
}

function statusIn({ id, draft, published }: Entry, { inForce, now, requests }: Context): ScheduleStatus {
  const facts = {
    version: published?.version ?? null,
    startsAt: published?.startsAt ?? draft?.startsAt ?? null,
    requested: requests.has(id),
  }
  return statusOf(facts, { inForce, now })
}

export function presentSummary(
  kind: ScheduleKind,
  entry: Entry,
  context: Context,
): z.input<typeof scheduleSummarySchema> {
  const { id, draft, published } = entry
  const approval = context.requests.get(id)
  return {
    id: toTypeId(scheduleIdKinds[kind], id),
    kind,
    status: statusIn(entry, context),
    version: published?.version ?? null,
    based_on: draft?.basedOn ?? null,
    starts_at: (published ?? draft)?.startsAt?.toISOString() ?? null,
    change: draft?.change ?? null,
    approval: approval === undefined ? null : toTypeId('approval', approval),
    created_by: draft
      ? { id: toTypeId('staff', draft.createdBy), name: context.names.get(draft.createdBy) ?? '' }
      : null,
    created_at: (draft?.createdAt ?? published?.publishedAt)?.toISOString() ?? null,
    announced_at: draft?.announcedAt?.toISOString() ?? null,
  }
}

/** Everything about one of them, with what the reader may do now. */
export async function presentSchedule(
  parts: ScheduleParts,
  schedule: string,
  { staff, now }: { staff: StaffPrincipal; now: Date },
): Promise<z.input<typeof scheduleSchema>> {
  const { kind, entry } = await findEntry(parts.db.read, schedule)
  const context = await contextOf(parts, kind, [entry], now)
  const last = await lastPublished(parts.db.read, kind)
  const { noticeDays } = parts.pricing
  const earliest = await earliestStart(parts.db.read, { kind, noticeDays, now })
  const content = entry.published ?? entry.draft
  if (!content) throw new DomainError('not_found')
  const isOpen = entry.published === undefined
  return {
    ...presentSummary(kind, entry, context),
    revision: entry.draft?.revision ?? null,
    fee_rules: content.kind === 'fees' ? content.rules.map(rule => ({ ...rule })) : null,
    limit_rules: content.kind === 'limits' ? content.rules.map(rule => ({ ...rule })) : null,
    markup_rules: content.kind === 'markups' ? content.rules.map(rule => ({ ...rule })) : null,
    problems: isOpen
      ? problemsOf(content).map(problem => ({
          code: problem.code,
          rule: problem.rule,
          text: 'text' in problem ? problem.text : null,
          currency: 'currency' in problem ? problem.currency : null,
        }))
      : [],
    lifted: isOpen ? liftedBy(content, last) : [],
    outdated: isOpen && entry.draft?.basedOn !== last.version,
    in_force: last.version,
    earliest_start: earliest.toISOString(),
    actions: actionsOf(statusIn(entry, context), staff),
  }
}

function actionsOf(
  status: ScheduleStatus,
  { permissions }: StaffPrincipal,
): ('edit' | 'delete' | 'request_publication')[] {
  const mayEdit = nextScheduleStatus(status, 'edit') !== undefined && permissions.has('schedules.edit')
  const mayRequest =
    nextScheduleStatus(status, 'request') !== undefined && permissions.has('schedules.request_publication')
  return [
    ...(mayEdit ? ['edit' as const, 'delete' as const] : []),
    ...(mayRequest ? ['request_publication' as const] : []),
  ]
}

/** Throws where a draft waits for a second person: what they look at must not change under their eyes. */
export async function demandEditable(db: ReadDb, { id, now }: { id: string; now: Date }): Promise<void> {
  const requests = await openRequests(db, { drafts: [id], now })
  if (nextScheduleStatus(requests.has(id) ? 'in_approval' : 'draft', 'edit') === undefined)
    throw new DomainError('transition_not_allowed', { details: { status: 'in_approval' } })
}
