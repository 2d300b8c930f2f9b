import { once } from 'node:events'
import { z } from 'zod'
import { sealAll } from '../../server/slices/ledger/index.ts'
import { readCorridors } from './abroad.ts'
import { compareBooks, compareOrders, countEnds, movesAtTheBank } from './compare.ts'
import type { Options } from './options.ts'
import type { Played } from './playing.ts'
import { seedPeople } from './people.ts'
import { planMonth } from './plan.ts'
import { letItEnd, makeTrouble, playMonth } from './play-month.ts'
import {
  connectAsOwner,
  countJournals,
  countPaidTwice,
  findStuck,
  namesSetAside,
  railState,
} from './queries.ts'
import { bugs } from './talk.ts'
import { validateFiles } from './validate-files.ts'
import { acquirerKey, openWorld, type World } from './world.ts'

/** The sum of a month, one JSON object. */
export type Report = {
  seed: number
  operations: number
  kills: number
  /** Answered and ended: paid, refused, canceled, returned. */
  final: number
  /** Not ended, before its own deadline. */
  waiting: number
  /** By how much our books and those of bank, acquirer and wallet differ, all currencies together. */
  unreconciled_minor_units: number
  paid_twice: number
  invariant_hits: number
}

/** `journals`: how many of each kind the month left in the books. */
export type Month = { report: Report; complaints: string[]; journals: Record<string, number> }

/** What stands in the books after a month, compared with everybody else's. */
async function closeMonth(world: World, options: Options, played: Played): Promise<Month> {
  const client = await connectAsOwner(world.ownerUrl)
  const app = await world.openApp()
  try {
    const differences = await compareBooks(world, client, acquirerKey)
    const { waiting, overdue } = await countEnds(client, await timeOf(world))
    const answered = Array.from(played.outcomes.values()).reduce((sum, count) => sum + count, 0)
    const moves = await movesAtTheBank(world)
    const twiceAtTheBank = Array.from(moves.values()).filter(({ paid }) => paid > 1).length
    const twice = (await countPaidTwice(client)) + twiceAtTheBank
    const stuck = await findStuck(client)
    const orders = await compareOrders(client, moves)
    await sealAll(app.db)
    const { findings } = await app.slices.ledger.watch.verifyAll()
    console.error(JSON.stringify({ outcomes: Object.fromEntries(played.outcomes) }))
    const journals = await countJournals(client)
    console.error(JSON.stringify({ journals }))
    console.error(JSON.stringify(await railState(client)))
    const { files, complaints: ofFiles } = await validateFiles(world.bankFolder, await namesSetAside(client))
    console.error(`${files} files were exchanged and read by xmllint`)
    const complaints = [
      ...ofFiles,
      ...differences.map(
        ({ books, currency, ours, theirs }) => `${books}, ${currency}: ours ${ours}, theirs ${theirs}`,
      ),
      ...overdue.map(({ kind, number, status }) => `${kind} ${number} is ${status} past its deadline`),
      ...orders,
      ...stuck,
      ...findings.map(finding => JSON.stringify(finding)),
      ...bugs,
      ...(twice > 0 ? [`${twice} references were paid twice`] : []),
      ...(answered < options.operations
        ? [`${options.operations - answered} operations have no answer`]
        : []),
      ...(played.kills < options.kills ? [`only ${played.kills} processes were killed`] : []),
    ]
    const apart = differences.reduce(
      (sum, { ours, theirs }) => sum + (ours > theirs ? ours - theirs : theirs - ours),
      0n,
    )
    return {
      report: {
        seed: options.seed,
        operations: answered,
        kills: played.kills,
        final: answered - waiting,
        waiting,
        unreconciled_minor_units: Number(apart),
        paid_twice: twice,
        invariant_hits: findings.length,
      },
      complaints,
      journals,
    }
  } finally {
    await app.stop()
    await client.end()
  }
}

const clockSchema = z.object({ now_ms: z.number() })

/** The simulated time, as the bank has it. */
async function timeOf(world: World): Promise<Date> {
  const answer = await fetch(`${world.bankUrl}/steer/api/clock`)
  return new Date(clockSchema.parse(await answer.json()).now_ms)
}

/** `SIM_KEEP=1`: books that are wrong stay to be looked into, until Ctrl-C. */
async function stayOpen({ ownerUrl, folder }: World, { complaints }: Month): Promise<void> {
  for (const complaint of complaints) console.error(complaint)
  console.error(`database ${ownerUrl}, logs and files ${folder}`)
  await once(process, 'SIGINT')
}

/** One simulated month from the first account to the comparison of all books. */
export async function runMonth(options: Options): Promise<Month> {
  const world = await openWorld()
  try {
    const people = await seedPeople(world, options.customers, options.customers < 50 ? 3 : 20)
    const [first] = people
    if (!first) throw new Error('nobody is there')
    const corridors = await readCorridors(world, first)
    const played: Played = {
      world,
      people,
      corridors,
      received: new Map(),
      withdrawals: new Map(),
      outcomes: new Map(),
      kills: 0,
    }
    await makeTrouble(world, options)
    const client = await connectAsOwner(world.ownerUrl)
    await playMonth(played, planMonth(options), client)
    await letItEnd(world, client, options)
    await client.end()
    const month = await closeMonth(world, options, played)
    if (month.complaints.length > 0 && process.env['SIM_KEEP'] !== undefined) await stayOpen(world, month)
    return month
  } finally {
    await world.close()
  }
}
