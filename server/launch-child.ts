import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { pause } from './platform/pause.ts'

const leash = fileURLToPath(new URL('./launch-leash.ts', import.meta.url))

/** A program kept running as a child: when it dies it is started again, after a pause that grows with each death. */
export type ChildSpec = {
  /** What people call it. */
  name: string
  /** Node's arguments: the file and what follows. */
  args: string[]
  environment: NodeJS.ProcessEnv
  /** File descriptor for what it prints. */
  output: number | 'inherit'
  /** Called after each death that nobody asked for, before the pause. */
  onDeath(death: { name: string; how: string; pauseMs: number; deaths: number }): void
}

export type Supervised = {
  pid(): number | undefined
  /** Ends the present process in order and starts the next at once. */
  restart(): void
  /** Asks it to end and resolves when it has; after `timeoutMs` it is killed. It is not started again. */
  stop(timeoutMs: number): Promise<void>
}

const pausesMs = [200, 500, 1_000, 2_000, 5_000, 10_000]
/** Who ran this long was healthy; its next death is a first one again. */
const healthyAfterMs = 30_000

export function supervise(spec: ChildSpec): Supervised {
  const stopping = new AbortController()
  let child: ChildProcess | undefined
  let restarting = false
  const finished = keepRunning()

  async function keepRunning(): Promise<void> {
    let deaths = 0
    while (!stopping.signal.aborted) {
      const begun = Date.now()
      restarting = false
      child = spawnLeashed(spec.args, spec)
      const how = await endOf(child)
      child = undefined
      if (stopping.signal.aborted) return
      if (restarting) continue
      if (Date.now() - begun > healthyAfterMs) deaths = 0
      const pauseMs = pausesMs[Math.min(deaths, pausesMs.length - 1)] ?? 0
      deaths += 1
      spec.onDeath({ name: spec.name, how, pauseMs, deaths })
      await pause(pauseMs, stopping.signal)
    }
  }

  return {
    pid: () => child?.pid,
    restart() {
      restarting = true
      child?.kill('SIGTERM')
    },
    async stop(timeoutMs) {
      stopping.abort()
      child?.kill('SIGTERM')
      const kill = setTimeout(() => child?.kill('SIGKILL'), timeoutMs)
      await finished
      clearTimeout(kill)
    },
  }
}

/** Runs a file with this Node; the child ends when this process does. */
export function spawnLeashed(
  args: string[],
  options: { environment: NodeJS.ProcessEnv; output: number | 'inherit' },
): ChildProcess {
  return spawn(process.execPath, ['--import', leash, ...args], {
    env: options.environment,
    stdio: ['ignore', options.output, options.output, 'ipc'],
    // Ctrl-C in a terminal goes to its whole process group; the launcher stops its children in order instead.
    detached: true,
  })
}

/** How it ended, in words: a signal's name, an exit code, or why it could not be started. */
export function endOf(child: ChildProcess): Promise<string> {
  return new Promise(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
}
