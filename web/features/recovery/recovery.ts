import type { Answer } from '../../lib/api.ts'
import { codeOf } from '../../lib/problem.ts'

export type Proved = Answer<'lookUpRecovery'> & { token: string }

/** Whether the recovery itself has ended: too late, too many tries, used elsewhere. */
export function isOver(error: unknown): boolean {
  return codeOf(error) === 'challenge_expired' || codeOf(error) === 'not_found'
}
