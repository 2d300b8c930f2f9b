import type { ScheduleKind } from '../../../../contract/api/schedules.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { newId } from '../../../platform/id.ts'
import {
  liftedLimits,
  problemsOfFees,
  problemsOfLimits,
  problemsOfMarkups,
  type ScheduleProblem,
} from '../schedule-problems.ts'
import * as queries from './queries.ts'
import type { Draft, Published, Rules } from './queries.ts'

const dayMs = 24 * 60 * 60_000

/** What keeps these rules from being published. */
export function problemsOf(rules: Rules): ScheduleProblem[] {
  switch (rules.kind) {
    case 'fees':
      return problemsOfFees(rules.rules)
    case 'limits':
      return problemsOfLimits(rules.rules)
    case 'markups':
      return problemsOfMarkups(rules.rules)
  }
}

/** Limits that were published last and would hold no more, as `transfer daily EUR`. */
export function liftedBy(rules: Rules, last: Published): string[] {
  if (rules.kind !== 'limits' || last.kind !== 'limits') return []
  return liftedLimits(last, rules.rules).map(({ operation, interval, level, currency }) =>
    [operation, interval, currency, ...(level === null ? [] : [level])].join(' '),
  )
}

/** Customers are told this long before a change: the operator's choice, two months where the law is the EU's. */
function endOfNotice(now: Date, noticeDays: number): Date {
  return new Date(now.getTime() + noticeDays * dayMs)
}

/**
 * When a draft that is approved now may start: after the notice, and not before another version that is still to come.
 * That one would replace it on its day, and nobody would have meant to undo it.
 */
export async function earliestStart(
  db: ReadDb,
  { kind, noticeDays, now }: { kind: ScheduleKind; noticeDays: number; now: Date },
): Promise<Date> {
  const starts = (await queries.listPublished(db, kind)).map(({ startsAt }) => startsAt.getTime())
  return new Date(Math.max(endOfNotice(now, noticeDays).getTime(), ...starts))
}

export async function lastPublished(db: ReadDb, kind: ScheduleKind): Promise<Published> {
  const [last] = await queries.listPublished(db, kind)
  assertInvariant(last !== undefined, `no ${kind} were ever published`)
  return last
}

/** A new draft with the rules that were published last. */
export async function beginDraft(
  tx: Tx,
  { kind, by, now }: { kind: ScheduleKind; by: string; now: Date },
): Promise<string> {
  const { version, publishedAt: _publishedAt, ...last } = await lastPublished(tx, kind)
  const id = newId()
  await queries.insertDraft(tx, {
    ...last,
    id,
    basedOn: version,
    startsAt: null,
    change: { en: '', 'zh-CN': '' },
    createdBy: by,
    createdAt: now,
    updatedAt: now,
  })
  return id
}

export type DraftEdit = Rules & Pick<Draft, 'basedOn' | 'startsAt' | 'change' | 'revision'>

/** Saves what was edited; `content_changed` where somebody else saved meanwhile. */
export async function saveDraft(
  tx: Tx,
  { id, edit, by, now }: { id: string; edit: DraftEdit; by: string; now: Date },
): Promise<void> {
  const draft = await queries.lockDraft(tx, id)
  if (!draft || draft.kind !== edit.kind) throw new DomainError('not_found')
  if (draft.version !== null) throw new DomainError('transition_not_allowed')
  const saved = await queries.updateDraft(tx, { ...draft, ...edit, updatedAt: now }, by)
  if (!saved) throw new DomainError('content_changed', { details: { reason: 'edited_meanwhile' } })
}

/**
 * Why a draft cannot be published now, as `transition_not_allowed` with its reason, or its start. Asked when a
 * publication is requested, when it is approved, and in the transaction that publishes.
 */
export async function demandPublishable(
  db: ReadDb,
  draft: Draft,
  { noticeDays, now }: { noticeDays: number; now: Date },
): Promise<{ startsAt: Date }> {
  const refuse = (reason: string, details: Record<string, unknown> = {}): never => {
    throw new DomainError('transition_not_allowed', { details: { reason, ...details } })
  }
  const { startsAt } = draft
  if (draft.version !== null) refuse('published_already')
  const last = await lastPublished(db, draft.kind)
  if (last.version !== draft.basedOn) refuse('outdated', { in_force: last.version })
  const [problem] = problemsOf(draft)
  if (problem) refuse('has_problems', { code: problem.code, rule: problem.rule })
  if (draft.rules.length === 0) refuse('has_problems', { code: 'empty' })
  if (draft.change.en === '' || draft.change['zh-CN'] === '') refuse('change_not_described')
  if (startsAt === null) return refuse('no_start')
  const earliest = await earliestStart(db, { kind: draft.kind, noticeDays, now })
  if (startsAt < earliest)
    refuse(startsAt < endOfNotice(now, noticeDays) ? 'notice_too_short' : 'starts_before_another', {
      earliest: earliest.toISOString(),
    })
  return { startsAt }
}
