import { createHash } from 'node:crypto'
import { toTypeId } from '../../../contract/ids.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import type { BankEvidence, BankRailClient, PaymentOrder } from '../bank-rail/index.ts'
import { heldByRestriction } from '../wallet/index.ts'
import { cancel } from './cancel.ts'
import { bankDecider, type BankNews } from './decide-bank.ts'
import type { WithdrawalsDeps } from './deps.ts'
import * as queries from './queries.ts'
import type { Withdrawal } from './withdrawal.ts'

/** Hears of withdrawals' payment orders, at least once and in order, and makes each message one decision. */
export function createBankClient(deps: WithdrawalsDeps): BankRailClient {
  return {
    heldBack: orders => heldByRestriction({ wallet: deps.wallet, now: deps.clock.now() }, orders),
    async onSent(order, evidence) {
      const { currency } = order.amount
      const { expectedBy } = deps
        .calendarOf(currency)
        .arrival({ submittedAt: deps.clock.now(), speed: 'standard' })
      await decide(deps, order, { kind: 'sent', expectedBy }, evidence)
      await askBackWhereWished(deps, order)
    },
    async onSettled(order, evidence) {
      await mustDecide(deps, order, { kind: 'settled' }, evidence)
    },
    async onRejected(order, reason, evidence) {
      await mustDecide(deps, order, { kind: 'rejected', reason }, evidence)
    },
    async onReturned(order, reason, evidence) {
      await mustDecide(deps, order, { kind: 'returned', reason }, evidence)
    },
    async onRecallAnswered(order, agreed, evidence) {
      await mustDecide(deps, order, { kind: agreed ? 'recall_agreed' : 'recall_refused' }, evidence)
    },
  }
}

/** Money the bank moved must be booked: what cannot be is an alert, and the message comes again. */
async function mustDecide(
  deps: WithdrawalsDeps,
  order: PaymentOrder,
  news: BankNews,
  evidence: BankEvidence,
): Promise<void> {
  if (await decide(deps, order, news, evidence)) return
  const id = toTypeId('withdrawal', order.subject)
  throw new Error(`the bank says ${news.kind} of ${id}, which is in no state for that`)
}

/** Whether it was decided; false where the withdrawal's state does not allow it. */
async function decide(
  deps: WithdrawalsDeps,
  order: PaymentOrder,
  news: BankNews,
  evidence: BankEvidence,
): Promise<boolean> {
  const withdrawal = await withdrawalOf(deps, order)
  const now = deps.clock.now()
  const key = `bank ${order.id} ${news.kind}`
  const idempotency = {
    scope: withdrawal.customerId,
    key,
    requestHash: createHash('sha256').update(key).digest(),
  }
  const command = { withdrawal, news, evidence, journalId: newId(), now }
  try {
    await deps.pipeline.execute(bankDecider, command, { idempotency, now })
    return true
  } catch (error) {
    if (error instanceof DomainError && error.refusal.code === 'transition_not_allowed') return false
    throw error
  }
}

/** A customer who canceled while the file was just leaving has their wish carried out now. */
async function askBackWhereWished(deps: WithdrawalsDeps, order: PaymentOrder): Promise<void> {
  const withdrawal = await withdrawalOf(deps, order)
  if (withdrawal.cancelRequestedAt === null) return
  await cancel(deps, withdrawal, { kind: 'clock', reference: withdrawal.cancelRequestedAt.toISOString() })
}

async function withdrawalOf({ db }: WithdrawalsDeps, { subject }: PaymentOrder): Promise<Withdrawal> {
  const withdrawal = (await queries.readWithdrawals(db.pool, [subject])).get(subject)
  assertInvariant(
    withdrawal !== undefined,
    `a payment order was made for withdrawal ${subject}, which is none`,
  )
  return withdrawal
}
