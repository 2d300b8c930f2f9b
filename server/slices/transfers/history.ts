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

export function payeeRecord(command: TransferCommand, balanceAfter: bigint): TransactionRecord {
  return {
    ...sharedRecord(command),
    ownerId: command.payeeId,
    direction: 'in',
    status: 'completed',
    statusReason: null,
    amount: command.amount,
    counterparty: command.payerName,
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
export function eventOf(command: TransferCommand, fee: Money, role: 'payer' | 'payee'): NewEvent {
  const { amount } = command
  const total: WireMoney = toWireMoney(
    role === 'payer' ? money(amount.minor + fee.minor, amount.currency) : amount,
  )
  return {
    type: 'transfer.completed',
    version: 1,
    stream: role === 'payer' ? command.payerId : command.payeeId,
    subject: command.id,
    journal: command.journalId,
    payload: {
      id: toTypeId('transfer', command.id),
      number: command.number,
      role,
      amount: toWireMoney(amount),
      total,
      counterparty_name: role === 'payer' ? command.payeeName : command.payerName,
      note: command.note,
    },
    occurredAt: command.now,
  }
}
