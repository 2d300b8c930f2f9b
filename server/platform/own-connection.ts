import type pg from 'pg'
import { isDatabaseUnavailable, type Db } from './db.ts'

/**
 * One connection kept for one purpose, so that a busy pool cannot starve it and its prepared statements stay.
 * It opens with the first use and again after it broke.
 */
export type OwnConnection = {
  use<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result>
  close(): Promise<void>
}

/** A frozen database must not hang its callers: after this long they get an error and the connection is given up. */
const defaultPatienceMs = 5_000

export function openOwnConnection(
  db: Pick<Db, 'connect'>,
  options: { name: string; patienceMs?: number },
): OwnConnection {
  const { name, patienceMs = defaultPatienceMs } = options
  let current: Promise<pg.Client> | undefined

  function connected(): Promise<pg.Client> {
    if (current) return current
    const opening = db.connect({ name }).then(client => {
      client.once('end', () => forget(opening))
      return client
    })
    // The caller awaits and gets the error; here it only makes the next caller try anew.
    opening.catch(() => forget(opening))
    current = opening
    return opening
  }

  function forget(connection: Promise<pg.Client>): void {
    if (current === connection) current = undefined
  }

  return {
    async use(work) {
      const connection = connected()
      const client = await connection
      // With a query in flight, `end` cuts the line, and the query is rejected with "Connection terminated".
      const giveUp = setTimeout(() => {
        forget(connection)
        void client.end()
      }, patienceMs)
      try {
        return await work(client)
      } catch (error) {
        if (isDatabaseUnavailable(error)) forget(connection)
        throw error
      } finally {
        clearTimeout(giveUp)
      }
    },
    async close() {
      const closing = current
      current = undefined
      if (closing) await (await closing).end()
    },
  }
}
