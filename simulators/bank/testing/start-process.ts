import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

export type BankProcess = {
  readonly url: string
  readonly sftpUrl: string
  /** Fingerprint of the file server's key. */
  readonly hostKey: string
  readonly pid: number
  /** Asks it to stop and waits until it has; answers its exit code. */
  readonly stop: () => Promise<number | null>
  /** `kill -9`, and waits until it is gone. */
  readonly kill: () => Promise<void>
}

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const readySchema = z.object({ ready: z.literal(true), url: z.url(), sftpUrl: z.url(), hostKey: z.string() })

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout || !child.stderr) throw new Error('the bank was started without pipes')
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  const lines = createInterface({ input: child.stdout })
  const line = once(lines, 'line').then(([text]: unknown[]) => String(text))
  const exit = once(child, 'exit').then(([code]: unknown[]) => {
    throw new Error(`the bank ended with ${String(code)} before it was ready: ${complaint.trim()}`)
  })
  return Promise.race([line, exit])
}

/** Starts `main.ts` as its own process with these environment settings, and waits until it listens. */
export async function startBankProcess(environment: Record<string, string>): Promise<BankProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { url, sftpUrl, hostKey } = readySchema.parse(JSON.parse(await firstLine(child)))
  const { pid } = child
  if (pid === undefined) throw new Error('the bank has no process id')
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
    return child.exitCode
  }
  return {
    url,
    sftpUrl,
    hostKey,
    pid,
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL')
    },
  }
}
