import type pg from 'pg'
import * as queries from './queries-lock.ts'

/**
 * A transaction on a bare connection of the pool, for what the pipeline's row sinks and these jobs both write: the same
 * statements serve both. No money moves here; that is the pipeline's.
 */
export async function transaction<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await queries.begin(client)
    const result = await work(client)
    await queries.commit(client)
    return result
  } catch (error) {
    try {
      await queries.rollback(client)
    } catch (failure) {
      // A connection that cannot even roll back is not given to anybody else.
      broken = failure instanceof Error ? failure : new Error(String(failure))
    }
    throw error
  } finally {
    client.release(broken)
  }
}
