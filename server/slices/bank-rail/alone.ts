import type { Db } from '../../platform/db.ts'
import * as queries from './queries-lock.ts'

/**
 * Runs work that only one process may do at a time, or not at all when another is at it. The lock belongs to a
 * database session of its own and ends with the process, however it ends.
 */
export async function alone(
  db: Pick<Db, 'connect'>,
  what: 'exchange' | 'tell' | 'ask',
  work: () => Promise<void>,
): Promise<'done' | 'busy'> {
  const client = await db.connect({ name: `okpay bank rail ${what}` })
  try {
    if (!(await queries.tryLock(client, what))) return 'busy'
    await work()
    return 'done'
  } finally {
    await client.end()
  }
}
