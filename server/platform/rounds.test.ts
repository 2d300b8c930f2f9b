import { describe, expect, test } from 'vitest'
import { workInRounds } from './rounds.ts'

/** A table of what is due; what is worked on leaves it. */
function table(count: number) {
  const waiting = Array.from({ length: count }, (_, index) => ({ id: `${index}` }))
  const done: string[] = []
  return {
    done,
    find: (limit: number) => Promise.resolve(waiting.slice(0, limit)),
    work: async ({ id }: { id: string }): Promise<boolean> => {
      await Promise.resolve()
      waiting.splice(
        waiting.findIndex(item => item.id === id),
        1,
      )
      done.push(id)
      return true
    },
  }
}

describe('what is due, in rounds', () => {
  test('everything is worked on, some at a time', async () => {
    const { find, work, done } = table(25)
    await workInRounds({ size: 10, find, work })
    expect(done).toHaveLength(25)
  })

  test('more broken rows than a round holds keep nobody behind them waiting, and are told at the end', async () => {
    const { find, work, done } = table(30)
    const broken = ({ id }: { id: string }) => Number(id) < 12 && Number(id) !== 3
    const run = workInRounds({
      size: 10,
      find,
      work: item => (broken(item) ? Promise.reject(new Error(`row ${item.id}`)) : work(item)),
    })
    await expect(run).rejects.toThrow('11 of what was due failed')
    expect(done).toHaveLength(19)
  })

  test('what has nothing to be done about it is not asked about for ever', async () => {
    const { find, work, done } = table(15)
    const asked: string[] = []
    await workInRounds({
      size: 10,
      find,
      work(item) {
        asked.push(item.id)
        return Number(item.id) < 10 ? Promise.resolve(false) : work(item)
      },
    })
    expect(done).toEqual(['10', '11', '12', '13', '14'])
    expect(asked).toHaveLength(15)
  })

  test('where everything fails the run ends with its first round', async () => {
    const { find } = table(100)
    let tries = 0
    const run = workInRounds({
      size: 10,
      find,
      work() {
        tries += 1
        return Promise.reject(new Error('the database is away'))
      },
    })
    await expect(run).rejects.toThrow('10 of what was due failed')
    expect(tries).toBe(10)
  })
})
