import { z } from 'zod'
import { defineJob, type Cron, type Job } from '../../platform/jobs.ts'
import type { BankRailDeps } from './deps.ts'
import { tellClients } from './tell.ts'

type NoPayload = Record<string, never>

export function createBankRailJobs(deps: BankRailDeps): { jobs: Job[]; crons: Cron[] } {
  const tell = defineJob<NoPayload>({
    name: 'bank_rail.tell',
    payload: z.strictObject({}),
    // The next minute tells again.
    maxAttempts: 3,
    run: () => tellClients(deps),
  })
  return { jobs: [tell], crons: [{ schedule: '* * * * *', job: tell }] }
}
