import { fromTypeId } from '../../../contract/ids.ts'
import type { TestApp } from '../../../test/factories/app.ts'
import { createNumberSource } from '../../platform/numbers.ts'
import { readNumberKey } from '../../platform/queries-numbers.ts'
import type { TransfersDeps } from './index.ts'
import { createInvitationJobs } from './invitations/jobs.ts'
import { createExpireRequestsJob } from './requests/jobs.ts'
import { createRunSchedulesJob, runOnce } from './schedules/jobs.ts'
import { readSchedules } from './schedules/queries.ts'

/** What the jobs of this slice need, at a time of the test's choosing; nothing is written to anybody. */
export async function depsAt({ app }: TestApp, now: () => Date): Promise<TransfersDeps> {
  const { db, slices } = app
  const nobody = () => Promise.reject(new Error('no message is sent in this test'))
  return {
    db,
    clock: { now },
    pipeline: slices.ledger.pipeline,
    numbers: createNumberSource(db, await readNumberKey(db.pool)),
    wallet: slices.wallet,
    pricing: slices.pricing,
    stepUp: slices.identity.stepUp,
    mailer: { sendMail: nobody },
    sms: { sendSms: nobody },
    publicUrl: 'http://localhost',
    timeZone: 'Asia/Shanghai',
  }
}

const once = { attempt: 1, isLastAttempt: true }

/** The jobs of every minute, as if it were `at`. */
export async function everyMinuteAt(world: TestApp, at: Date): Promise<void> {
  const deps = await depsAt(world, () => at)
  await createInvitationJobs(deps).expire.run({}, once)
  await createExpireRequestsJob(deps).run({}, once)
  await createRunSchedulesJob(deps).run({}, once)
}

/** One worker that found this schedule due at `at`. */
export async function runScheduleAt(world: TestApp, wireId: string, at: Date): Promise<boolean> {
  const run = await foundScheduleAt(world, wireId, at)
  return await run()
}

/** What a worker that found this schedule due at `at` then does, whatever others have done meanwhile. */
export async function foundScheduleAt(
  world: TestApp,
  wireId: string,
  at: Date,
): Promise<() => Promise<boolean>> {
  const id = fromTypeId('scheduledTransfer', wireId) ?? ''
  const schedule = (await readSchedules(world.app.db.pool, [id])).get(id)
  if (!schedule) throw new Error(`there is no schedule ${wireId}`)
  const deps = await depsAt(world, () => at)
  return () => runOnce(deps, schedule)
}
