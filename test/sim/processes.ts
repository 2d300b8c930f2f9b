import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnLeashed } from '../../server/launch-child.ts'

export type Program = {
  readonly name: string
  readonly pid: () => number
  /** kill -9 and a new one at once, as a supervisor does; resolves when the new one answers. */
  kill: () => Promise<void>
  stop: () => Promise<void>
}

export type ProgramSpec = {
  name: string
  args: readonly string[]
  environment: NodeJS.ProcessEnv
  /** Answers below 500 when it is up. */
  readyUrl: string
  logFile: string
}

/** A program of this machine that is started again after each death. */
export async function startProgram(spec: ProgramSpec): Promise<Program> {
  let child = await launch(spec)
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  return {
    name: spec.name,
    pid() {
      if (child.pid === undefined) throw new Error(`${spec.name} has no process id`)
      return child.pid
    },
    async kill() {
      await end('SIGKILL')
      child = await launch(spec)
    },
    stop: () => end('SIGTERM'),
  }
}

async function launch(spec: ProgramSpec): Promise<ChildProcess> {
  const log = openSync(spec.logFile, 'a')
  // It ends with this process, also when this one is killed.
  const child = spawnLeashed([...spec.args], { environment: spec.environment, output: log })
  closeSync(log)
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${spec.name} ended before it was ready; see ${spec.logFile}`)
    // A refused connection is the normal answer of a program that is still starting.
    const answer = await fetch(spec.readyUrl, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer && answer.status < 500) return child
    await sleep(100)
  }
  child.kill('SIGKILL')
  throw new Error(`${spec.name} did not become ready; see ${spec.logFile}`)
}
