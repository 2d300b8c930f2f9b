import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type MemoryWatch = {
  /** The highest since the last lap, in MiB, at the end of which a new one begins. */
  lap(): number
  /** The highest of all. */
  stop(): Promise<{ peakMib: number }>
}

/** Resident memory of a process in MiB, as `ps` tells it on Linux and macOS alike. */
export async function residentMib(pid: number): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)])
  return Math.round(Number(stdout.trim()) / 1_024)
}

/** Looks ten times a second, until it is stopped; a computation that holds its memory takes longer than that. */
export function watchMemory(pid: number): MemoryWatch {
  const over = new AbortController()
  let [peakMib, lapMib] = [0, 0]
  const watching = (async () => {
    while (!over.signal.aborted) {
      const now = await residentMib(pid)
      peakMib = Math.max(peakMib, now)
      lapMib = Math.max(lapMib, now)
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  })()
  return {
    lap() {
      const reached = lapMib
      lapMib = 0
      return reached
    },
    async stop() {
      over.abort()
      await watching
      return { peakMib }
    },
  }
}
