import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openMemory } from '../simulators/people/memory.ts'
import { isUnfinished } from '../simulators/people/story.ts'
import { endOf, spawnLeashed } from './launch-child.ts'
import { say } from './launch-messages.ts'
import { admitEarlierShift } from './launch-staff.ts'
import { lastLines, openLog, sizeOf } from './platform/log-file.ts'

const people = fileURLToPath(new URL('../simulators/people/main.ts', import.meta.url))

export type Demo = {
  dataDir: string
  databaseUrl: string
  apiUrl: string
  /** Where the simulated bank is steered; none where the operator has another one. */
  bankUrl: string | undefined
  /** A stop ends what they talk to before them, and then their failure is no news. */
  stopping: AbortSignal
}

const memoryOf = (dataDir: string): string => join(dataDir, 'demo-story.json')

/**
 * Lets the demo customers of the test edition open their accounts, top up and pay each other, as anybody would; once
 * they have, nothing is started. The system is of use without them, so their failure does not stop it.
 */
export async function beginDemo(demo: Demo): Promise<void> {
  try {
    const { beginning } = await import('../simulators/people/story/beginning.ts')
    const memory = await openMemory(memoryOf(demo.dataDir))
    if (!memory.isNew && !isUnfinished(memory, beginning)) return
    say('playingDemo')
    await play(demo, { DEMO_PART: 'beginning' })
  } catch (error) {
    tellFailure(demo, error)
  }
}

/** A damaged memory is no reason to start nothing; whoever reads this can remove the file. */
function tellFailure({ dataDir, stopping }: Demo, error: unknown): void {
  if (!stopping.aborted) say('demoLifeFailed', { reason: `${memoryOf(dataDir)}: ${String(error)}` })
}

/**
 * Lets them live on while the system is used already, until every page has something to show. Stopped in the middle,
 * it goes on with the next start; told to its end, it does nothing any more.
 * @returns what stops it.
 */
export function continueDemo(demo: Demo): () => Promise<void> {
  const stop = new AbortController()
  const stopping = AbortSignal.any([stop.signal, demo.stopping])
  const living = { ...demo, stopping }
  const ended = liveOn(living).catch((error: unknown) => tellFailure(living, error))
  return () => {
    stop.abort()
    return ended
  }
}

async function liveOn(demo: Demo): Promise<void> {
  // The acquirer and e-wallet come with it, which the launcher of a live edition has no use for.
  const { life } = await import('../simulators/people/life.ts')
  const memory = await openMemory(memoryOf(demo.dataDir))
  if (memory.isNew || !isUnfinished(memory, life)) return
  say('playingLife')
  const sessions = await admitEarlierShift(demo)
  await play(demo, { DEMO_PART: 'life', DESK_SESSIONS: JSON.stringify(sessions) })
}

async function play({ dataDir, apiUrl, bankUrl, stopping }: Demo, part: NodeJS.ProcessEnv): Promise<void> {
  if (stopping.aborted) return
  const file = join(dataDir, 'logs', 'demo-people.log')
  const logStart = await sizeOf(file)
  const log = await openLog(file)
  try {
    const child = spawnLeashed([people], {
      environment: {
        PATH: process.env['PATH'],
        OKPAY_URL: apiUrl,
        DEMO_FILE: memoryOf(dataDir),
        ...(bankUrl === undefined ? {} : { BANK_URL: bankUrl }),
        ...part,
      },
      output: log.fd,
    })
    stopping.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
    if (stopping.aborted) child.kill('SIGTERM')
    const how = await endOf(child)
    if (how !== 'exit code 0' && !stopping.aborted)
      say('demoFailed', { how, file, lines: await lastLines(file, logStart) })
  } finally {
    log.close()
  }
}
