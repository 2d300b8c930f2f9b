import type { Customer } from './customer.ts'
import type { Person } from './demo-people.ts'
import type { Memory } from './memory.ts'
import { Missing, Refused } from './okpay-api.ts'

/** What the chapters of the story are told with. */
export type World = {
  okpayUrl: string
  /** The bank's page for steering; undefined where the operator has a bank of their own: then nobody pays in from outside. */
  bankUrl: string | undefined
  /** Sessions of colleagues at the desk, by their e-mail address. */
  desk: ReadonlyMap<string, string>
  /** Somebody who has an account, signed in. */
  as(person: Person): Promise<Customer>
  /** Their account number, by which others find them. */
  accountOf(person: Person): Promise<string>
  /** Whether somebody waits for the end of it: then what did not come in all its time is not waited for again. */
  inAHurry: boolean
}

/**
 * Something that happens once. It may be told again after it was cut off in the middle, so everything in it is done
 * under a key of its own, or looks first whether it is there already.
 */
export type Chapter = { name: string; tell(world: World): Promise<void> }

/** Chapters that follow each other; the threads of an act go on side by side. */
export type Thread = readonly Chapter[]
/** An act begins when the one before has ended. */
export type Act = readonly Thread[]

/** Between attempts: a server that was killed is back within seconds. */
const pausesMs = [1_000, 2_000, 5_000, 10_000, 20_000]

/** Whether any chapter has not happened yet. */
export function isUnfinished(memory: Memory, acts: readonly Act[]): boolean {
  return acts.flat(2).some(({ name }) => !memory.wasTold(name))
}

/**
 * Tells what has not happened yet. A chapter that fails for good leaves the others alone, and is tried again by the
 * next start.
 * @returns how many failed.
 */
export async function tellStory(acts: readonly Act[], world: World, memory: Memory): Promise<number> {
  let failed = 0
  for (const act of acts)
    await Promise.all(
      act.map(async thread => {
        for (const chapter of thread) {
          if (memory.wasTold(chapter.name)) continue
          try {
            await tellAgain(chapter, world)
            await memory.keepTold(chapter.name)
          } catch (error) {
            failed += 1
            const told = error instanceof Error ? error.stack : String(error)
            console.error(`${new Date().toISOString()} ${chapter.name}: ${told}`)
          }
        }
      }),
    )
  return failed
}

async function tellAgain(chapter: Chapter, world: World): Promise<void> {
  for (const pauseMs of pausesMs) {
    try {
      return await chapter.tell(world)
    } catch (error) {
      if (!maySucceedLater(error, world)) throw error
      await new Promise(resolve => setTimeout(resolve, pauseMs))
    }
  }
  await chapter.tell(world)
}

/** A refusal for good is not asked again; a lost connection, a busy server and a session that has ended are. */
function maySucceedLater(error: unknown, { inAHurry }: World): boolean {
  // A code that was on its way when the server was killed never comes; another one is sent after a minute.
  if (error instanceof Missing) return !inAHurry
  if (!(error instanceof Refused)) return true
  const { status } = error.answer
  return status === 401 || status === 429 || status >= 500
}
