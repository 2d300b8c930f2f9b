import type { App } from '../../app.ts'
import { kindOfId } from './present.ts'

/** Does at once what the worker does: tells customers of a published schedule. */
export async function runAnnouncement({ slices }: Pick<App, 'slices'>, schedule: string): Promise<void> {
  const { id } = kindOfId(schedule)
  await slices.pricing.announceJob.run({ schedule: id }, { attempt: 1, isLastAttempt: false })
}
