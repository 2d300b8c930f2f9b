import { addJobs, type Job } from '../../platform/jobs.ts'
import { newId } from '../../platform/id.ts'
import type { FundingDeps } from './deps.ts'
import { raiseBreaks } from './carry-out.ts'
import { settle } from './follow.ts'
import { judge, type BreakKind } from './judge.ts'
import { readDeposits } from './queries.ts'
import * as queries from './queries-reconcile.ts'
import type { Paid, Rail, Report } from './rails/rail.ts'
import { after } from './schedule.ts'
import { isBooked } from './states.ts'

/** How far back the books are compared: twice the time in which a payment must be settled. */
const periodMs = 48 * 60 * 60_000
/** What is younger may be on one side only because it is just happening. */
const settlingMs = 2 * 60_000
/** An open deposit nobody asked about for so long has lost its job. */
const forgottenMs = 10 * 60_000
const chunkSize = 100

type PaidReport = Report & { standing: Paid }

/** What one comparison found. Objects are the counterparty's references of payments. */
type Tally = {
  matched: string[]
  seen: Set<string>
  compared: number
  breaks: queries.NewBreak[]
  failures: unknown[]
}

/**
 * Compares the counterparties' books with ours, both ways: what one collected and we did not credit is settled now;
 * what cannot be settled is kept as a break and raised. Takes up deposits whose job was lost. One that does not answer
 * does not keep the others from being compared, nor does a deposit that cannot be settled; the job is then repeated.
 */
export async function reconcile(deps: FundingDeps, followJob: Job<{ deposit: string }>): Promise<void> {
  const failures: unknown[] = []
  for (const rail of deps.rails) {
    try {
      await compareBooks(deps, rail)
    } catch (error) {
      failures.push(error)
    }
  }
  await lookAfter(deps, followJob)
  if (failures.length > 0) throw new AggregateError(failures, 'the books of a counterparty were not compared')
}

async function compareBooks(deps: FundingDeps, rail: Rail): Promise<void> {
  const { db, clock } = deps
  const startedAt = clock.now()
  const period = { from: after(startedAt, -periodMs), to: startedAt }
  const tally: Tally = { matched: [], seen: new Set(), compared: 0, breaks: [], failures: [] }
  for await (const reports of paidInChunks(rail.reconcile(period))) await compare(deps, reports, tally)
  // A transfer is announced up to two weeks before it comes: what we credited is known from the same rows.
  if (rail.kind !== 'bank') await findMissing(deps, rail, period, tally)

  const { provider } = rail
  const now = clock.now()
  await raiseBreaks(deps, provider, tally.breaks)
  await queries.closeBreaks(db.pool, { provider, objects: tally.matched, now })
  await queries.insertRun(db.pool, {
    id: newId(),
    provider,
    ...period,
    compared: tally.compared,
    matched: tally.matched.length,
    breaks: await queries.countOpenBreaks(db.pool, provider),
    startedAt,
    finishedAt: now,
  })
  if (tally.failures.length > 0) throw new AggregateError(tally.failures, 'deposits could not be settled')
}

/** Deposits nobody asks about any more, and reviews nobody has ended. */
async function lookAfter(
  { db, clock, log }: FundingDeps,
  followJob: Job<{ deposit: string }>,
): Promise<void> {
  const now = clock.now()
  const forgotten = await queries.forgottenDeposits(db.pool, after(now, -forgottenMs))
  await db.transaction(tx =>
    addJobs(
      tx,
      followJob,
      forgotten.map(deposit => ({ deposit })),
    ),
  )
  const overdue = await queries.overdueReviews(db.pool, now)
  if (overdue.length > 0) log.error({ numbers: overdue }, 'reviews of deposits are overdue')
}

async function* paidInChunks(reports: AsyncIterable<Report>): AsyncGenerator<PaidReport[]> {
  let chunk: PaidReport[] = []
  for await (const { standing, ...report } of reports) {
    if (standing.kind !== 'paid') continue
    chunk.push({ ...report, standing })
    if (chunk.length < chunkSize) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

async function compare(deps: FundingDeps, reports: readonly PaidReport[], tally: Tally): Promise<void> {
  const ids = reports.flatMap(({ orderId }) => (orderId === null ? [] : [orderId]))
  const deposits = await readDeposits(deps.db.pool, ids)
  for (const report of reports) {
    const { payment } = report.standing
    tally.compared += 1
    tally.seen.add(payment)
    const known = report.orderId === null ? undefined : deposits.get(report.orderId)
    if (!known) {
      tally.breaks.push(breakOf('unknown_payment', report.standing))
      continue
    }
    try {
      const { deposit } = await settle(deps, known, report)
      const left = judge(deposit, report, deps.clock.now())
      if (left.kind === 'nothing' && isBooked(deposit.status)) tally.matched.push(payment)
    } catch (error) {
      tally.failures.push(error)
    }
  }
}

function breakOf(kind: BreakKind, paid: Paid): queries.NewBreak {
  const { payment: object, amount, currency } = paid
  return { id: newId(), object, kind, depositId: null, amount, currency }
}

/** What we credited and the counterparty did not name. */
async function findMissing(
  { db }: FundingDeps,
  rail: Rail,
  period: { from: Date; to: Date },
  tally: Tally,
): Promise<void> {
  const booked = await queries.bookedPayments(db.pool, {
    provider: rail.provider,
    from: period.from,
    to: after(period.to, -settlingMs),
  })
  for (const { id, payment, amount, currency } of booked)
    if (!tally.seen.has(payment))
      tally.breaks.push({
        id: newId(),
        object: payment,
        kind: 'missing_payment',
        depositId: id,
        amount,
        currency,
      })
}
