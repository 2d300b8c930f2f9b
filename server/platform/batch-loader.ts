import { DomainError } from './errors.ts'

/**
 * Looks things up by key, many callers in one query. Keys asked for while a query is in flight form the next
 * one, so a lone caller never waits for company, and a busy server needs a few hundred queries a second instead
 * of thousands. There is no timer and no cache: a key never joins a query that was sent before it was asked
 * for, so every answer is the database's truth at or after the call.
 */
export type BatchLoader<Value> = {
  /** The value, or undefined where the database has none. Rejects with `overloaded` when too many wait. */
  load: (key: string) => Promise<Value | undefined>
  /** Resolves when nothing waits and nothing is in flight. */
  idle: () => Promise<void>
}

export type BatchLoaderOptions<Value> = {
  /** Runs one query for distinct keys; a key without a value is left out of the map. */
  query: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>
  /** Distinct keys per query, at most. */
  maxBatch?: number
  /** Callers waiting, at most; the others are turned away at once instead of piling up. */
  maxWaiting?: number
}

type Caller<Value> = { resolve(value: Value | undefined): void; reject(error: unknown): void }

export function batchLoader<Value>(options: BatchLoaderOptions<Value>): BatchLoader<Value> {
  const { query, maxBatch = 500, maxWaiting = 10_000 } = options
  const waiting = new Map<string, Caller<Value>[]>()
  let callersWaiting = 0
  let running: Promise<void> | undefined

  function take(): Map<string, Caller<Value>[]> {
    const batch = new Map<string, Caller<Value>[]>()
    for (const [key, callers] of waiting) {
      if (batch.size === maxBatch) break
      batch.set(key, callers)
      waiting.delete(key)
      callersWaiting -= callers.length
    }
    return batch
  }

  async function drain(): Promise<void> {
    // Everybody who asks in this turn of the event loop shares the first query too: requests arrive in bursts, and
    // without this the first of a burst would go alone and the others wait for it.
    await new Promise(resolve => setImmediate(resolve))
    while (waiting.size > 0) {
      const batch = take()
      try {
        const found = await query([...batch.keys()])
        for (const [key, callers] of batch) for (const caller of callers) caller.resolve(found.get(key))
      } catch (error) {
        for (const callers of batch.values()) for (const caller of callers) caller.reject(error)
      }
    }
    running = undefined
  }

  return {
    load: key =>
      new Promise((resolve, reject) => {
        if (callersWaiting >= maxWaiting) {
          reject(new DomainError('overloaded', { retryAfterSeconds: 1 }))
          return
        }
        callersWaiting += 1
        const callers = waiting.get(key)
        if (callers) callers.push({ resolve, reject })
        else waiting.set(key, [{ resolve, reject }])
        running ??= drain()
      }),
    async idle() {
      await running
    },
  }
}
