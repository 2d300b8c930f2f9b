import { z } from 'zod'
import { createWithdrawal } from '../../../contract/api/withdrawals.ts'
import { holderOnOrder } from '../../../contract/corridors/index.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'
import { declined, route, type ContextOf, type Decline, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { payeeOf } from '../bank-rail/index.ts'
import { findOutcome, type Idempotency } from '../ledger/index.ts'
import { promiseOf } from './arrival.ts'
import { commandEvidence, createDecider, type CreateCommand } from './decide-create.ts'
import type { WithdrawalsDeps } from './deps.ts'
import { usableAccount } from './own-account.ts'
import { presentWithdrawal, type WireWithdrawal } from './present.ts'
import * as queries from './queries.ts'
import { stepUpRequestOf } from './step-up.ts'

/** Orders a withdrawal. A decline is stored, answered as a problem, and replayed like a success. */
export function createWithdrawalRoute(deps: WithdrawalsDeps): Route {
  return route(createWithdrawal, async ({ body, context }) => {
    const { customerId } = context.principal
    if (context.idempotencyKey === null) throw new DomainError('idempotency_key_missing')
    if (body.expected_fee && body.expected_fee.currency !== body.amount.currency)
      throw new DomainError('validation_failed', {
        fields: [{ path: 'expected_fee.currency', code: 'not_allowed' }],
      })
    const idempotency = { scope: customerId, key: context.idempotencyKey, requestHash: context.requestHash }
    // First of all: a repeat gets its first outcome also when the account was removed since.
    const known = await findOutcome(deps.db.pool, idempotency)
    if (known) {
      if (!known.requestHash.equals(idempotency.requestHash)) throw new DomainError('idempotency_key_reused')
      context.markReplayed()
      return await answerOf(deps, { outcome: known.outcome, customerId })
    }
    const command = await commandOf(deps, { body, context })
    const { outcome, replayed } = await executeOrAsk(deps, context, { command, idempotency })
    if (replayed) context.markReplayed()
    return await answerOf(deps, { outcome, customerId })
  })
}

type Context = ContextOf<typeof createWithdrawal>

async function commandOf(
  deps: WithdrawalsDeps,
  { body, context }: { body: z.output<(typeof createWithdrawal)['body']>; context: Context },
): Promise<CreateCommand> {
  const { customerId, sessionId } = context.principal
  const { now } = context
  const { amount } = body
  const { method, account } = await usableAccount(deps, {
    customerId,
    id: body.payment_method,
    currency: amount.currency,
  })
  const promised = promiseOf(deps, amount.currency, now)
  const id = newId()
  const number = await deps.numbers.transactionNumber()
  const orderId = newId()
  const name = holderOnOrder(account.account.country, account.holderName) ?? account.holderName
  const creditor = { name, account: account.account, address: null }
  return {
    id,
    orderId,
    journalId: newId(),
    number,
    customerId,
    method,
    creditor,
    payee: payeeOf(deps.sealKey, orderId, creditor),
    remittance: `${deps.operatorName} ${number}`.slice(0, 140),
    amount,
    expectedFee: body.expected_fee ?? null,
    promised,
    authorization: {
      sessionId,
      challengeId: context.stepUpChallenge,
      requestHash: context.requestHash,
    },
    evidence: commandEvidence(id),
    today: deps.pricing.today(now),
    now,
  }
}

/** Carries the order out, or asks the customer for the proof without which it must not be. */
async function executeOrAsk(
  deps: WithdrawalsDeps,
  context: Context,
  { command, idempotency }: { command: CreateCommand; idempotency: Idempotency },
) {
  try {
    return await deps.pipeline.execute(createDecider, command, { idempotency, now: context.now })
  } catch (error) {
    const request = error instanceof DomainError ? stepUpRequestOf(error, command) : undefined
    if (!request) throw error
    return await deps.stepUp.demand(context, request)
  }
}

const storedOutcome = z.object({ withdrawal: z.uuid() })

async function answerOf(
  deps: WithdrawalsDeps,
  { outcome, customerId }: { outcome: unknown; customerId: string },
): Promise<WireWithdrawal | Decline> {
  const { withdrawal: id } = storedOutcome.parse(outcome)
  const withdrawal = await queries.findWithdrawal(deps.db.pool, { id, customerId })
  if (!withdrawal) throw new Error(`the outcome names ${toTypeId('withdrawal', id)}, which is not there`)
  const answer = await presentWithdrawal(deps, withdrawal)
  return withdrawal.declined ? declined({ ...withdrawal.declined, resource: answer }) : answer
}
