import type { RecoveryRequestState } from '../../../../contract/api/recovery.ts'

/**
 * The life of a request for help after password and second factor were lost; the only place that knows which state
 * follows which. The diagram is in the README of this slice.
 */
export const requestMoves = ['pass_check', 'refuse', 'complete', 'withdraw', 'expire'] as const
export type RequestMove = (typeof requestMoves)[number]

const transitions: Record<RecoveryRequestState, Partial<Record<RequestMove, RecoveryRequestState>>> = {
  submitted: { pass_check: 'checked', refuse: 'refused', withdraw: 'withdrawn', expire: 'expired' },
  checked: { complete: 'completed', refuse: 'refused', withdraw: 'withdrawn', expire: 'expired' },
  completed: {},
  refused: {},
  withdrawn: {},
  expired: {},
}

/** The state after a move, or undefined where the move is not allowed. */
export function nextRequestState(
  from: RecoveryRequestState,
  move: RequestMove,
): RecoveryRequestState | undefined {
  return transitions[from][move]
}

/** States from which a move leads somewhere, for conditional updates. */
export function statesBefore(move: RequestMove): RecoveryRequestState[] {
  const states: RecoveryRequestState[] = [
    'submitted',
    'checked',
    'completed',
    'refused',
    'withdrawn',
    'expired',
  ]
  return states.filter(state => nextRequestState(state, move) !== undefined)
}

/** Whether the state is one of the open ones. */
export function isOpenRequest(state: RecoveryRequestState): boolean {
  return nextRequestState(state, 'expire') !== undefined
}

const hour = 60 * 60_000
const day = 24 * hour

/** Support has looked at who is asking within two days. */
export const checkWithinMs = 2 * day

/** A second person has decided within two more. */
export const decideWithinMs = 2 * day

/** The owner is told at once and has a day to stop it before anything is removed. */
export const objectionMs = day

/** What nobody could finish ends after two weeks; another request may follow. */
export const requestLifetimeMs = 14 * day
