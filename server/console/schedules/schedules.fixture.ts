import { fromTypeId } from '../../../contract/ids.ts'
import type { App } from '../../app.ts'

/** Does at once what the worker does: tells customers of a published schedule. */
export async function runAnnouncement({ slices }: Pick<App, 'slices'>, schedule: string): Promise<void> {
  const id = fromTypeId('feeSchedule', schedule) ?? fromTypeId('limitSchedule', schedule)
  if (id === undefined) throw new Error(`${schedule} is no schedule`)
  await slices.pricing.announceJob.run({ schedule: id }, { attempt: 1, isLastAttempt: false })
}
