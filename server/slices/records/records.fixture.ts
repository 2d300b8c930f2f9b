import { startTestApp, type Person } from '../../../test/factories/app.ts'
import { startDispatcher } from '../../platform/dispatcher.ts'
import { createLogger } from '../../platform/log.ts'
import { historian } from '../wallet/history.fixture.ts'

/** The program with people whose past the test makes up, and with its jobs run when the test says so. */
export async function startRecords() {
  const world = await startTestApp()
  const { transferAt, depositAt } = await historian(world)

  /** Runs a job of this slice now. */
  async function runJob(name: string, payload: unknown): Promise<void> {
    const job = world.app.slices.records.jobs.find(each => each.name === name)
    if (!job) throw new Error(`there is no job ${name}`)
    await job.run(job.payload.parse(payload), { attempt: 1, isLastAttempt: false })
  }

  /** Gives everything that happened its place in the log. */
  async function dispatch(): Promise<void> {
    const log = createLogger({ level: 'error', name: 'test' })
    const dispatcher = startDispatcher({ db: world.app.db, subscribers: [], log })
    for (;;) {
      dispatcher.wake()
      const { rows } = await world.app.db.pool.query<{ count: bigint }>('SELECT count(*) FROM outbox')
      if (rows[0]?.count === 0n) break
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    await dispatcher.stop()
  }

  async function get(who: Person, path: string) {
    return await world.call('GET', path, { token: who.token })
  }

  /** The bytes of a file as the customer gets them. */
  async function download(who: Person, path: string) {
    const response = await world.app.http.inject({
      method: 'GET',
      url: path,
      headers: { authorization: `Bearer ${who.token}` },
    })
    return { status: response.statusCode, headers: response.headers, bytes: response.rawPayload }
  }

  return { ...world, transferAt, depositAt, runJob, dispatch, get, download }
}
