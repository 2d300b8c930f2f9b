import { scheduleStatuses, type ScheduleStatus } from '../../../../contract/api/schedules.ts'

/** What can happen to a price list or a set of limits; the diagram is in this slice's README. */
export const scheduleMoves = ['edit', 'request', 'return', 'publish', 'start', 'supersede'] as const
export type ScheduleMove = (typeof scheduleMoves)[number]

const transitions: Record<ScheduleStatus, Partial<Record<ScheduleMove, ScheduleStatus>>> = {
  draft: { edit: 'draft', request: 'in_approval' },
  in_approval: { return: 'draft', publish: 'scheduled' },
  scheduled: { start: 'active', supersede: 'retired' },
  active: { supersede: 'retired' },
  retired: {},
}

/** The status after a move, or undefined where it is not allowed. The only place that knows. */
export function nextScheduleStatus(status: ScheduleStatus, move: ScheduleMove): ScheduleStatus | undefined {
  return transitions[status][move]
}

/** As a Mermaid diagram, from which the README is checked. */
export function scheduleDiagram(): string {
  const names: Record<ScheduleMove, string> = {
    edit: 'edited',
    request: 'publication asked for',
    return: 'rejected, expired or taken back',
    publish: 'approved by a second person',
    start: 'its time has come',
    supersede: 'a later one has started',
  }
  const lines = scheduleStatuses.flatMap(from =>
    scheduleMoves.flatMap(move => {
      const to = nextScheduleStatus(from, move)
      return to === undefined ? [] : [`  ${from} --> ${to}: ${names[move]}`]
    }),
  )
  return ['stateDiagram-v2', '  [*] --> draft: begun', ...lines, '  retired --> [*]'].join('\n')
}

type Facts = {
  /** null: not published. */
  version: number | null
  startsAt: Date | null
  /** Whether a request to publish it waits for a second person. */
  requested: boolean
}

/**
 * The status is told by facts that cannot disagree with it: nothing has to be done at midnight for a price list to
 * start, and no job that is late can keep the old one in force. `inForce` is the version that holds at `now`.
 */
export function statusOf(
  { version, startsAt, requested }: Facts,
  { inForce, now }: { inForce: number; now: Date },
): ScheduleStatus {
  const follow = (status: ScheduleStatus, move: ScheduleMove): ScheduleStatus => {
    const next = nextScheduleStatus(status, move)
    if (next === undefined) throw new Error(`a schedule that is ${status} cannot ${move}`)
    return next
  }
  const asked = requested || version !== null ? follow('draft', 'request') : 'draft'
  if (version === null || startsAt === null) return asked
  const published = follow(asked, 'publish')
  if (version === inForce) return follow(published, 'start')
  return startsAt <= now ? follow(published, 'supersede') : published
}
