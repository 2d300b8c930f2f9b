import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

export type AcquirerProcess = {
  readonly url: string
  readonly pid: number
  /** Asks it to stop and waits until it has; answers its exit code. */
  readonly stop: () => Promise<number | null>
  /** `kill -9`, and waits until it is gone. */
  readonly kill: () => Promise<void>
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const readySchema = z.object({ ready: z.literal(true), url: z.url() })

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout || !child.stderr) throw new Error('the acquirer was started without pipes')
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  const lines = createInterface({ input: child.stdout })
  const line = once(lines, 'line').then(([text]: unknown[]) => String(text))
  const exit = once(child, 'exit').then(([code]: unknown[]) => {
    throw new Error(`the acquirer ended with ${String(code)} before it was ready: ${complaint.trim()}`)
  })
  return Promise.race([line, exit])
}

/** Starts `main.ts` as its own process with these environment settings, and waits until it listens. */
export async function startAcquirerProcess(environment: Record<string, string>): Promise<AcquirerProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { url } = readySchema.parse(JSON.parse(await firstLine(child)))
  const { pid } = child
  if (pid === undefined) throw new Error('the acquirer has no process id')
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    return child.exitCode
  }
  return {
    url,
    pid,
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL')
    },
  }
}
