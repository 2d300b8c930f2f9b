import { bankFileStatuses } from '../../../contract/api/bank-files.ts'

/**
 * The life of a file we exchange with the bank. This is the only place that knows which state follows which. The
 * diagram in this slice's README is made from the table.
 */
export const fileStates = bankFileStatuses
export type FileState = (typeof fileStates)[number]

export const fileMoves = [
  'generate',
  'send',
  'acknowledge',
  'accept_partly',
  'reject',
  'settle',
  'apply',
  'quarantine',
  'release',
  'dismiss',
] as const
export type FileMove = (typeof fileMoves)[number]

/** Where files of either direction begin. */
export const initialFileStates = { out: 'composing', in: 'received' } as const

/**
 * A file is `settled` when it is decided what became of each of its payments. The bank's answers may come before we
 * have recorded that the file arrived. A file set aside is read once more when a person says so (`release`), or closed
 * for good (`dismiss`): what it told is known otherwise, or the bank took it back.
 */
const transitions: Record<FileState, Partial<Record<FileMove, FileState>>> = {
  composing: { generate: 'generated' },
  generated: { send: 'sent' },
  sent: {
    acknowledge: 'acknowledged',
    accept_partly: 'partially_accepted',
    reject: 'rejected',
    settle: 'settled',
  },
  acknowledged: { accept_partly: 'partially_accepted', reject: 'rejected', settle: 'settled' },
  partially_accepted: { settle: 'settled' },
  rejected: {},
  settled: {},
  received: { apply: 'applied', quarantine: 'quarantined' },
  applied: {},
  quarantined: { release: 'received', dismiss: 'dismissed' },
  dismissed: {},
}

/** The state after a move, or undefined where the move is not allowed. */
export function fileTransition(from: FileState, move: FileMove): FileState | undefined {
  return transitions[from][move]
}

/** Set aside for now or for good: the message in it counts as not received. */
export const asideStates = ['quarantined', 'dismissed'] as const satisfies readonly FileState[]

/** The states in which a move is possible, for conditions in queries. */
export function fileStatesAllowing(move: FileMove): FileState[] {
  return fileStates.filter(state => transitions[state][move] !== undefined)
}

/** What a person can decide about a file now. */
export function fileDecisionsIn(status: string): ('release' | 'dismiss')[] {
  return (['release', 'dismiss'] as const).filter(move =>
    fileStatesAllowing(move).some(from => from === status),
  )
}

/** The table as a mermaid state diagram. */
export function fileDiagram(): string {
  const lines = [`  [*] --> ${initialFileStates.out}: batch`, `  [*] --> ${initialFileStates.in}: receive`]
  for (const from of fileStates)
    for (const move of fileMoves) {
      const to = transitions[from][move]
      if (to !== undefined) lines.push(`  ${from} --> ${to}: ${move}`)
    }
  return ['stateDiagram-v2', ...lines].join('\n')
}
