import { sql } from 'kysely'
import { z } from 'zod'
import type { ScheduleKind } from '../../../../contract/api/schedules.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import { markupRuleSchema, type MarkupRule } from '../markup.ts'
import { feeRuleSchema, limitRuleSchema, type FeeRule, type LimitRule } from '../schedules.ts'

/** Rules of one of the kinds. */
export type Rules =
  | { kind: 'fees'; rules: readonly FeeRule[] }
  | { kind: 'limits'; rules: readonly LimitRule[] }
  | { kind: 'markups'; rules: readonly MarkupRule[] }

export type Draft = Rules & {
  id: string
  basedOn: number
  startsAt: Date | null
  change: { en: string; 'zh-CN': string }
  revision: number
  createdBy: string
  /** Everybody who began or saved it. */
  authors: readonly string[]
  createdAt: Date
  updatedAt: Date
  version: number | null
  announcedAt: Date | null
}

export type Published = Rules & { id: string; version: number; startsAt: Date; publishedAt: Date | null }

const tables: Record<ScheduleKind, ReturnType<typeof sql.table>> = {
  fees: sql.table('fee_schedule'),
  limits: sql.table('limit_schedule'),
  markups: sql.table('fx_markup_schedule'),
}

export function parseRules(kind: ScheduleKind, stored: unknown): Rules {
  switch (kind) {
    case 'fees':
      return { kind, rules: z.array(feeRuleSchema).parse(stored) }
    case 'limits':
      return { kind, rules: z.array(limitRuleSchema).parse(stored) }
    case 'markups':
      return { kind, rules: z.array(markupRuleSchema).parse(stored) }
  }
}

type DraftRow = {
  id: string
  kind: ScheduleKind
  rules: unknown
  based_on: number
  starts_at: Date | null
  change_en: string
  change_zh: string
  revision: number
  created_by: string
  authors: string[]
  created_at: Date
  updated_at: Date
  version: number | null
  announced_at: Date | null
}

function draftFrom(row: DraftRow): Draft {
  return {
    ...parseRules(row.kind, row.rules),
    id: row.id,
    basedOn: row.based_on,
    startsAt: row.starts_at,
    change: { en: row.change_en, 'zh-CN': row.change_zh },
    revision: row.revision,
    createdBy: row.created_by,
    authors: row.authors,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
    announcedAt: row.announced_at,
  }
}

export async function findDraft(db: ReadDb, id: string): Promise<Draft | undefined> {
  const { rows } = await sql<DraftRow>`SELECT * FROM schedule_draft WHERE id = ${id}`.execute(db)
  return rows[0] && draftFrom(rows[0])
}

/** Locked until the transaction ends: an edit and a publication of the same draft come one after the other. */
export async function lockDraft(tx: Tx, id: string): Promise<Draft | undefined> {
  const { rows } = await sql<DraftRow>`SELECT * FROM schedule_draft WHERE id = ${id} FOR UPDATE`.execute(tx)
  return rows[0] && draftFrom(rows[0])
}

/**
 * Publications of a kind come one after the other: the second of two that were made of the same version sees that it is
 * out of date, instead of taking the same number.
 */
export async function lockPublications(tx: Tx, kind: ScheduleKind): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`publication of ${kind}`}, 0))`.execute(tx)
}

/** Drafts of a kind, published ones too, the newest first. */
export async function listDrafts(db: ReadDb, kind: ScheduleKind): Promise<Draft[]> {
  const { rows } = await sql<DraftRow>`
    SELECT * FROM schedule_draft WHERE kind = ${kind} ORDER BY created_at DESC, id DESC LIMIT 200`.execute(db)
  return rows.map(draftFrom)
}

type PublishedRow = {
  id: string
  version: number
  rules: unknown
  starts_at: Date
  published_at: Date | null
}

function publishedFrom(kind: ScheduleKind, row: PublishedRow): Published {
  const { id, version, starts_at: startsAt, published_at: publishedAt } = row
  return { ...parseRules(kind, row.rules), id, version, startsAt, publishedAt }
}

/** Published versions of a kind, the latest first. */
export async function listPublished(db: ReadDb, kind: ScheduleKind): Promise<Published[]> {
  const { rows } = await sql<PublishedRow>`
    SELECT id, version, rules, starts_at, published_at FROM ${tables[kind]} ORDER BY version DESC LIMIT 200`.execute(
    db,
  )
  return rows.map(row => publishedFrom(kind, row))
}

export async function insertDraft(
  tx: Tx,
  draft: Omit<Draft, 'revision' | 'version' | 'announcedAt' | 'authors'>,
): Promise<void> {
  await sql`
    INSERT INTO schedule_draft (id, kind, rules, based_on, starts_at, change_en, change_zh, created_by, authors,
      created_at, updated_at)
    VALUES (${draft.id}, ${draft.kind}, ${JSON.stringify(draft.rules)}::jsonb, ${draft.basedOn}, ${draft.startsAt},
      ${draft.change.en}, ${draft.change['zh-CN']}, ${draft.createdBy}, ARRAY[${draft.createdBy}::uuid],
      ${draft.createdAt}, ${draft.updatedAt})`.execute(tx)
}

/** Saves an edit of the revision that was read, and who made it; false where somebody saved another one meanwhile. */
export async function updateDraft(tx: Tx, draft: Draft, by: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE schedule_draft SET rules = ${JSON.stringify(draft.rules)}::jsonb, based_on = ${draft.basedOn},
      starts_at = ${draft.startsAt}, change_en = ${draft.change.en}, change_zh = ${draft.change['zh-CN']},
      revision = revision + 1, updated_at = ${draft.updatedAt},
      authors = array_remove(authors, ${by}::uuid) || ${by}::uuid
    WHERE id = ${draft.id} AND revision = ${draft.revision} AND version IS NULL`.execute(tx)
  return numAffectedRows === 1n
}

export async function deleteDraft(tx: Tx, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    DELETE FROM schedule_draft WHERE id = ${id} AND version IS NULL`.execute(tx)
  return numAffectedRows === 1n
}

/** Puts a draft among the published versions under the next number, and its number into the draft. */
export async function publish(
  tx: Tx,
  { draft, startsAt, now }: { draft: Draft; startsAt: Date; now: Date },
): Promise<number> {
  const table = tables[draft.kind]
  const { rows } = await sql<{ version: number }>`
    INSERT INTO ${table} (version, id, rules, starts_at, published_at)
    SELECT max(version) + 1, ${draft.id}, ${JSON.stringify(draft.rules)}::jsonb, ${startsAt}, ${now} FROM ${table}
    RETURNING version`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('a schedule was published and has no version')
  await sql`
    UPDATE schedule_draft SET version = ${row.version}, published_at = ${now}, updated_at = ${now}
    WHERE id = ${draft.id}`.execute(tx)
  return row.version
}

/**
 * The next customers to be told, in the order of their ids, and remembers how far that went: in one transaction with
 * their events, so that everybody is told once however often the job is begun again.
 */
export async function nextToTell(tx: Tx, { id, limit }: { id: string; limit: number }): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT c.id FROM customer c, schedule_draft d
    WHERE d.id = ${id} AND (d.announced_up_to IS NULL OR c.id > d.announced_up_to)
      AND c.status <> 'closed' AND c.created_at < d.published_at
    ORDER BY c.id LIMIT ${limit}`.execute(tx)
  return rows.map(row => row.id)
}

export async function tellUpTo(
  tx: Tx,
  told: { id: string; last: string | null; doneAt: Date | null },
): Promise<void> {
  await sql`
    UPDATE schedule_draft SET announced_up_to = coalesce(${told.last}, announced_up_to), announced_at = ${told.doneAt}
    WHERE id = ${told.id}`.execute(tx)
}
