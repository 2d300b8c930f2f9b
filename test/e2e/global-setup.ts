import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ProvidedContext } from 'vitest'
import type { TestProject } from 'vitest/node'
import { endOf, spawnLeashed } from '../../server/launch-child.ts'
import { lastLines, openLog, sizeOf } from '../../server/platform/log-file.ts'
import { servicesFile, type Services } from '../../server/platform/run-files.ts'
import { findChromium } from './chromium.ts'

/** What a browser test needs, or why it cannot be had: then the browser tests fail with it, and only these. */
export type Surroundings =
  | { chromium: string; application: Services; dataDir: string; failure: null }
  | { failure: string }

declare module 'vitest' {
  interface ProvidedContext {
    /** One for each worker, in the order of their numbers. */
    surroundings: Surroundings[]
  }
}

const launcher = fileURLToPath(new URL('../../server/launch.ts', import.meta.url))
const results = fileURLToPath(new URL('../../test-results/', import.meta.url))
/** The first start builds the website, on a small machine beside everything else that runs. */
const startWithinMs = 300_000

/**
 * A running program of its own for each worker: the test clock and the books of one story are not another's. What is
 * measured when all stories are told (`speed`) has the programs of the stories, if these are told too.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const known: Partial<ProvidedContext> = project.getProvidedContext()
  if (known.surroundings && known.surroundings.length >= project.config.maxWorkers)
    return () => Promise.resolve()
  const stops: (() => Promise<void>)[] = []
  const started: Surroundings[] = []
  // One after the other: the first builds the website, the next finds it built.
  for (let worker = 1; worker <= project.config.maxWorkers; worker++) {
    const { surroundings, stop } = await startProgram(`launch-${worker}.log`)
    started.push(surroundings)
    stops.push(stop)
  }
  project.vitest.provide('surroundings', started)
  return async () => {
    await Promise.all(stops.map(stop => stop()))
  }
}

type Program = { surroundings: Surroundings; stop: () => Promise<void> }

/** Finds a browser and starts the whole program as `npm start` does, on free ports and a folder of its own. */
async function startProgram(logName: string): Promise<Program> {
  const dataDir = await mkdtemp(join(tmpdir(), 'okpay-e2e-'))
  // Started by root, the database runs as another user, who must be able to enter the folder.
  await chmod(dataDir, 0o711)
  const outputFile = join(results, 'logs', logName)
  const outputStart = await sizeOf(outputFile)
  const log = await openLog(outputFile)
  // What the demo people do all day would lie on the desks and in the inbox that stories look at.
  const program = spawnLeashed([launcher, '--sign-ins-only'], {
    environment: environmentOf(dataDir),
    output: log.fd,
  })
  const ended = endOf(program)
  const stop = async () => {
    program.kill('SIGTERM')
    await ended
    log.close()
    const logs = join(dataDir, 'logs')
    if (existsSync(logs))
      await cp(logs, join(results, 'logs', logName.replace('.log', '')), { recursive: true, force: true })
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const [chromium, application] = await Promise.all([findChromium(), running(dataDir, ended)])
    return { surroundings: { chromium, application, dataDir, failure: null }, stop }
  } catch (error) {
    const failure = `${String(error)}\n${await lastLines(outputFile, outputStart, 40)}`
    return { surroundings: { failure }, stop }
  }
}

function environmentOf(dataDir: string): NodeJS.ProcessEnv {
  return { ...process.env, PORT: '0', OKPAY_DATA_DIR: dataDir, OKPAY_EDITION: 'test', DATABASE_URL: '' }
}

async function running(dataDir: string, ended: Promise<string>): Promise<Services> {
  const over = new AbortController()
  void ended.then(how => over.abort(how))
  const until = Date.now() + startWithinMs
  while (Date.now() < until && !over.signal.aborted) {
    const services = await servicesFile.read(dataDir)
    if (services) return services
    await sleep(200)
  }
  const how = over.signal.aborted ? String(over.signal.reason) : `nothing within ${startWithinMs / 1000} s`
  throw new Error(`The program did not start (${how}).`)
}
