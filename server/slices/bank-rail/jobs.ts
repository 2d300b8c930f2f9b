import { z } from 'zod'
import { addJob, defineJob, type Cron, type Job } from '../../platform/jobs.ts'
import { askAboutIncoming } from './ask-incoming.ts'
import { watchCalendars } from './calendar-ends.ts'
import type { BankRailDeps } from './deps.ts'
import type { ResolvePayload } from './desk.ts'
import { exchange } from './exchange.ts'
import { jobAttempts, jobNames } from './jobs-names.ts'
import { watchOrders } from './reconcile.ts'
import { resolveSuspense } from './resolve-suspense.ts'
import { createSealPayersJob } from './seal-payers.ts'
import { tellClients } from './tell.ts'

type NoPayload = Record<string, never>

const noPayload = z.strictObject({})

export type BankRailJobs = {
  jobs: Job[]
  crons: Cron[]
  /** Carries out what two people decided about money in suspense. */
  resolveJob: Job<ResolvePayload>
}

export function createBankRailJobs(deps: BankRailDeps): BankRailJobs {
  const exchangeJob: Job<NoPayload> = defineJob({
    name: jobNames.exchange,
    payload: noPayload,
    maxAttempts: jobAttempts,
    async run() {
      try {
        await exchange(deps)
      } finally {
        await planNextExchange(deps, exchangeJob)
      }
    },
  })
  const job = (name: string, run: () => Promise<void>): Job<NoPayload> =>
    defineJob({ name, payload: noPayload, maxAttempts: jobAttempts, run })
  const tell = job(jobNames.tell, () => tellClients(deps))
  const ask = job(jobNames.ask, () => askAboutIncoming(deps))
  const watch = job('bank_rail.watch', () => watchOrders(deps))
  const calendars = job('bank_rail.watch_calendars', () => Promise.resolve(watchCalendars(deps)))
  const sealPayers = createSealPayersJob(deps)
  const resolveJob = defineJob({
    name: 'bank_rail.resolve_suspense',
    payload: z.strictObject({ item: z.uuid() }),
    run: ({ item }) => resolveSuspense(deps, item),
  })
  return {
    resolveJob,
    jobs: [exchangeJob, tell, ask, watch, calendars, resolveJob, sealPayers.job],
    crons: [
      // Takes up what was lost: each of them plans itself or is planned by what it is for.
      { schedule: '* * * * *', job: exchangeJob },
      { schedule: '* * * * *', job: tell },
      { schedule: '* * * * *', job: ask },
      { schedule: '23 * * * *', job: watch },
      { schedule: '41 6 * * *', job: calendars },
      sealPayers.cron,
    ],
  }
}

async function planNextExchange(deps: BankRailDeps, job: Job<NoPayload>): Promise<void> {
  if (!deps.bank || deps.pollMs >= 60_000) return
  const runAt = new Date(deps.clock.now().getTime() + deps.pollMs)
  await deps.db.transaction(tx => addJob(tx, job, {}, { runAt, key: jobNames.exchange }))
}
