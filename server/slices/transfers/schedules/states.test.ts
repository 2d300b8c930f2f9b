import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { scheduleStatuses, type ScheduleStatus } from '../../../../contract/api/scheduled-transfers.ts'
import { diagram, scheduleMoves, transition, type ScheduleMove } from './states.ts'

/** Written down once more by hand: each line is every move a state allows. */
const allowed: Record<ScheduleStatus, Partial<Record<ScheduleMove, ScheduleStatus>>> = {
  active: { pause: 'paused', finish: 'completed', cancel: 'canceled' },
  paused: { resume: 'active', finish: 'completed', cancel: 'canceled' },
  completed: {},
  canceled: {},
}

describe.each(scheduleStatuses)('a scheduled transfer that is %s', from => {
  test.each(scheduleMoves)('%s', move => {
    expect(transition(from, move)).toBe(allowed[from][move])
  })
})

test('the diagram in the README is the one the table makes', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`\`\`\`mermaid\n${diagram()}\n\`\`\``)
})
