import { expect, test } from 'vitest'
import { batchLoader } from './batch-loader.ts'

/** A database that answers when told to, and remembers what it was asked. */
function heldQuery() {
  const asked: (readonly string[])[] = []
  const answers: PromiseWithResolvers<void>[] = []
  return {
    asked,
    answer: (index: number) => answers[index]?.resolve(),
    fail: (index: number, error: Error) => answers[index]?.reject(error),
    query: async (keys: readonly string[]) => {
      asked.push(keys)
      const held = Promise.withResolvers<void>()
      answers.push(held)
      await held.promise
      return new Map(keys.filter(key => key !== 'nobody').map(key => [key, `value of ${key}`]))
    },
  }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

test('callers of one turn share a query, each key asked once', async () => {
  const database = heldQuery()
  const loader = batchLoader({ query: database.query })
  const values = Promise.all(['a', 'b', 'a', 'nobody'].map(loader.load))
  await turn()
  database.answer(0)
  expect(await values).toEqual(['value of a', 'value of b', 'value of a', undefined])
  expect(database.asked).toEqual([['a', 'b', 'nobody']])
})

test('who comes while a query is in flight is answered by the next one, even for the same key', async () => {
  const database = heldQuery()
  const loader = batchLoader({ query: database.query })
  const first = loader.load('a')
  await turn()
  const later = [loader.load('a'), loader.load('b')]
  await turn()
  expect(database.asked).toEqual([['a']])
  database.answer(0)
  await first
  await turn()
  expect(database.asked).toEqual([['a'], ['a', 'b']])
  database.answer(1)
  expect(await Promise.all(later)).toEqual(['value of a', 'value of b'])
})

test('a query takes so many keys and no more; the rest follows', async () => {
  const database = heldQuery()
  const loader = batchLoader({ query: database.query, maxBatch: 2 })
  const values = Promise.all(['a', 'b', 'c'].map(loader.load))
  await turn()
  database.answer(0)
  await turn()
  database.answer(1)
  await values
  expect(database.asked).toEqual([['a', 'b'], ['c']])
})

test('an error reaches those who waited for that query, and the next query is tried', async () => {
  const database = heldQuery()
  const loader = batchLoader({ query: database.query })
  const failing = loader.load('a')
  await turn()
  const next = loader.load('b')
  database.fail(0, new Error('connection lost'))
  await expect(failing).rejects.toThrow('connection lost')
  await turn()
  database.answer(1)
  expect(await next).toBe('value of b')
})

test('a query that throws before it starts does not stop the loader', async () => {
  let broken = true
  const loader = batchLoader({
    query(keys: readonly string[]) {
      if (broken) throw new Error('no connection')
      return Promise.resolve(new Map(keys.map(key => [key, key])))
    },
  })
  await expect(loader.load('a')).rejects.toThrow('no connection')
  broken = false
  expect(await loader.load('a')).toBe('a')
})

test('more than may wait are turned away at once', async () => {
  const database = heldQuery()
  const loader = batchLoader({ query: database.query, maxWaiting: 2 })
  const inFlight = loader.load('a')
  await turn()
  const waiting = [loader.load('b'), loader.load('c')]
  await expect(loader.load('d')).rejects.toThrow('overloaded')
  database.answer(0)
  await inFlight
  await turn()
  database.answer(1)
  expect(await Promise.all(waiting)).toEqual(['value of b', 'value of c'])
})

test('idle waits for everything that was asked', async () => {
  const database = heldQuery()
  const loader = batchLoader({ query: database.query })
  const value = loader.load('a')
  let idle = false
  const settled = loader.idle().then(() => (idle = true))
  await turn()
  expect(idle).toBe(false)
  database.answer(0)
  await value
  await settled
})
