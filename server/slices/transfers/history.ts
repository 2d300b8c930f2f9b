import { toTypeId } from '../../../contract/ids.ts'
import { money, toWireMoney, type Money, type WireMoney } from '../../../contract/money.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import type { TransactionRecord } from '../wallet/index.ts'
import type { TransferCommand } from './decide-transfer.ts'
import type { DeclineCode } from './declines.ts'

/** What both sides read and hear of an ordinary transfer. */

/** What the payer's history says; `totalMinor` with fees. */
export function payerRecord(
  command: TransferCommand,
  totalMinor: bigint,
  result: { balanceAfter: bigint } | { failedWith: DeclineCode },
): TransactionRecord {
  const failed = 'failedWith' in result
  return {
    ...sharedRecord(command),
    ownerId: command.payerId,
    direction: 'out',
    status: failed ? 'failed' : 'completed',
    statusReason: failed ? result.failedWith : null,
    amount: money(totalMinor, command.amount.currency),
    counterparty: command.payeeName,
    balanceAfter: failed ? null : result.balanceAfter,
  }
}

/** `payerName` masked, as the recipient sees it. */
export function payeeRecord(
  command: TransferCommand,
  payerName: string,
  balanceAfter: bigint,
): TransactionRecord {
  return {
    ...sharedRecord(command),
    ownerId: command.payeeId,
    direction: 'in',
    status: 'completed',
    statusReason: null,
    amount: command.amount,
    counterparty: payerName,
    balanceAfter,
  }
}

function sharedRecord(command: TransferCommand) {
  return {
    subjectId: command.id,
    number: command.number,
    kind: 'transfer' as const,
    method: null,
    note: command.note,
    createdAt: command.now,
    updatedAt: command.now,
  }
}

/** One event on each side's stream; the payload is what a notification needs to say. */
export function payerEvent(command: TransferCommand, fee: Money): NewEvent {
  const { payerId: stream, payeeName: counterparty, amount } = command
  const total = toWireMoney(money(amount.minor + fee.minor, amount.currency))
  return eventOf(command, { stream, role: 'payer', total, counterparty })
}

/** `payerName` masked, as the recipient sees it. */
export function payeeEvent(command: TransferCommand, payerName: string): NewEvent {
  const { payeeId: stream, amount } = command
  return eventOf(command, { stream, role: 'payee', total: toWireMoney(amount), counterparty: payerName })
}

function eventOf(
  command: TransferCommand,
  told: { stream: string; role: 'payer' | 'payee'; total: WireMoney; counterparty: string },
): NewEvent {
  const { stream, role, total, counterparty } = told
  return {
    type: 'transfer.completed',
    version: 1,
    stream,
    subject: command.id,
    journal: command.journalId,
    payload: {
      id: toTypeId('transfer', command.id),
      number: command.number,
      role,
      amount: toWireMoney(command.amount),
      total,
      counterparty_name: counterparty,
      note: command.note,
    },
    occurredAt: command.now,
  }
}
