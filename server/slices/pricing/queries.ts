import type pg from 'pg'
import { z } from 'zod'
import type { ChargedOperation } from '../../../contract/api/pricing.ts'
import type { Currency } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { bigintArray, plainArray } from '../../platform/sql-arrays.ts'
import { feeRuleSchema, limitRuleSchema, type FeeRule, type LimitRule, type Schedules } from './schedules.ts'

type Connection = pg.ClientBase | pg.Pool

export type LimitUsage = {
  customerId: string
  operation: ChargedOperation
  currency: Currency
  day: string
  used: bigint
  limitAmount: bigint
}

export async function activeVersions(client: Connection): Promise<{ fees: number; limits: number }> {
  const { rows } = await client.query<{ fees: number; limits: number }>({
    name: 'pricing.active_versions',
    text: `SELECT (SELECT max(version) FROM fee_schedule) AS fees, (SELECT max(version) FROM limit_schedule) AS limits`,
  })
  const versions = rows[0]
  assertInvariant(versions !== undefined, 'there is no active schedule')
  return versions
}

export async function readSchedules(
  client: Connection,
  versions: { fees: number; limits: number },
): Promise<Schedules> {
  const { rows } = await client.query<{
    fee_rules: unknown
    fees_activated_at: Date
    limit_rules: unknown
    limits_activated_at: Date
  }>(
    `SELECT f.rules AS fee_rules, f.activated_at AS fees_activated_at,
            l.rules AS limit_rules, l.activated_at AS limits_activated_at
     FROM fee_schedule f, limit_schedule l WHERE f.version = $1 AND l.version = $2`,
    [versions.fees, versions.limits],
  )
  const row = rows[0]
  assertInvariant(row !== undefined, `schedule versions ${versions.fees} and ${versions.limits} do not exist`)
  return {
    fees: {
      version: versions.fees,
      rules: z.array(feeRuleSchema).parse(row.fee_rules),
      activatedAt: row.fees_activated_at,
    },
    limits: {
      version: versions.limits,
      rules: z.array(limitRuleSchema).parse(row.limit_rules),
      activatedAt: row.limits_activated_at,
    },
  }
}

/** Publishes a new version; its number is the next one. Two at once: one of them fails on the primary key. */
export async function insertFeeSchedule(client: Connection, rules: readonly FeeRule[]): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `INSERT INTO fee_schedule (version, rules) SELECT max(version) + 1, $1::jsonb FROM fee_schedule RETURNING version`,
    [JSON.stringify(rules)],
  )
  return versionIn(rows)
}

export async function insertLimitSchedule(client: Connection, rules: readonly LimitRule[]): Promise<number> {
  const { rows } = await client.query<{ version: number }>(
    `INSERT INTO limit_schedule (version, rules) SELECT max(version) + 1, $1::jsonb FROM limit_schedule RETURNING version`,
    [JSON.stringify(rules)],
  )
  return versionIn(rows)
}

function versionIn([row]: readonly { version: number }[]): number {
  assertInvariant(row !== undefined, 'a schedule was published and has no version')
  return row.version
}

type UsageKey = { customerId: string; operation: string; currency: string; day: string }
type UsageRow = {
  customer_id: string
  operation: ChargedOperation
  currency: Currency
  day: string
  used: bigint
  limit_amount: bigint
}

/** Usage rows by `customer/operation/currency/day`; absent where nothing was used. */
export async function readUsage(
  client: Connection,
  keys: readonly UsageKey[],
): Promise<Map<string, LimitUsage>> {
  const { rows } = await client.query<UsageRow>({
    name: 'pricing.read_usage',
    text: `SELECT u.customer_id, u.operation, u.currency, u.day::text AS day, u.used, u.limit_amount
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[]) AS asked (customer_id, operation, currency, day)
           JOIN limit_usage u USING (customer_id, operation, currency, day)`,
    values: [
      plainArray(keys.map(key => key.customerId)),
      plainArray(keys.map(key => key.operation)),
      plainArray(keys.map(key => key.currency)),
      plainArray(keys.map(key => key.day)),
    ],
  })
  return new Map(
    rows.map(row => [
      `${row.customer_id}/${row.operation}/${row.currency}/${row.day}`,
      {
        customerId: row.customer_id,
        operation: row.operation,
        currency: row.currency,
        day: row.day,
        used: row.used,
        limitAmount: row.limit_amount,
      },
    ]),
  )
}

export async function writeUsage(client: Connection, usages: readonly LimitUsage[]): Promise<void> {
  await client.query({
    name: 'pricing.write_usage',
    text: `INSERT INTO limit_usage (customer_id, operation, currency, day, used, limit_amount)
           SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::bigint[], $6::bigint[])
           ON CONFLICT (customer_id, day, operation, currency)
           DO UPDATE SET used = excluded.used, limit_amount = excluded.limit_amount`,
    values: [
      plainArray(usages.map(usage => usage.customerId)),
      plainArray(usages.map(usage => usage.operation)),
      plainArray(usages.map(usage => usage.currency)),
      plainArray(usages.map(usage => usage.day)),
      bigintArray(usages.map(usage => usage.used)),
      bigintArray(usages.map(usage => usage.limitAmount)),
    ],
  })
}
