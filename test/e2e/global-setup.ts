import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { endOf, spawnLeashed } from '../../server/launch-child.ts'
import { lastLines, openLog, sizeOf } from '../../server/platform/log-file.ts'
import { servicesFile, type Services } from '../../server/platform/run-files.ts'
import { findChromium } from './chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the browser. */
    chromium: string
    /** Addresses of the running program. */
    application: Services
    /** Its data folder, for tests that run operator's commands. */
    dataDir: string
  }
}

const launcher = fileURLToPath(new URL('../../server/launch.ts', import.meta.url))
const results = fileURLToPath(new URL('../../test-results/', import.meta.url))
/** The first start builds the website, on a small machine beside everything else that runs. */
const startWithinMs = 300_000

/** Starts the whole program exactly as `npm start` does, on free ports and a data folder of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('chromium', await findChromium())
  const dataDir = await mkdtemp(join(tmpdir(), 'okpay-e2e-'))
  // Started by root, the database runs as another user, who must be able to enter the folder.
  await chmod(dataDir, 0o711)
  const outputFile = join(results, 'logs', 'launch.log')
  const log = await openLog(outputFile)
  const outputStart = await sizeOf(outputFile)
  const program = spawnLeashed([launcher], {
    environment: {
      ...process.env,
      PORT: '0',
      OKPAY_DATA_DIR: dataDir,
      OKPAY_EDITION: 'test',
      DATABASE_URL: '',
    },
    output: log.fd,
  })
  const ended = endOf(program)
  const stop = async (): Promise<void> => {
    program.kill('SIGTERM')
    await ended
    log.close()
    await cp(join(dataDir, 'logs'), join(results, 'logs'), { recursive: true, force: true })
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const services = await Promise.race([running(dataDir), ended.then(how => how)])
    if (typeof services === 'string') {
      throw new Error(
        `The program did not start (${services}):\n${await lastLines(outputFile, outputStart, 40)}`,
      )
    }
    project.provide('application', services)
    project.provide('dataDir', dataDir)
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}

async function running(dataDir: string): Promise<Services> {
  const until = Date.now() + startWithinMs
  while (Date.now() < until) {
    const services = await servicesFile.read(dataDir)
    if (services) return services
    await sleep(200)
  }
  throw new Error(`The program did not start within ${startWithinMs / 1000} s.`)
}
