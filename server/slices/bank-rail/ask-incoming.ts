import { createHash } from 'node:crypto'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import { operatorStream } from '../ledger/index.ts'
import { alone } from './alone.ts'
import { suspendDecider } from './decide-suspense.ts'
import type { BankRailDeps } from './deps.ts'
import type { IncomingPayment } from './incoming.ts'
import { counterpartyOf } from './payer.ts'
import * as queries from './queries-incoming.ts'
import { transaction } from './transaction.ts'

/** Payments asked about at the same time, see `tell.ts`. */
const paymentsAtOnce = 200

/**
 * Asks those who expect money about each payment that came in, until none is open; what nobody takes goes to the
 * suspense desk. One process at a time, and once more after it let go. Throws at the end when somebody failed.
 */
export async function askAboutIncoming(deps: BankRailDeps): Promise<void> {
  const failures: unknown[] = []
  do {
    if ((await alone(deps.db, 'ask', () => askAboutAll(deps, failures))) === 'busy') return
  } while (failures.length === 0 && (await queries.hasOpenParts(deps.db.pool)))
  if (failures.length > 0) throw new AggregateError(failures, 'incoming payments could not be decided')
}

async function askAboutAll(deps: BankRailDeps, failures: unknown[]): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const payments = await queries.openPayments(deps.db.pool, { after, limit: paymentsAtOnce })
    const last = payments.at(-1)
    if (!last) return
    after = last.id
    const asked = await Promise.allSettled(payments.map(payment => askAbout(deps, payment)))
    for (const result of asked) if (result.status === 'rejected') failures.push(result.reason)
  }
}

async function askAbout(deps: BankRailDeps, { payer, ...stored }: queries.StoredIncoming): Promise<void> {
  const payment: IncomingPayment = { ...stored, debtor: counterpartyOf(deps.sealKey, payer) }
  const answer = deps.onIncoming ? await deps.onIncoming(payment) : 'unmatched'
  if (answer === 'unmatched') return suspend(deps, payment)
  const state = await transaction(deps.db.pool, client => queries.lockParts(client, [payment.id]))
  assertInvariant(
    state.get(payment.id)?.status !== 'open',
    `incoming payment ${payment.id} was taken without takeIncoming`,
  )
}

async function suspend(deps: BankRailDeps, { id: partId, amount }: IncomingPayment): Promise<void> {
  const now = deps.clock.now()
  // Once is what the lock on the part sees to: money that was assigned and not taken may come here again.
  const itemId = newId()
  const command = { partId, itemId, journalId: newId(), amount, now }
  const requestHash = createHash('sha256').update(`suspend/${itemId}`).digest()
  try {
    await deps.pipeline.execute(suspendDecider, command, {
      idempotency: { scope: operatorStream, key: `bank suspense ${itemId}`, requestHash },
      now,
    })
  } catch (error) {
    // Taken since we asked: then it is nobody's business here.
    if (!(error instanceof DomainError) || error.refusal.code !== 'transition_not_allowed') throw error
  }
}
