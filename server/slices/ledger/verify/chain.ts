import { mostNamed, type InvariantCheck, type Snapshot, type Violations } from '../invariant.ts'
import * as queries from './queries-chain.ts'

/** Blocks hashed by one query: some 250,000 journals, sorted in memory rather than on disk. */
const blocksAtOnce = 50

export const chainChecks: readonly InvariantCheck[] = [
  {
    invariant: 'ledger.chain_unbroken',
    find: async snapshot => {
      const blocks = await snapshot.query<{ number: bigint }>(queries.blocksToVerify, [snapshot.after])
      const numbers = blocks.map(({ number }) => number)
      const [first] = numbers
      if (first === undefined) return { total: 0, first: [] }
      const found = [
        await snapshot.violations(queries.brokenLinks, [first]),
        await snapshot.violations(queries.blocksOfNothing),
      ]
      for (let index = 0; index < numbers.length; index += blocksAtOnce)
        found.push(await findChanged(snapshot, numbers.slice(index, index + blocksAtOnce)))
      return sumOf(found)
    },
  },
]

async function findChanged(snapshot: Snapshot, numbers: readonly bigint[]): Promise<Violations> {
  const changed = await snapshot.query<{ number: bigint }>(queries.changedBlocks, [
    numbers[0],
    numbers.at(-1),
  ])
  const found: Violations[] = []
  for (const { number } of changed)
    found.push(await snapshot.violations(queries.changedJournals, [number, number]))
  return sumOf(found)
}

function sumOf(found: readonly Violations[]): Violations {
  return {
    total: found.reduce((sum, { total }) => sum + total, 0),
    first: found.flatMap(({ first }) => first).slice(0, mostNamed),
  }
}
