import { createHash } from 'node:crypto'
import { bankReasonOf } from '../../../contract/bank-reasons.ts'
import { creditorReferencesIn } from '../../../contract/creditor-reference.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import { planJob } from '../../platform/jobs.ts'
import type {
  BankEvidence,
  BankRailClient,
  BankReason,
  IncomingHandler,
  IncomingPayment,
  PaymentOrder,
} from '../bank-rail/index.ts'
import { changeDeposit, raiseBreaks } from './carry-out.ts'
import { arrivalDecider, type ArrivalCommand } from './decide-arrival.ts'
import { sealDebtor } from './debtor.ts'
import type { Deposit } from './deposit.ts'
import type { FundingDeps } from './deps.ts'
import { follow } from './follow.ts'
import { firstFollowAt, followKey, type FundingJobs } from './jobs.ts'
import * as queries from './queries-bank.ts'
import { readDeposits } from './queries.ts'
import { bankProvider } from './rails/bank.ts'

/**
 * Takes money from a bank that names one reference of ours; anything else is for the suspense desk. Two references are
 * as good as none: nobody guesses which of two customers is meant.
 */
export function receiveTransfers(deps: FundingDeps, jobs: FundingJobs): IncomingHandler {
  return async payment => {
    const named = new Set([
      ...creditorReferencesIn(payment.reference),
      ...creditorReferencesIn(payment.endToEndId ?? ''),
    ])
    if (named.size === 0) return 'unmatched'
    const [reference, ...more] = await queries.findReferences(deps.db.pool, Array.from(named))
    if (!reference || more.length > 0) return 'unmatched'
    const seen = (await readDeposits(deps.db.pool, [reference.depositId])).get(reference.depositId)
    assertInvariant(seen !== undefined, `the reference ${reference.reference} has no deposit`)
    const depositId = await take(deps, jobs, seen, payment)
    if (depositId === undefined) return 'unmatched'
    await follow(deps, depositId).catch((error: unknown) =>
      deps.log.error(
        { err: error, deposit: toTypeId('deposit', depositId) },
        'crediting a transfer failed; its job repeats it',
      ),
    )
    return 'taken'
  }
}

/** The deposit the money belongs to now; undefined when somebody else has taken it. */
async function take(
  deps: FundingDeps,
  jobs: FundingJobs,
  seen: Deposit,
  payment: IncomingPayment,
): Promise<string | undefined> {
  const now = deps.clock.now()
  const { id: entryId, amount, debtor, evidence, bookedOn } = payment
  const command: ArrivalCommand = {
    seen,
    amount,
    arrival: {
      entryId,
      amount: amount.minor,
      currency: amount.currency,
      sealedDebtor: sealDebtor(deps.sealKey, entryId, debtor),
      debtorName: null,
      debtorAccount: null,
      evidence,
      bookedOn,
      receivedAt: now,
      return: null,
    },
    next: { id: newId(), number: await deps.numbers.transactionNumber() },
    jobFor: id => planJob(jobs.follow, { deposit: id }, { runAt: firstFollowAt(now), key: followKey(id) }),
    evidence: { kind: 'bank_entry', reference: entryId },
    now,
  }
  const idempotency = {
    scope: seen.customerId,
    key: `bank entry ${entryId}`,
    requestHash: createHash('sha256').update(entryId).digest(),
  }
  try {
    const { outcome } = await deps.pipeline.execute(arrivalDecider, command, { idempotency, now })
    return outcome.deposit
  } catch (error) {
    if (error instanceof DomainError && error.refusal.code === 'transition_not_allowed') return undefined
    throw error
  }
}

/** Whoever changes the deposit at the same moment makes us look again. */
async function takeBack(
  deps: FundingDeps,
  order: PaymentOrder,
  reason: BankReason,
  { messageId }: BankEvidence,
): Promise<void> {
  const look = async (): Promise<Deposit> => {
    const deposit = (await readDeposits(deps.db.pool, [order.subject])).get(order.subject)
    assertInvariant(deposit !== undefined, `payment order ${order.id} gives back a deposit that is none`)
    return deposit
  }
  for (let deposit = await look(); deposit.refund !== null; deposit = await look())
    await changeDeposit(deps, deposit, {
      change: { kind: 'return_failed', reason: bankReasonOf(reason.code) },
      report: null,
      evidence: { kind: 'rail_answer', reference: messageId },
    })
}

/**
 * What became of transfers we gave back. The books need nothing here: what came in and went out again has passed the
 * clearing account of the bank both ways, by the bank's own entries.
 */
export function hearOfReturns(deps: FundingDeps): BankRailClient {
  // It can be credited from now on, and is as soon as its customer may receive; it is not sent off a second time.
  const failed: BankRailClient['onRejected'] = async (order, reason, evidence) => {
    await queries.setReturnStatus(deps.db.pool, { orderId: order.id, status: 'rejected' })
    await takeBack(deps, order, reason, evidence)
    await raiseBreaks(deps, bankProvider, [
      {
        id: newId(),
        object: order.id,
        kind: 'return_rejected',
        depositId: order.subject,
        amount: order.amount.minor,
        currency: order.amount.currency,
      },
    ])
    await follow(deps, order.subject)
  }
  return {
    async onSettled(order) {
      await queries.setReturnStatus(deps.db.pool, { orderId: order.id, status: 'settled' })
      await follow(deps, order.subject)
    },
    onRejected: failed,
    // The sender's bank brought it back: it is ours to keep for its customer.
    onReturned: failed,
    // Nobody here asks for a recall: what is given back is meant to arrive.
    onRecallAnswered: () => Promise.resolve(),
  }
}
