import { invitationStatuses, type InvitationStatus } from '../../../../contract/api/invitations.ts'

/**
 * The life of a transfer to an address. This is the only place that knows which state follows which; the diagram in this
 * slice's README is made from the table.
 */

export const invitationMoves = ['accept', 'cancel', 'expire'] as const
export type InvitationMove = (typeof invitationMoves)[number]

/** Every one begins here, with its money held. */
export const initialState: InvitationStatus = 'awaiting_acceptance'

const transitions: Record<InvitationStatus, Partial<Record<InvitationMove, InvitationStatus>>> = {
  awaiting_acceptance: { accept: 'completed', cancel: 'canceled', expire: 'expired' },
  completed: {},
  canceled: {},
  expired: {},
}

/** The state after a move, or undefined where the move is not allowed. */
export function transition(from: InvitationStatus, move: InvitationMove): InvitationStatus | undefined {
  return transitions[from][move]
}

/** Whether the money is held and somebody may still take it or take it back. */
export function isWaiting(status: InvitationStatus): boolean {
  return status === 'awaiting_acceptance'
}

/** Whether somebody has accepted it. */
export function isTaken(status: InvitationStatus): boolean {
  return status === 'completed'
}

/** Why it came to nothing, where the status alone does not say. */
export const endReasons = ['not_accepted_in_time'] as const

export function reasonOf(status: InvitationStatus): (typeof endReasons)[number] | null {
  return status === 'expired' ? 'not_accepted_in_time' : null
}

/** The table as a mermaid state diagram. */
export function diagram(): string {
  const lines = [`  [*] --> ${initialState}: invite`]
  for (const from of invitationStatuses)
    for (const move of invitationMoves) {
      const to = transition(from, move)
      if (to !== undefined) lines.push(`  ${from} --> ${to}: ${move}`)
    }
  return ['stateDiagram-v2', ...lines].join('\n')
}
