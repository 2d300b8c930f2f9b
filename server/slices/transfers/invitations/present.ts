import type { z } from 'zod'
import type { invitationSchema } from '../../../../contract/api/invitations.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { money, toWireMoney } from '../../../../contract/money.ts'
import { presentFees } from '../present.ts'
import { heldMinor, type Invitation } from './invitation.ts'
import { isTaken, isWaiting, reasonOf, transition } from './states.ts'

export type WireInvitation = z.input<typeof invitationSchema>

/** As its payer, or whoever accepted or may accept it, reads it. What the payer paid on top is the payer's business. */
export function presentInvitation(invitation: Invitation, viewerId: string, now: Date): WireInvitation {
  const { id, number, status, amount, feeLines, address, payee, payerName, note } = invitation
  const isPayer = invitation.payerId === viewerId
  return {
    id: toTypeId('transfer', id),
    number,
    role: isPayer ? 'payer' : 'payee',
    status,
    amount: toWireMoney(amount),
    fees: isPayer ? presentFees(feeLines) : [],
    total: toWireMoney(isPayer ? money(heldMinor(invitation), amount.currency) : amount),
    invited: { kind: address.kind, address: address.text },
    counterparty: isPayer ? (payee?.name ?? null) : payerName,
    note,
    created_at: invitation.createdAt.toISOString(),
    expires_at: invitation.expiresAt.toISOString(),
    timeline: timelineOf(invitation),
    actions: actionsFor(invitation, isPayer, now),
  }
}

function actionsFor(
  { status, expiresAt }: Invitation,
  isPayer: boolean,
  now: Date,
): WireInvitation['actions'] {
  if (isTaken(status)) return ['receipt']
  if (!isWaiting(status)) return isPayer ? ['repeat'] : []
  if (isPayer) return transition(status, 'cancel') ? ['cancel'] : []
  return now < expiresAt ? ['accept'] : []
}

const endTexts = {
  completed: 'transfer_accepted',
  canceled: 'transfer_taken_back',
  expired: 'transfer_came_back',
} as const

export function timelineOf(invitation: Invitation): WireInvitation['timeline'] {
  const { id, journalId, createdAt, end, status } = invitation
  const at = createdAt.toISOString()
  const steps: WireInvitation['timeline'] = [
    {
      state: 'processing',
      at,
      text: 'transfer_ordered',
      evidence: { kind: 'command', reference: toTypeId('transfer', id) },
      reason: null,
    },
    {
      state: 'awaiting_acceptance',
      at,
      text: 'transfer_waiting',
      evidence: { kind: 'journal', reference: toTypeId('journal', journalId) },
      reason: null,
    },
  ]
  if (end === null || status === 'awaiting_acceptance') return steps
  return [
    ...steps,
    {
      state: status,
      at: end.at.toISOString(),
      text: endTexts[status],
      evidence: { kind: 'journal', reference: toTypeId('journal', end.journalId) },
      reason: reasonOf(status),
    },
  ]
}
