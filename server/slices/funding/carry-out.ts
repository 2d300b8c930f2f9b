import { createHash } from 'node:crypto'
import type { ErrorCode } from '../../../contract/errors.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import type { Idempotency } from '../ledger/index.ts'
import { changeDecider, type DepositChange } from './decide-change.ts'
import { creditDecider } from './decide-credit.ts'
import { reverseDecider } from './decide-reverse.ts'
import type { Deposit, Evidence } from './deposit.ts'
import type { FundingDeps } from './deps.ts'
import { planKeeping } from './keep-means.ts'
import { giveBack, type BreakKind, type Verdict } from './judge.ts'
import * as queries from './queries-reconcile.ts'
import type { Paid, Report } from './rails/rail.ts'
import { returnOrderOf } from './return-order.ts'
import { transition } from './states.ts'

/** `stop`: nothing more can be done about this report by the program. */
export type Done = 'go_on' | 'stop'

type Actionable = Exclude<Verdict, { kind: 'nothing' | 'close_page' | 'refund' }>

/** Turns a verdict into a decision of the money pipeline. Somebody else having been faster is no failure. */
export async function carryOut(
  deps: FundingDeps,
  deposit: Deposit,
  verdict: Actionable,
  report: Report | null,
  evidence: Evidence,
): Promise<Done> {
  switch (verdict.kind) {
    case 'change':
      return changeDeposit(deps, deposit, { change: verdict.change, report, evidence })
    case 'credit':
      return credit(deps, deposit, { paid: verdict.paid, report, evidence })
    case 'reverse':
      return reverse(deps, deposit, { paid: verdict.paid, evidence })
    case 'break':
      return keepBreak(deps, deposit, verdict.breakKind, verdict.paid)
  }
}

/**
 * The pipeline's key for something the program itself does to a deposit. It lives in the customer's scope and holds
 * spaces, which a customer's own Idempotency-Key cannot.
 */
function keyOf(deposit: Deposit, what: string, content: string): Idempotency {
  return {
    scope: deposit.customerId,
    key: `deposit ${deposit.id} ${what}`,
    requestHash: createHash('sha256').update(content).digest(),
  }
}

/** The refusal's code, or undefined where the decision was made. Anything that is no refusal is thrown. */
async function refusalOf(decision: Promise<unknown>): Promise<ErrorCode | undefined> {
  try {
    await decision
    return undefined
  } catch (error) {
    if (error instanceof DomainError) return error.refusal.code
    throw error
  }
}

/** What was refused for a reason that will pass is tried again by whoever asked. */
function unexpected(deposit: Deposit, code: ErrorCode): Error {
  return new DomainError(code, { details: { deposit: toTypeId('deposit', deposit.id) } })
}

export async function changeDeposit(
  deps: FundingDeps,
  seen: Deposit,
  { change, report, evidence }: { change: DepositChange; report: Report | null; evidence: Evidence },
): Promise<Done> {
  const now = deps.clock.now()
  const isReturn = change.kind === 'refund_requested' && seen.method === 'bank_transfer'
  const returnOrder = isReturn ? await returnOrderOf(deps, seen, now) : null
  if (returnOrder === undefined) {
    const { standing } = report ?? {}
    return standing?.kind === 'paid' ? keepBreak(deps, seen, 'return_rejected', standing) : 'stop'
  }
  const command = { seen, change, reference: report?.reference ?? null, evidence, returnOrder, now }
  // Two who saw the same version want to change it: the second finds the first one's outcome and looks again.
  const idempotency = keyOf(seen, `version ${seen.version}`, 'change')
  const code = await refusalOf(deps.pipeline.execute(changeDecider, command, { idempotency, now }))
  if (code === undefined || code === 'transition_not_allowed') return 'go_on'
  throw unexpected(seen, code)
}

async function credit(
  deps: FundingDeps,
  seen: Deposit,
  { paid, report, evidence }: { paid: Paid; report: Report | null; evidence: Evidence },
): Promise<Done> {
  const now = deps.clock.now()
  const reference = report?.reference ?? seen.reference ?? paid.payment
  const means = report?.means ?? null
  const command = {
    seen,
    reference,
    paid,
    means,
    keep: means?.kept ? planKeeping(seen.id) : null,
    evidence,
    journalId: newId(),
    today: deps.pricing.today(now),
    now,
  }
  const idempotency = keyOf(seen, 'credit', `${seen.provider} ${paid.payment}`)
  const code = await refusalOf(deps.pipeline.execute(creditDecider, command, { idempotency, now }))
  if (code === undefined || code === 'transition_not_allowed') return 'go_on'
  if (code === 'idempotency_key_reused') return keepBreak(deps, seen, 'paid_twice', paid)
  if (code !== 'account_restricted') throw unexpected(seen, code)
  return keepOutside(deps, seen, report, evidence)
}

/**
 * The customer may not receive: the money waits outside the wallet. It goes in when they may again, and back to where
 * it came from when that takes too long. What a court or the law holds is not moved in either direction by a program.
 */
async function keepOutside(
  deps: FundingDeps,
  seen: Deposit,
  report: Report | null,
  evidence: Evidence,
): Promise<Done> {
  const reason = 'account_restricted'
  if (transition(seen.status, 'review') !== undefined)
    return changeDeposit(deps, seen, { change: { kind: 'move', move: 'review', reason }, report, evidence })
  const verdict = report ? giveBack(seen, report, reason, deps.clock.now()) : undefined
  if (verdict?.kind !== 'change' || (await isHeldByLaw(deps, seen.customerId))) return 'stop'
  return changeDeposit(deps, seen, { change: verdict.change, report, evidence })
}

async function isHeldByLaw({ wallet, clock }: FundingDeps, customerId: string): Promise<boolean> {
  const facts = (await wallet.statusOf([customerId])).get(customerId)
  const now = clock.now()
  return (facts?.restrictions ?? []).some(
    ({ source, expiresAt }) =>
      (source === 'legal' || source === 'compliance') && (expiresAt === null || expiresAt > now),
  )
}

async function reverse(
  deps: FundingDeps,
  seen: Deposit,
  { paid, evidence }: { paid: Paid; evidence: Evidence },
): Promise<Done> {
  const now = deps.clock.now()
  const command = { seen, paid, evidence, journalId: newId(), now }
  const idempotency = keyOf(seen, 'reversal', `${seen.provider} ${paid.payment}`)
  const code = await refusalOf(deps.pipeline.execute(reverseDecider, command, { idempotency, now }))
  if (code === undefined || code === 'transition_not_allowed') return 'go_on'
  if (code === 'insufficient_funds') return keepBreak(deps, seen, 'refund_not_covered', paid)
  throw unexpected(seen, code)
}

async function keepBreak(deps: FundingDeps, deposit: Deposit, kind: BreakKind, paid: Paid): Promise<Done> {
  const { id: depositId, provider } = deposit
  const { payment: object, amount, currency } = paid
  await raiseBreaks(deps, provider, [{ id: newId(), object, kind, depositId, amount, currency }])
  return 'stop'
}

/** Keeps differences between the books, and raises those that no person has settled. */
export async function raiseBreaks(
  { db, clock, log }: FundingDeps,
  provider: string,
  breaks: readonly queries.NewBreak[],
): Promise<void> {
  for (const { object, kind } of await queries.upsertBreaks(db.pool, { provider, breaks, now: clock.now() }))
    log.error(
      { payment: object, break: kind },
      'the books of a counterparty and ours differ; a person has to look',
    )
}
