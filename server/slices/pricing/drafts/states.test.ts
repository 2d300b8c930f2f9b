import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { scheduleStatuses, type ScheduleStatus } from '../../../../contract/api/schedules.ts'
import { nextScheduleStatus, scheduleDiagram, scheduleMoves, statusOf, type ScheduleMove } from './states.ts'

const allowed: Partial<Record<`${ScheduleStatus} ${ScheduleMove}`, ScheduleStatus>> = {
  'draft edit': 'draft',
  'draft request': 'in_approval',
  'in_approval return': 'draft',
  'in_approval publish': 'scheduled',
  'scheduled start': 'active',
  'scheduled supersede': 'retired',
  'active supersede': 'retired',
}

describe('a price list or a set of limits', () => {
  test.each(scheduleStatuses.flatMap(status => scheduleMoves.map(move => [status, move] as const)))(
    'that is %s: %s',
    (status, move) => {
      expect(nextScheduleStatus(status, move)).toBe(allowed[`${status} ${move}`])
    },
  )

  test('is drawn in the README as the table says', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    expect(readme).toContain(scheduleDiagram())
  })

  const now = new Date('2026-05-01T00:00:00Z')
  const [past, future] = [new Date(now.getTime() - 1), new Date(now.getTime() + 1)]
  test.each([
    ['draft', { version: null, startsAt: future, requested: false }],
    ['draft', { version: null, startsAt: null, requested: false }],
    ['in_approval', { version: null, startsAt: future, requested: true }],
    ['scheduled', { version: 4, startsAt: future, requested: false }],
    ['active', { version: 3, startsAt: past, requested: false }],
    ['retired', { version: 2, startsAt: past, requested: false }],
  ] as const)('is %s by the facts %o', (status, facts) => {
    expect(statusOf(facts, { inForce: 3, now })).toBe(status)
  })
})
