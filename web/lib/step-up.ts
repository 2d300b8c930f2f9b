import type { Answer } from './api.ts'
import { ApiProblem } from './problem.ts'

export type Challenge = Answer<'getChallenge'>

/** `again`: the challenge is over and the person wants to begin anew. */
export type StepUpOutcome = 'passed' | 'again' | 'canceled'

export type Asked = { challenge: Challenge; settle: (outcome: StepUpOutcome) => void }

/**
 * Operations that wait for the person to confirm, the first on the screen. Kept here and not in a component, because
 * `api` asks from wherever it is called; `routes/root.tsx` shows it.
 */
let waiting: readonly Asked[] = []
const watchers = new Set<() => void>()

function replace(next: readonly Asked[]): void {
  waiting = next
  for (const watcher of watchers) watcher()
}

export const currentStepUp = (): Asked | undefined => waiting[0]

export function onStepUp(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Asks the person; without anything that could show it, nobody can confirm. */
export function askStepUp(challenge: Challenge): Promise<StepUpOutcome> {
  if (watchers.size === 0) return Promise.resolve('canceled')
  return new Promise(resolve => {
    const asked: Asked = {
      challenge,
      settle(outcome) {
        replace(waiting.filter(other => other !== asked))
        resolve(outcome)
      },
    }
    replace([...waiting, asked])
  })
}

/** The challenge a refusal carries, if it is for want of one. */
export function challengeIn(error: unknown): Challenge | undefined {
  if (!(error instanceof ApiProblem) || error.problem.code !== 'step_up_required') return undefined
  const challenge = error.problem.details?.['challenge']
  return isChallenge(challenge) ? challenge : undefined
}

/** The details of a problem are open in its schema; what the server puts there is checked in its tests. */
function isChallenge(value: unknown): value is Challenge {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    'operation' in value &&
    'display' in value &&
    'methods' in value
  )
}
