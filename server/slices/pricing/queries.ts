import type pg from 'pg'
import { z } from 'zod'
import type { ScheduleKind } from '../../../contract/api/schedules.ts'
import { chargedOperations } from '../../../contract/charges.ts'
import { currencies } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { jsonArray } from '../../platform/sql-arrays.ts'
import { bigints, dates, texts, uuids } from '../../platform/sql-binary-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import { markupRuleSchema, type MarkupRule, type MarkupSchedule } from './markup.ts'
import {
  feeRuleSchema,
  limitRuleSchema,
  type FeeRule,
  type FeeSchedule,
  type LimitRule,
  type LimitSchedule,
  type ScheduleBook,
} from './schedules.ts'
import type { LimitUsage } from './usage.ts'

type Connection = pg.ClientBase | pg.Pool

/** The highest version of each kind. Schedules are only added, so that no two states of the books have the same. */
export type Versions = { fees: number; limits: number }

export async function lastVersions(client: Connection): Promise<Versions> {
  const { rows } = await client.query<Versions>({
    name: 'pricing.last_versions',
    text: `SELECT (SELECT max(version) FROM fee_schedule) AS fees, (SELECT max(version) FROM limit_schedule) AS limits`,
  })
  const versions = rows[0]
  assertInvariant(versions !== undefined, 'there is no schedule')
  return versions
}

type ScheduleTable = 'fee_schedule' | 'limit_schedule' | 'fx_markup_schedule'
type ScheduleRow = { version: number; rules: unknown; starts_at: Date }

/**
 * What holds or is to come: whatever started in the last two days or later, and the one before. Decisions are made
 * within minutes of their time, and the clock of the test edition only runs ahead of the database's.
 */
function current(table: ScheduleTable): string {
  return `SELECT version, rules, starts_at FROM ${table}
    WHERE starts_at >= coalesce(
      (SELECT max(starts_at) FROM ${table} WHERE starts_at <= now() - interval '2 days'), '-infinity')`
}

export async function readBook(client: Connection): Promise<ScheduleBook> {
  const fees = await client.query<ScheduleRow>(current('fee_schedule'))
  const limits = await client.query<ScheduleRow>(current('limit_schedule'))
  return { fees: fees.rows.map(feesFrom), limits: limits.rows.map(limitsFrom) }
}

/** The mark-ups that hold now or are to come. */
export async function readMarkups(client: Connection): Promise<MarkupSchedule[]> {
  const { rows } = await client.query<ScheduleRow>(current('fx_markup_schedule'))
  return rows.map(({ version, rules, starts_at: startsAt }) => ({
    version,
    startsAt,
    rules: z.array(markupRuleSchema).parse(rules),
  }))
}

function feesFrom({ version, rules, starts_at: startsAt }: ScheduleRow): FeeSchedule {
  return { version, startsAt, rules: z.array(feeRuleSchema).parse(rules) }
}

function limitsFrom({ version, rules, starts_at: startsAt }: ScheduleRow): LimitSchedule {
  return { version, startsAt, rules: z.array(limitRuleSchema).parse(rules) }
}

/** What published versions change, in the words customers are told; absent for those published at the server. */
export async function readChanges(
  client: Connection,
  { kind, versions }: { kind: ScheduleKind; versions: readonly number[] },
): Promise<Map<number, { en: string; 'zh-CN': string }>> {
  if (versions.length === 0) return new Map()
  const { rows } = await client.query<{ version: number; change_en: string; change_zh: string }>(
    'SELECT version, change_en, change_zh FROM schedule_draft WHERE kind = $1 AND version = ANY($2::int[])',
    [kind, versions],
  )
  return new Map(rows.map(row => [row.version, { en: row.change_en, 'zh-CN': row.change_zh }]))
}

/** Publishes a new version; its number is the next one. Two at once: one of them fails on the primary key. */
export async function insertFeeSchedule(
  client: Connection,
  schedule: { rules: readonly FeeRule[]; startsAt: Date },
): Promise<number> {
  return insertSchedule(client, 'fee_schedule', schedule)
}

export async function insertLimitSchedule(
  client: Connection,
  schedule: { rules: readonly LimitRule[]; startsAt: Date },
): Promise<number> {
  return insertSchedule(client, 'limit_schedule', schedule)
}

export async function insertMarkupSchedule(
  client: Connection,
  schedule: { rules: readonly MarkupRule[]; startsAt: Date },
): Promise<number> {
  return insertSchedule(client, 'fx_markup_schedule', schedule)
}

async function insertSchedule(
  client: Connection,
  table: ScheduleTable,
  { rules, startsAt }: { rules: readonly unknown[]; startsAt: Date },
): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `INSERT INTO ${table} (version, rules, starts_at)
     SELECT max(version) + 1, $1::jsonb, $2 FROM ${table} RETURNING version`,
    [JSON.stringify(rules), startsAt],
  )
  const row = rows[0]
  assertInvariant(row !== undefined, 'a schedule was published and has no version')
  return row.version
}

type UsageKey = { customerId: string; operation: string; currency: string }
type UsageRow = {
  customer_id: string
  operation: string
  currency: string
  day: string
  daily: bigint
  weekly: bigint
  monthly: bigint
  rolling: bigint
  slots: unknown
  daily_limit: bigint | null
  weekly_limit: bigint | null
  monthly_limit: bigint | null
  rolling_limit: bigint | null
}

/**
 * Usage by `customer/operation/currency`; absent where nothing was ever used. One look into the index for each key,
 * whatever is believed of the table's size (`OFFSET 0` keeps the planner from joining): planned while the table was
 * empty and vacuumed, a join read all of it for every batch, 6.5 ms of a database with 2,000 customers.
 */
export async function readUsage(
  client: Connection,
  keys: readonly UsageKey[],
): Promise<Map<string, LimitUsage>> {
  const { rows } = await client.query<UsageRow>({
    name: 'pricing.read_usage',
    text: `SELECT u.customer_id, u.operation, u.currency, u.day::text AS day, u.daily, u.weekly, u.monthly, u.rolling, u.slots,
                  u.daily_limit, u.weekly_limit, u.monthly_limit, u.rolling_limit
           FROM unnest($1::uuid[], $2::text[], $3::text[]) AS asked (customer_id, operation, currency),
             LATERAL (SELECT * FROM limit_use
                      WHERE customer_id = asked.customer_id AND operation = asked.operation
                        AND currency = asked.currency OFFSET 0) u`,
    values: [
      uuids(keys.map(key => key.customerId)),
      texts(keys.map(key => key.operation)),
      texts(keys.map(key => key.currency)),
    ],
  })
  return new Map(rows.map(row => [`${row.customer_id}/${row.operation}/${row.currency}`, usageFrom(row)]))
}

const storedSlots = z.array(z.tuple([z.number().int(), z.string().regex(/^\d+$/)]))
const storedOperation = z.enum(chargedOperations)
const storedCurrency = z.enum(currencies)

function usageFrom(row: UsageRow): LimitUsage {
  return {
    customerId: row.customer_id,
    operation: storedOperation.parse(row.operation),
    currency: storedCurrency.parse(row.currency),
    day: row.day,
    daily: row.daily,
    weekly: row.weekly,
    monthly: row.monthly,
    rolling: row.rolling,
    slots: storedSlots.parse(row.slots).map(([start, used]) => ({ start, used: BigInt(used) })),
    limits: {
      ...(row.daily_limit === null ? {} : { daily: row.daily_limit }),
      ...(row.weekly_limit === null ? {} : { weekly: row.weekly_limit }),
      ...(row.monthly_limit === null ? {} : { monthly: row.monthly_limit }),
      ...(row.rolling_limit === null ? {} : { rolling_24h: row.rolling_limit }),
    },
  }
}

export function writeUsage(usages: readonly LimitUsage[]): Statement {
  const limit = (interval: keyof LimitUsage['limits']) =>
    bigints(usages.map(usage => usage.limits[interval] ?? null))
  return {
    name: 'pricing.write_usage',
    text: `INSERT INTO limit_use (customer_id, operation, currency, day, daily, weekly, monthly, rolling, slots,
             daily_limit, weekly_limit, monthly_limit, rolling_limit)
           SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::bigint[], $6::bigint[],
             $7::bigint[], $8::bigint[], $9::jsonb[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[])
           ON CONFLICT (customer_id, operation, currency) DO UPDATE
             SET day = excluded.day, daily = excluded.daily, weekly = excluded.weekly, monthly = excluded.monthly,
                 rolling = excluded.rolling, slots = excluded.slots, daily_limit = excluded.daily_limit,
                 weekly_limit = excluded.weekly_limit, monthly_limit = excluded.monthly_limit,
                 rolling_limit = excluded.rolling_limit`,
    values: [
      uuids(usages.map(usage => usage.customerId)),
      texts(usages.map(usage => usage.operation)),
      texts(usages.map(usage => usage.currency)),
      dates(usages.map(usage => usage.day)),
      bigints(usages.map(usage => usage.daily)),
      bigints(usages.map(usage => usage.weekly)),
      bigints(usages.map(usage => usage.monthly)),
      bigints(usages.map(usage => usage.rolling)),
      jsonArray(usages.map(usage => usage.slots.map(({ start, used }) => [start, used.toString()]))),
      limit('daily'),
      limit('weekly'),
      limit('monthly'),
      limit('rolling_24h'),
    ],
  }
}
