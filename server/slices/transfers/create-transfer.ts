import { z } from 'zod'
import { createTransfer } from '../../../contract/api/transfers.ts'
import { money } from '../../../contract/money.ts'
import { DomainError } from '../../platform/errors.ts'
import { declined, route, type ContextOf, type Decline, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import type { Idempotency } from '../ledger/index.ts'
import { findOrRepeat } from './carry-out.ts'
import { rowOf, transferDecider, type TransferCommand, type TransferOutcome } from './decide-transfer.ts'
import type { TransfersDeps } from './index.ts'
import { presentTransfer, type WireTransfer } from './present.ts'
import * as queries from './queries.ts'
import type { TransferRow } from './rows.ts'
import { stepUpRequestOf } from './step-up.ts'

/** Sends money to another customer. A decline is stored, answered as a problem, and replayed like a success. */
export function createTransferRoute(deps: TransfersDeps): Route {
  return route(createTransfer, async ({ body, context }) => {
    const { customerId } = context.principal
    if (context.idempotencyKey === null) throw new DomainError('idempotency_key_missing')
    const idempotency = { scope: customerId, key: context.idempotencyKey, requestHash: context.requestHash }
    if (body.expected_fee && body.expected_fee.currency !== body.amount.currency)
      throw new DomainError('validation_failed', {
        fields: [{ path: 'expected_fee.currency', code: 'not_allowed' }],
      })

    const parties = await findOrRepeat(deps, context, {
      idempotency,
      outcome: storedOutcome,
      find: () => deps.wallet.recipients.find(body.recipient, customerId),
    })
    if ('first' in parties) return answerOf(await storedTransfer(deps, parties.first, customerId))
    const recipient = parties.found
    const command: TransferCommand = {
      id: newId(),
      journalId: newId(),
      number: await deps.numbers.transactionNumber(),
      payerId: customerId,
      payeeId: recipient.customerId,
      amount: body.amount,
      note: body.note ?? null,
      matchedBy: recipient.matchedBy,
      payeeName: recipient.maskedName,
      payeeAccount: recipient.maskedAccountNumber,
      expectedFee: body.expected_fee ?? null,
      authorization: {
        sessionId: context.principal.sessionId,
        challengeId: context.stepUpChallenge,
        requestHash: context.requestHash,
      },
      now: context.now,
      today: deps.pricing.today(context.now),
    }
    const { outcome, replayed } = await executeOrAsk(deps, context, { command, idempotency })
    // What was decided just now need not be read back.
    if (!replayed) return answerOf(rowOf(command, linesOf(command, outcome), outcome.declined))
    context.markReplayed()
    return answerOf(await storedTransfer(deps, outcome, customerId))
  })
}

/** Carries the order out, or asks the payer for the proof without which it must not be. */
async function executeOrAsk(
  deps: TransfersDeps,
  context: ContextOf<typeof createTransfer>,
  { command, idempotency }: { command: TransferCommand; idempotency: Idempotency },
) {
  try {
    return await deps.pipeline.execute(transferDecider, command, { idempotency, now: context.now })
  } catch (error) {
    const request = error instanceof DomainError ? stepUpRequestOf(error, command) : undefined
    if (!request) throw error
    return await deps.stepUp.demand(context, request)
  }
}

const storedOutcome = z.object({ transfer: z.uuid() })

async function storedTransfer(
  { db }: TransfersDeps,
  outcome: unknown,
  customerId: string,
): Promise<TransferRow> {
  const { transfer: id } = storedOutcome.parse(outcome)
  const row = await queries.findTransfer(db.pool, { id, customerId })
  if (!row) throw new Error(`the outcome names transfer ${id}, which is not there`)
  return row
}

function linesOf({ amount: { currency } }: TransferCommand, { fees }: TransferOutcome) {
  return fees.map(({ bearer = 'sender', ...line }) => ({
    ...line,
    bearer,
    amount: money(BigInt(line.amount), currency),
  }))
}

function answerOf(row: TransferRow): WireTransfer | Decline {
  const answer = presentTransfer(row, row.payerId)
  return row.declined ? declined({ ...row.declined, resource: answer }) : answer
}
