import { toTypeId } from '../../../../contract/ids.ts'
import { money, toWireMoney } from '../../../../contract/money.ts'
import type { NewEvent } from '../../../platform/outbox.ts'
import type { TransactionRecord } from '../../wallet/index.ts'
import { heldMinor, type Invitation } from './invitation.ts'
import { isTaken, isWaiting, reasonOf } from './states.ts'

/** What its payer's history says of it. */
export function payerRecord(invitation: Invitation): TransactionRecord {
  const { status } = invitation
  return {
    ...shared(invitation),
    ownerId: invitation.payerId,
    direction: 'out',
    amount: money(heldMinor(invitation), invitation.amount.currency),
    // As the payer knows them; who accepted is said by the transfer itself.
    counterparty: invitation.address.text,
    balanceAfter: isWaiting(status) || isTaken(status) ? invitation.balanceAfter : null,
  }
}

/** What the history of whoever accepted says; it stands at the moment the money was sent. */
export function payeeRecord(
  invitation: Invitation,
  payeeId: string,
  balanceAfter: bigint,
): TransactionRecord {
  return {
    ...shared(invitation),
    ownerId: payeeId,
    direction: 'in',
    amount: invitation.amount,
    counterparty: invitation.payerName,
    balanceAfter,
  }
}

function shared(invitation: Invitation) {
  const { id, number, status, note, createdAt, end } = invitation
  return {
    subjectId: id,
    number,
    kind: 'transfer' as const,
    status,
    statusReason: reasonOf(status),
    method: null,
    note,
    createdAt,
    updatedAt: end?.at ?? createdAt,
  }
}

/** What happened, told to one of its sides; the payload is what a notice needs to say. */
export function invitationEvent(
  invitation: Invitation,
  told: { to: 'payer' | 'payee'; customerId: string; journal: string; at: Date },
): NewEvent {
  const { id, number, amount, status, note, address, payee, payerName, expiresAt } = invitation
  const total = told.to === 'payer' ? money(heldMinor(invitation), amount.currency) : amount
  return {
    type: `transfer.${status}`,
    version: 1,
    stream: told.customerId,
    subject: id,
    journal: told.journal,
    payload: {
      id: toTypeId('transfer', id),
      number,
      role: told.to,
      amount: toWireMoney(amount),
      total: toWireMoney(total),
      counterparty_name: told.to === 'payer' ? (payee?.name ?? address.text) : payerName,
      note,
      until: expiresAt.toISOString(),
    },
    occurredAt: told.at,
  }
}
