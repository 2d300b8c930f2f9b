import { Client } from 'pg'
import type { Logger } from './log.ts'
import { pause } from './pause.ts'
import * as queries from './queries-jobs.ts'

/** How often a worker shows that it lives and looks for dead ones; two looks must agree. */
const guardIntervalMs = 5_000

/**
 * While a worker lives it holds a lock under its name, in a session that ends with the process. Jobs whose worker
 * has no lock are released: the library itself would leave them for four hours.
 */
export async function guardJobs(options: {
  databaseUrl: string
  workerId: string
  log: Logger
  until: AbortSignal
}): Promise<void> {
  const { log, until } = options
  while (!until.aborted) {
    const client = new Client({
      connectionString: options.databaseUrl,
      application_name: 'okpay jobs guard',
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
      keepAlive: true,
    })
    client.on('error', error => log.warn({ error: error.message }, 'the connection that guards jobs broke'))
    try {
      await client.connect()
      await queries.holdWorkerLock(client, options.workerId)
      await releaseDeadWorkers(client, log, until)
    } catch (error) {
      log.warn({ err: error }, 'guarding jobs failed and starts again')
      await pause(500, until)
    } finally {
      await client
        .end()
        .catch((error: unknown) => log.debug({ err: error }, 'the connection had gone already'))
    }
  }
}

async function releaseDeadWorkers(client: Client, log: Logger, until: AbortSignal): Promise<void> {
  let suspects: string[] = []
  while (!until.aborted) {
    const silent = await queries.findDeadWorkers(client)
    const dead = silent.filter(worker => suspects.includes(worker))
    suspects = silent
    if (dead.length > 0) {
      await queries.releaseJobsOf(client, dead)
      log.warn({ workers: dead }, 'released the jobs of workers that died')
    }
    await pause(guardIntervalMs, until)
  }
}
