import { pause } from '../../server/platform/pause.ts'

/** People who are at it at the same time; whoever takes long holds up nobody else. */
export type Crowd = {
  /** Waits for a place, begins, and does not wait for the end. Throws what somebody before failed of. */
  enter(what: () => Promise<void>): Promise<void>
  /** Waits until everybody is done, or `patienceMs` are over: whoever takes longer stays. */
  calmDown(patienceMs: number): Promise<void>
  /** Waits until everybody is done. */
  leave(): Promise<void>
}

export function createCrowd(places: number): Crowd {
  const inside = new Set<Promise<void>>()
  const failures: unknown[] = []
  const check = (): void => {
    if (failures.length > 0) throw new AggregateError(failures, 'a customer could not go on')
  }
  return {
    async enter(what) {
      while (inside.size >= places) await Promise.race(inside)
      check()
      const visit: Promise<void> = what()
        .catch((error: unknown) => void failures.push(error))
        .finally(() => inside.delete(visit))
      inside.add(visit)
    },
    async calmDown(patienceMs) {
      const over = new AbortController()
      await Promise.race([Promise.all(inside), pause(patienceMs, over.signal)])
      over.abort()
      check()
    },
    async leave() {
      await Promise.all(inside)
      check()
    },
  }
}
