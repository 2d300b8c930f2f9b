import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type MemoryWatch = { stop(): Promise<{ peakMib: number }> }

/** Resident memory of a process in MiB, as `ps` tells it on Linux and macOS alike. */
export async function residentMib(pid: number): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)])
  return Math.round(Number(stdout.trim()) / 1_024)
}

/** Looks ten times a second, until it is stopped; a computation that holds its memory takes longer than that. */
export function watchMemory(pid: number): MemoryWatch {
  const over = new AbortController()
  const watching = (async () => {
    let peakMib = 0
    while (!over.signal.aborted) {
      peakMib = Math.max(peakMib, await residentMib(pid))
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    return { peakMib }
  })()
  return {
    stop() {
      over.abort()
      return watching
    },
  }
}
