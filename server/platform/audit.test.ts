import { expect, test } from 'vitest'
import { Client } from 'pg'
import { testDatabase } from '../../test/db.ts'
import { createAuditWriter, type AuditEntry } from './audit.ts'
import { openDb } from './db.ts'
import { createLogger } from './log.ts'

const database = await testDatabase()

const entry: Omit<AuditEntry, 'id'> = {
  occurredAt: new Date('2026-03-01T10:00:00.123Z'),
  operation: 'signIn',
  actorKind: 'anonymous',
  actor: null,
  subject: 'customer-7',
  outcome: 'credentials_invalid',
  status: 401,
  requestId: 'r-1',
  ip: '2001:db8::1',
  userAgent: 'Mozilla/5.0',
  details: { via: 'password', 名: '小明' },
}

async function withApp<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: database.appUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

test('an entry is kept as it was told, and the application can neither change nor remove it', async () => {
  const log = createLogger({ level: 'silent', name: 'test' })
  const db = openDb({ url: database.appUrl, maxConnections: 2, log, name: 'test' })
  const write = createAuditWriter(db)
  await write(entry)
  await write({
    ...entry,
    ip: 'fe80::1%eth0',
    outcome: 'succeeded',
    status: 201,
    actorKind: 'customer',
    actor: 'li',
  })
  await db.close()
  const { rows } = await withApp(client => client.query('SELECT * FROM audit_entry ORDER BY id'))
  expect(rows).toMatchObject([
    {
      version: 1,
      occurred_at: entry.occurredAt,
      operation: 'signIn',
      actor_kind: 'anonymous',
      actor: null,
      subject: 'customer-7',
      outcome: 'credentials_invalid',
      status: 401,
      request_id: 'r-1',
      ip: '2001:db8::1',
      user_agent: 'Mozilla/5.0',
      details: { via: 'password', 名: '小明' },
    },
    { actor: 'li', ip: 'fe80::1', outcome: 'succeeded' },
  ])
  for (const statement of [
    'UPDATE audit_entry SET actor = NULL',
    'DELETE FROM audit_entry',
    'TRUNCATE audit_entry',
  ])
    await expect(withApp(client => client.query(statement))).rejects.toMatchObject({ code: '42501' })
})

test('a customer’s entry without the customer is refused by the table itself', async () => {
  const log = createLogger({ level: 'silent', name: 'test' })
  const db = openDb({ url: database.appUrl, maxConnections: 1, log, name: 'test' })
  await expect(createAuditWriter(db)({ ...entry, actorKind: 'customer' })).rejects.toMatchObject({
    code: '23514',
  })
  await db.close()
})
