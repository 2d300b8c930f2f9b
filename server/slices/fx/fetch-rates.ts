import { constants } from 'node:fs'
import { lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { boundedText } from '../../platform/bounded-body.ts'
import { newId } from '../../platform/id.ts'
import { defineJob, type Cron, type Job } from '../../platform/jobs.ts'
import type { RateSourceDeps } from './deps.ts'
import { maxRatesBytes, RatesFileError } from './ecb.ts'
import * as queries from './queries.ts'
import { takeRatesFile } from './take-file.ts'

type NoPayload = Record<string, never>
const noPayload = z.strictObject({})

const fetchTimeoutMs = 20_000
/** A file younger than this may still be being written. */
const settledAfterMs = 2_000
/** A quote that nobody took is of no use to anybody a day after it expired. */
const quotesKeptMs = 24 * 60 * 60_000

export type FxJobs = { fetchJob: Job<NoPayload>; jobs: Job<NoPayload>[]; crons: Cron[] }

export function createFxJobs(deps: RateSourceDeps): FxJobs {
  const fetchJob = defineJob({
    name: 'fx.fetch_rates',
    payload: noPayload,
    // The next hour asks again.
    maxAttempts: 3,
    run: () => fetchRates(deps),
  })
  const folderJob = defineJob({
    name: 'fx.take_rate_files',
    payload: noPayload,
    maxAttempts: 1,
    run: () => takeFolder(deps),
  })
  const sweepJob = defineJob({
    name: 'fx.sweep_quotes',
    payload: noPayload,
    maxAttempts: 3,
    run: () =>
      deps.db.transaction(tx =>
        queries.deleteExpiredQuotes(tx, new Date(deps.clock.now().getTime() - quotesKeptMs)),
      ),
  })
  return {
    fetchJob,
    jobs: [fetchJob, folderJob, sweepJob],
    crons: [
      { schedule: '5 * * * *', job: fetchJob },
      { schedule: '* * * * *', job: folderJob },
      { schedule: '10 3 * * *', job: sweepJob },
    ],
  }
}

/** Asks the publisher for its newest file; the same file again adds nothing. Throws when there is no good answer. */
export async function fetchRates(deps: RateSourceDeps): Promise<void> {
  const { url } = deps.rates
  if (url === undefined) return
  const now = deps.clock.now()
  const origin = url.replace('{day}', now.toISOString().slice(0, 10))
  const response = await fetch(origin, { redirect: 'error', signal: AbortSignal.timeout(fetchTimeoutMs) })
  if (!response.ok) throw new Error(`${origin} answers ${response.status}`)
  await takeRatesFile(deps, { text: await boundedText(response, maxRatesBytes), origin, now })
}

/**
 * Takes what lies in the watched folder, oldest first. Whatever is no file of rates (broken, a folder, a link to
 * somewhere else) is moved aside and told in the log, so that it neither stops the others nor is tried for ever.
 */
export async function takeFolder(deps: RateSourceDeps): Promise<void> {
  const { folder } = deps.rates
  await Promise.all(['taken', 'refused'].map(name => mkdir(join(folder, name), { recursive: true })))
  const names = (await readdir(folder)).filter(name => name.endsWith('.xml')).toSorted()
  const nowMs = names.length > 0 ? await fileSystemNowMs(folder) : 0
  for (const name of names) {
    const path = join(folder, name)
    try {
      if (nowMs - (await lstat(path)).mtimeMs < settledAfterMs) continue
      const verdict = await takeFile(deps, path, name)
      await rename(path, join(folder, verdict, `${newId()}-${name}`))
    } catch (error) {
      // One that may not be read or moved, or that the database could not take now, stays and stops no other.
      deps.log.error({ file: path, err: error }, 'a file of rates could not be taken')
    }
  }
}

/** The file system's present: it may be another machine's, and has nothing to do with a clock that tests move. */
async function fileSystemNowMs(folder: string): Promise<number> {
  const probe = join(folder, '.now')
  await rm(probe, { force: true })
  // Made anew: a link that somebody put there would be written through.
  await writeFile(probe, '', { flag: 'wx' })
  return (await lstat(probe)).mtimeMs
}

async function takeFile(deps: RateSourceDeps, path: string, origin: string): Promise<'taken' | 'refused'> {
  try {
    await takeRatesFile(deps, { text: await readRegularFile(path), origin, now: deps.clock.now() })
    return 'taken'
  } catch (error) {
    if (!(error instanceof RatesFileError)) throw error
    deps.log.error({ file: path, reason: error.message }, 'a file of rates was refused')
    return 'refused'
  }
}

/** What is in a file that lies here itself; opened without waiting, because a pipe would let us wait for ever. */
async function readRegularFile(path: string): Promise<string> {
  if (!(await lstat(path)).isFile()) throw new RatesFileError('it is no ordinary file')
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const found = await file.stat()
    if (!found.isFile()) throw new RatesFileError('it is no ordinary file')
    if (found.size > maxRatesBytes) throw new RatesFileError('the file is larger than 8 MiB')
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}
