import { createTransfer } from '../../../contract/api/transfers.ts'
import { money } from '../../../contract/money.ts'
import { DomainError } from '../../platform/errors.ts'
import { declined, route, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { findOutcome, type Idempotency } from '../ledger/index.ts'
import type { Recipient } from '../wallet/index.ts'
import { transferDecider, type TransferCommand, type TransferOutcome } from './decide-transfer.ts'
import type { TransfersDeps } from './index.ts'
import { presentTransfer } from './present.ts'
import * as queries from './queries.ts'
import type { TransferRow } from './rows.ts'

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

    const { recipient, payerName } = await findParties(deps, body.recipient, idempotency)
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
      payerName,
      expectedFee: body.expected_fee ?? null,
      now: context.now,
      today: deps.pricing.today(context.now),
    }
    const { outcome, replayed } = await deps.pipeline.execute(transferDecider, command, {
      idempotency,
      now: context.now,
    })
    if (replayed) context.markReplayed()
    const row = replayed ? await stored(deps, outcome, customerId) : rowOf(command, outcome)
    const answer = presentTransfer(row, customerId)
    return row.declined ? declined({ ...row.declined, resource: answer }) : answer
  })
}

/**
 * A recipient who cannot be found refuses the request, unless this very request was decided before: a repeat
 * gets its first outcome even when the recipient has left since.
 */
async function findParties(
  deps: TransfersDeps,
  identifier: string,
  idempotency: Idempotency,
): Promise<{ recipient: Recipient; payerName: string }> {
  try {
    return await deps.wallet.recipients.find(identifier, idempotency.scope)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    const known = await findOutcome(deps.db.pool, idempotency)
    if (!known) throw error
    if (!known.requestHash.equals(idempotency.requestHash)) throw new DomainError('idempotency_key_reused')
    const row = await queries.findByOutcome(deps.db.pool, known.outcome)
    if (!row) throw error
    const recipient = {
      customerId: row.payeeId,
      matchedBy: row.matchedBy,
      maskedName: row.recipientName,
      maskedAccountNumber: row.recipientAccount,
    }
    return { recipient, payerName: '' }
  }
}

async function stored(
  deps: TransfersDeps,
  outcome: TransferOutcome,
  customerId: string,
): Promise<TransferRow> {
  const row = await queries.findTransfer(deps.db.pool, { id: outcome.transfer, customerId })
  if (!row) throw new Error(`the outcome names transfer ${outcome.transfer}, which is not there`)
  return row
}

/** The row as the decision just wrote it, so that the hot path need not read it back. */
function rowOf(command: TransferCommand, outcome: TransferOutcome): TransferRow {
  const { currency } = command.amount
  const feeLines = outcome.fees.map(line => ({ ...line, amount: money(BigInt(line.amount), currency) }))
  return {
    id: outcome.transfer,
    number: command.number,
    payerId: command.payerId,
    payeeId: command.payeeId,
    amount: command.amount,
    fee: money(
      feeLines.reduce((sum, line) => sum + line.amount.minor, 0n),
      currency,
    ),
    feeLines,
    declined: outcome.declined,
    matchedBy: command.matchedBy,
    recipientName: command.payeeName,
    recipientAccount: command.payeeAccount,
    note: command.note,
    journalId: outcome.declined ? null : command.journalId,
    createdAt: command.now,
  }
}
