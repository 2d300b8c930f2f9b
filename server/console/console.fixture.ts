import { Client } from 'pg'
import { createLogger } from '../platform/log.ts'
import { toTypeId } from '../../contract/ids.ts'
import { startTestApp, type Person } from '../../test/factories/app.ts'
import { staffOffice, type MadeStaff } from '../../test/factories/staff.ts'

/** The whole program with an office of staff and a street of customers. */
export async function startConsole() {
  // Some tests close the audit log on purpose, and every call says so.
  const world = await startTestApp({}, { log: createLogger({ level: 'silent', name: 'test' }) })
  const office = staffOffice(world.app)
  const { ask } = office

  const idOf = ({ id }: { id: string }): string => toTypeId('customer', id)
  const pathOf = (customer: { id: string }, rest = ''): string =>
    `/staff/v1/customers/${idOf(customer)}${rest}`

  /** What somebody of the staff finds, as the ids of the customers. */
  async function found(who: MadeStaff, query: string): Promise<string[]> {
    const { status, body } = await ask('POST', '/staff/v1/searches', { cookie: who.cookie, body: { query } })
    if (status !== 200) throw new Error(`the search was refused: ${JSON.stringify(body)}`)
    return body.customers.map(({ id }: { id: string }) => id)
  }

  /** The newest entries of an operation as they were written, the last one first. */
  async function entries(operation: string, subject?: Person): Promise<Record<string, unknown>[]> {
    const { rows } = await world.app.db.pool.query<Record<string, unknown>>(
      `SELECT actor_kind, actor, subject, outcome, status, reason, case_ref, before, after, details
       FROM audit_entry WHERE operation = $1 AND ($2::text IS NULL OR subject = $2) ORDER BY id DESC`,
      [operation, subject?.id ?? null],
    )
    return rows
  }

  /** A transfer in EUR as the payer makes it; the stored object. */
  async function transfer(payer: Person, payee: Person, value: string) {
    const body = { recipient: payee.email, amount: { value, currency: 'EUR' } }
    return await world.callConfirmed('POST', '/v1/transfers', { token: payer.token, body })
  }

  /** Changes the database as no program of ours can. */
  async function asOwner(sql: string): Promise<void> {
    const client = new Client({ connectionString: world.database.ownerUrl })
    await client.connect()
    await client.query(sql)
    await client.end()
  }

  return { ...world, office, ask, idOf, pathOf, found, entries, transfer, asOwner }
}

export type ConsoleWorld = Awaited<ReturnType<typeof startConsole>>

export const why = { reason: 'The customer called about it', case_ref: 'CS-2026-0000001-3' }
