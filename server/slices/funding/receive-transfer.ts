import { createHash } from 'node:crypto'
import { creditorReferencesIn } from '../../../contract/creditor-reference.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import { planJob } from '../../platform/jobs.ts'
import type { BankRailClient, IncomingHandler, IncomingPayment } from '../bank-rail/index.ts'
import { raiseBreaks } from './carry-out.ts'
import { arrivalDecider, type ArrivalCommand } from './decide-arrival.ts'
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
      debtorName: debtor.name,
      debtorAccount: debtor.account,
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

/**
 * What became of transfers we gave back. The books need nothing here: what came in and went out again has passed the
 * clearing account of the bank both ways, by the bank's own entries.
 */
export function hearOfReturns(deps: FundingDeps): BankRailClient {
  const failed: BankRailClient['onRejected'] = async order => {
    await queries.setReturnStatus(deps.db.pool, { orderId: order.id, status: 'rejected' })
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
  }
  return {
    async onSettled(order) {
      await queries.setReturnStatus(deps.db.pool, { orderId: order.id, status: 'settled' })
      await follow(deps, order.subject)
    },
    onRejected: failed,
    // The sender's bank brought it back: it is ours to keep for them, and a person finds the way.
    onReturned: failed,
    // Nobody here asks for a recall: what is given back is meant to arrive.
    onRecallAnswered: () => Promise.resolve(),
  }
}
