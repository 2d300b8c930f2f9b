import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { z } from 'zod'
import { createCrowd } from './crowd.ts'
import type { Options } from './options.ts'
import { play } from './operations.ts'
import type { Played } from './playing.ts'
import type { Kill, Step } from './plan.ts'
import { countEventsInTheOutbox, countOpenFiles, dueJobs } from './queries.ts'
import { ask, steer } from './talk.ts'
import type { World } from './world.ts'

/** How many customers do something at the same time. */
const atOnce = 24

/** Most are answered at once. Whoever waits for a page or a worker that died is not waited for: time passes meanwhile. */
const calmMs = 1_500

const usual = { probability: 0.04 }

/** Of fewer payments more go wrong, so that a day also sees refusals and returns. */
const rough = ({ operations }: Options): number => (operations < 1_000 ? 4 : 1)

/** A little of everything that a bank, an acquirer and a wallet can do wrong. */
export async function makeTrouble(world: World, options: Options): Promise<void> {
  const { seed } = options
  await steer(world.bankUrl, 'PUT', '/steer/api/faults', {
    seed,
    files: {
      slow: { probability: 0.15, up_to_ms: 21_600_000 },
      repeat: usual,
      mix_order: { probability: 0.1 },
      split: { probability: 0.1 },
      broken: usual,
    },
    payments: {
      reject: { probability: 0.05 * rough(options) },
      return: { probability: 0.06 * rough(options), up_to_days: 8 },
      recall_refused: { probability: 0.3 },
    },
    entries: { lost_notice: { probability: 0.02 }, repeat: { probability: 0.05 } },
    unreachable: { probability: 0.1 },
  })
  await steer(world.acquirerUrl, 'PUT', '/steer/api/faults', {
    seed,
    api: {
      lost_answer: { probability: 0.05 },
      unavailable: { probability: 0.05 },
      rate_limited: { probability: 0.03 },
    },
    webhooks: { duplicate: { probability: 0.1 }, out_of_order: { probability: 0.1 } },
  })
}

/** Everybody behaves from now on, so that what is left can come to its end. */
export async function endTrouble(world: World): Promise<void> {
  await steer(world.bankUrl, 'PUT', '/steer/api/faults', {})
  await steer(world.acquirerUrl, 'PUT', '/steer/api/faults', {})
}

const bankClockSchema = z.object({ reachable: z.boolean() })

/** Whether nothing is left to do but what waits for time to pass; a bank that is away is such a thing. */
async function isQuiet(world: World, client: Client): Promise<string | undefined> {
  const due = await dueJobs(client)
  if (due.length > 0) return due.join(', ')
  if ((await countEventsInTheOutbox(client)) > 0) return 'events'
  const { reachable } = bankClockSchema.parse(await steer(world.bankUrl, 'GET', '/steer/api/clock'))
  if (!reachable) return undefined
  if ((await countOpenFiles(client)) > 0) return 'files of ours'
  return (await world.filesAtTheBank()).length > 0 ? 'files of the bank' : undefined
}

/** Waits until the work that is due is done, or it will not be for now: jobs that fail come back later. */
export async function untilQuiet(world: World, client: Client, patienceMs: number): Promise<void> {
  const until = Date.now() + patienceMs
  let quiet = 0
  let busy: string | undefined
  while (Date.now() < until) {
    busy = await isQuiet(world, client)
    quiet = busy === undefined ? quiet + 1 : 0
    if (quiet >= 3) return
    await sleep(60)
  }
  console.error(`still at it: ${busy?.slice(0, 300)}`)
}

const clockSchema = z.object({ now: z.string() })

/**
 * Moves the clocks of the program and its counterparties, and lets the bank do what is due. An answer that was lost
 * by a kill may have moved it: time goes forward all the same.
 */
export async function moveClock(world: World, seconds: number): Promise<void> {
  const answer = await ask(
    world.apiUrl,
    { token: '' },
    {
      method: 'POST',
      path: '/v1/test_helpers/clock',
      body: { advance_seconds: seconds },
    },
  )
  clockSchema.parse(answer.body)
  await steer(world.bankUrl, 'GET', '/steer/api/settled')
}

/** Moves the clocks and waits until what became due is done. */
async function advance(world: World, client: Client, seconds: number): Promise<void> {
  await moveClock(world, seconds)
  await untilQuiet(world, client, 20_000)
}

/** One after the other: who is dead cannot be killed. */
async function killDuring(played: Played, { kills }: Step, during: Kill['during']): Promise<void> {
  for (const { victim, afterMs } of kills.filter(kill => kill.during === during)) {
    await sleep(afterMs)
    await played.world[victim].kill()
    played.kills += 1
  }
}

/** The month itself. Whoever still waits for a page when a step is over goes on into the next. Progress goes to stderr. */
export async function playMonth(played: Played, steps: readonly Step[], client: Client): Promise<void> {
  const { world } = played
  const crowd = createCrowd(atOnce)
  const begun = Date.now()
  const order = async ({ operations }: Step): Promise<void> => {
    for (const operation of operations) await crowd.enter(() => play(played, operation))
    await crowd.calmDown(calmMs)
  }
  for (const [index, step] of steps.entries()) {
    await Promise.all([order(step), killDuring(played, step, 'orders')])
    await Promise.all([
      advance(world, client, step.advanceSeconds),
      killDuring(played, step, 'passing_of_time'),
    ])
    if (index % 8 === 7) {
      const seconds = Math.round((Date.now() - begun) / 1_000)
      console.error(`step ${index + 1} of ${steps.length}, ${seconds} s`)
    }
  }
  await crowd.leave()
}

/** How long a payment may take after the last one was ordered: recalls, returns after days, holidays in between. */
const daysAfter = 24
/** The first days pass one by one; of the others, in which only returns still come, several at a time. */
const singleDays = 4
const daysAtOnce = 4

/** Nobody orders anything any more; time passes until everything that can end has ended. */
export async function letItEnd(world: World, client: Client, options: Options): Promise<void> {
  await endTrouble(world)
  const days = Math.min(daysAfter, options.days + 16)
  for (let day = 0; day < days;) {
    const passing = day < singleDays ? 1 : Math.min(daysAtOnce, days - day)
    await advance(world, client, passing * 86_400)
    day += passing
  }
  await untilQuiet(world, client, 120_000)
}
