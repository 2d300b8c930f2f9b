import { Client } from 'pg'
import { expect, test } from 'vitest'
import { toTypeId } from '../../contract/ids.ts'
import { approvalInvariants } from '../../server/approval-kinds/index.ts'
import { verify } from '../../server/slices/ledger/index.ts'
import { createTestDatabase, type TestDatabase } from '../db.ts'
import { startTestApp } from '../factories/app.ts'
import { staffOffice } from '../factories/staff.ts'

const { app, database, person } = await startTestApp()
const office = staffOffice(app)
const requester = await office.makeStaff(['senior_agent'])
const approver = await office.makeStaff(['supervisor'])
const customer = await person()
const restriction = await app.db.transaction(tx =>
  app.slices.identity.placeRestriction(tx, {
    customerId: customer.id,
    scope: 'debit',
    source: 'risk',
    reason: 'frozen_by_support',
    expiresAt: null,
    now: office.now(),
  }),
)
const asked = await office.ask('POST', '/staff/v1/approvals', {
  cookie: requester.cookie,
  body: {
    action: { kind: 'lift_restriction', restriction: toTypeId('restriction', restriction) },
    reason: 'Identity was checked at the branch',
  },
})
const approved = await office.ask('POST', `/staff/v1/approvals/${asked.body.id}/approve`, {
  cookie: approver.cookie,
  body: { content_hash: asked.body.content_hash },
})

async function brokenIn({ readerUrl }: TestDatabase): Promise<string[]> {
  const report = await verify({ readerUrl, checks: approvalInvariants, now: new Date() })
  return report.findings.map(({ invariant }) => invariant)
}

test('what two people did is in order', async () => {
  expect(approved.body.status).toBe('executed')
  expect(await brokenIn(database)).toEqual([])
  await app.stop()
})

/** What somebody with the owner's rights could do to the tables, constraints included, and who notices. */
const sabotages = [
  {
    when: 'the approver is the requester',
    sql: 'UPDATE approval SET decided_by = requested_by',
    breaks: 'staff.four_eyes',
  },
  {
    when: 'nobody approved',
    sql: 'UPDATE approval SET decided_by = NULL, decided_at = NULL, approved_hash = NULL',
    breaks: 'staff.four_eyes',
  },
  {
    when: 'it was done before it was approved',
    sql: `UPDATE approval SET executed_at = decided_at - interval '1 second'`,
    breaks: 'staff.four_eyes',
  },
  {
    when: 'it was approved too late',
    sql: `UPDATE approval SET expires_at = decided_at - interval '1 second'`,
    breaks: 'staff.four_eyes',
  },
  {
    when: 'the approver is the customer concerned',
    sql: 'INSERT INTO staff_own_customer SELECT decided_by, customer_id FROM approval',
    breaks: 'staff.four_eyes',
  },
  {
    when: 'the reason was rewritten',
    sql: `UPDATE approval SET reason = 'A much better reason'`,
    breaks: 'staff.approved_content_unchanged',
  },
  {
    when: 'the facts were rewritten',
    sql: `UPDATE approval SET facts = facts || '{"scope": "all"}'`,
    breaks: 'staff.approved_content_unchanged',
  },
  {
    when: 'a restriction was lifted by one',
    sql: `INSERT INTO restriction (id, customer_id, scope, source, reason, placed_at, lifted_at)
          SELECT gen_random_uuid(), customer_id, scope, source, reason, placed_at, placed_at FROM restriction`,
    breaks: 'staff.restriction_lifted_by_two',
  },
  {
    when: 'a price list of one was published',
    sql: `INSERT INTO schedule_draft
            (id, kind, rules, based_on, starts_at, created_by, created_at, updated_at, version, published_at)
          SELECT id, 'fees', rules, version, starts_at, gen_random_uuid(), now(), now(), version, now()
          FROM fee_schedule ORDER BY version DESC LIMIT 1`,
    breaks: 'staff.schedule_published_by_two',
  },
  {
    when: 'what was published is not what two agreed on',
    sql: `WITH agreed AS (
            UPDATE approval SET kind = 'publish_schedule', target_id = (SELECT id FROM fee_schedule WHERE version = 1)
            RETURNING target_id, executed_at)
          INSERT INTO schedule_draft
            (id, kind, rules, based_on, starts_at, created_by, created_at, updated_at, version, published_at)
          SELECT target_id, 'fees', '[]', 1, f.starts_at, gen_random_uuid(), now(), now(), 1, executed_at
          FROM agreed, fee_schedule f WHERE f.version = 1`,
    breaks: 'staff.schedule_published_by_two',
  },
]

test('every invariant has a sabotage', () => {
  const checked = approvalInvariants.map(({ invariant }) => invariant)
  expect(Array.from(new Set(sabotages.map(({ breaks }) => breaks))).sort()).toEqual(checked.sort())
})

test.each(sabotages)('$breaks is found broken when $when', async ({ sql, breaks }) => {
  const copy = await createTestDatabase({ copyOf: database })
  const owner = new Client({ connectionString: copy.ownerUrl })
  await owner.connect()
  try {
    const { rows } = await owner.query<{ name: string }>(
      `SELECT conname AS name FROM pg_constraint WHERE conrelid = 'approval'::regclass AND contype = 'c'`,
    )
    for (const { name } of rows)
      await owner.query(`ALTER TABLE approval DROP CONSTRAINT ${owner.escapeIdentifier(name)}`)
    await owner.query(sql)
  } finally {
    await owner.end()
  }
  try {
    expect(await brokenIn(copy)).toContain(breaks)
  } finally {
    await copy.drop()
  }
})
