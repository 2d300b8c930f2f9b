import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { TestDatabase } from '../../test/db.ts'
import { databaseFile } from '../platform/run-files.ts'

export type Outcome = { code: number; stdout: string; stderr: string }

/** The operator's command line, each command a process of its own, on a data folder whose system runs on that database. */
export async function commandLine({ ownerUrl, appUrl, readerUrl }: TestDatabase) {
  const dataDir = await mkdtemp(join(tmpdir(), 'okpay-commands-'))
  afterAll(() => rm(dataDir, { recursive: true }))
  await databaseFile.write(dataDir, { version: 1, ownerUrl, appUrl, readerUrl })

  function okpay(args: string[], environment: Record<string, string> = {}): Promise<Outcome> {
    const { PATH, NODE_COMPILE_CACHE } = process.env
    const env = { PATH, NODE_COMPILE_CACHE, LANG: 'en_US.UTF-8', OKPAY_DATA_DIR: dataDir, ...environment }
    return new Promise(resolve => {
      execFile(process.execPath, ['server/cli.ts', ...args], { env }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
      })
    })
  }

  return { okpay, dataDir }
}
