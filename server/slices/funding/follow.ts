import { toTypeId } from '../../../contract/ids.ts'
import { carryOut, type Done } from './carry-out.ts'
import type { Deposit, Evidence } from './deposit.ts'
import type { FundingDeps } from './deps.ts'
import { judge, judgeSilence, type Silence } from './judge.ts'
import { orderOf } from './order.ts'
import * as queries from './queries.ts'
import { keptNames } from './kept-names.ts'
import type { Answer, Rail, Report } from './rails/rail.ts'
import { railOf } from './rails/rails.ts'
import { mayStart } from './schedule.ts'

/** `answered` is false when the counterparty could not be asked, so that what it would say is still unknown. */
export type Followed = { deposit: Deposit; answered: boolean }

/**
 * Asks the counterparty how a deposit's payment stands and settles what follows from the answer. The only way a
 * deposit goes on, whoever gave the reason to ask: the opening, the customer's return, a message, the clock, a
 * cancellation, the comparison of the books. Harmless to repeat and to run at the same time.
 * @param heard the message that made us ask; it becomes the evidence of what the answer proves.
 */
export async function follow(
  deps: FundingDeps,
  depositId: string,
  heard?: Evidence,
): Promise<Followed | undefined> {
  const deposit = await load(deps, depositId)
  if (!deposit) return undefined
  const answer = await ask(deps, deposit)
  return answer.kind === 'report'
    ? settle(deps, deposit, answer.report, heard)
    : settleSilence(deps, deposit, answer)
}

async function load({ db }: FundingDeps, id: string): Promise<Deposit | undefined> {
  return (await queries.readDeposits(db.pool, [id])).get(id)
}

/** A page that is not known to be open is opened, again under the same name; a known one is asked about. */
function ask(deps: FundingDeps, deposit: Deposit): Promise<Answer> {
  if (deposit.reference === null && mayStart(deposit, deps.clock.now())) return open(deps, deposit)
  return railOf(deps.rails, deposit.method).advance(nameOf(deposit))
}

async function open(deps: FundingDeps, deposit: Deposit): Promise<Answer> {
  const rail = railOf(deps.rails, deposit.method)
  const names = await keptNames(deps, rail, deposit)
  if (names.kind === 'unknown') return names
  return rail.start(orderOf(deps, deposit, names))
}

function nameOf({ id, reference, createdAt }: Deposit) {
  return { orderId: id, reference, orderedAt: createdAt }
}

/** A report makes a handful of changes at most: page, decline, cancellation, end. More is a mistake of ours. */
const maxRounds = 10

/** Carries out everything a report calls for, one decision after the other, until nothing is left to do. */
export async function settle(
  deps: FundingDeps,
  deposit: Deposit,
  report: Report,
  heard?: Evidence,
): Promise<Followed> {
  let current = deposit
  let latest = report
  const rail = railOf(deps.rails, deposit.method)
  const asked = new Set<'close_page' | 'refund'>()
  for (let round = 0; round < maxRounds; round++) {
    const verdict = judge(current, latest, deps.clock.now())
    if (verdict.kind === 'nothing') return { deposit: current, answered: true }
    if (verdict.kind === 'close_page' || verdict.kind === 'refund') {
      // What was asked for a moment ago and is still not done takes its time: whoever looks next sees it.
      if (asked.has(verdict.kind)) return { deposit: current, answered: verdict.kind === 'refund' }
      asked.add(verdict.kind)
      const name = nameOf(current)
      const answer =
        verdict.kind === 'refund' ? await rail.refund(name, verdict.paid) : await rail.cancel(name)
      if (answer.kind !== 'report') return { deposit: current, answered: false }
      latest = answer.report
      continue
    }
    const done: Done = await carryOut(deps, current, verdict, latest, heard ?? answerOf(rail, latest))
    current = (await load(deps, deposit.id)) ?? current
    if (done === 'stop') return { deposit: current, answered: true }
  }
  throw new Error(`deposit ${deposit.id} does not come to rest`)
}

/** What was answered when we asked: the payment once there is one, until then the page. */
function answerOf({ kind }: Rail, { reference, standing }: Report): Evidence {
  if (kind === 'bank' && standing.kind === 'paid') return { kind: 'bank_entry', reference: standing.payment }
  return { kind: 'rail_answer', reference: standing.kind === 'paid' ? standing.payment : reference }
}

/** Without a report nothing is guessed: only what is certain, and what must not wait any longer, is settled. */
async function settleSilence(deps: FundingDeps, deposit: Deposit, answer: Silence): Promise<Followed> {
  const change = judgeSilence(deposit, answer, deps.clock.now())
  const log = deps.log.child({ deposit: toTypeId('deposit', deposit.id) })
  if (answer.kind === 'refused')
    log.error({ refusal: answer.cause }, 'the counterparty refuses a request of ours')
  else log.warn({ silence: answer }, 'the counterparty gave no report')
  if (!change) return { deposit, answered: answer.kind === 'absent' }
  await carryOut(
    deps,
    deposit,
    { kind: 'change', change },
    null,
    silenceEvidence(deposit, answer, deps.clock.now()),
  )
  return { deposit: (await load(deps, deposit.id)) ?? deposit, answered: true }
}

function silenceEvidence(deposit: Deposit, answer: Silence, now: Date): Evidence {
  if (answer.kind === 'unknown') return { kind: 'clock', reference: now.toISOString() }
  return { kind: 'rail_answer', reference: toTypeId('deposit', deposit.id) }
}
