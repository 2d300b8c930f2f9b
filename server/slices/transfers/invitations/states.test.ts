import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { invitationStatuses, type InvitationStatus } from '../../../../contract/api/invitations.ts'
import { diagram, invitationMoves, transition, type InvitationMove } from './states.ts'

/** Written down once more by hand: each line is every move a state allows. */
const allowed: Record<InvitationStatus, Partial<Record<InvitationMove, InvitationStatus>>> = {
  awaiting_acceptance: { accept: 'completed', cancel: 'canceled', expire: 'expired' },
  completed: {},
  canceled: {},
  expired: {},
}

describe.each(invitationStatuses)('a transfer to an address that is %s', from => {
  test.each(invitationMoves)('%s', move => {
    expect(transition(from, move)).toBe(allowed[from][move])
  })
})

test('the diagram in the README is the one the table makes', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`\`\`\`mermaid\n${diagram()}\n\`\`\``)
})
