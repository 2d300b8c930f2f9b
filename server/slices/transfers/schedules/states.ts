import { scheduleStatuses, type ScheduleStatus } from '../../../../contract/api/scheduled-transfers.ts'

/** The life of a scheduled transfer. The only place that knows which state follows which. */

export const scheduleMoves = ['pause', 'resume', 'finish', 'cancel'] as const
export type ScheduleMove = (typeof scheduleMoves)[number]

export const initialState: ScheduleStatus = 'active'

/** One that is resumed after its last day finishes. */
const transitions: Record<ScheduleStatus, Partial<Record<ScheduleMove, ScheduleStatus>>> = {
  active: { pause: 'paused', finish: 'completed', cancel: 'canceled' },
  paused: { resume: 'active', finish: 'completed', cancel: 'canceled' },
  completed: {},
  canceled: {},
}

/** The state after a move, or undefined where the move is not allowed. */
export function transition(from: ScheduleStatus, move: ScheduleMove): ScheduleStatus | undefined {
  return transitions[from][move]
}

/** Whether its next day is to be carried out. */
export function isRunning(status: ScheduleStatus): boolean {
  return status === 'active'
}

/** What its owner can do in a state. */
export function actionsIn(status: ScheduleStatus): ('pause' | 'resume' | 'cancel')[] {
  return (['pause', 'resume', 'cancel'] as const).filter(move => transition(status, move) !== undefined)
}

/** The table as a mermaid state diagram. */
export function diagram(): string {
  const lines = [`  [*] --> ${initialState}: set up`]
  for (const from of scheduleStatuses)
    for (const move of scheduleMoves) {
      const to = transition(from, move)
      if (to !== undefined) lines.push(`  ${from} --> ${to}: ${move}`)
    }
  return ['stateDiagram-v2', ...lines].join('\n')
}
