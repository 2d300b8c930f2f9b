import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import type { Config } from '../server/platform/config.ts'
import { packagedBinaries } from '../server/platform/embedded-postgres-home.ts'
import { isMigrated } from '../server/platform/migrate.ts'
import { editionOf } from '../server/platform/queries-migrate.ts'
import { databaseFile } from '../server/platform/run-files.ts'
import { problem, sentence, well, type Finding } from './doctor-finding.ts'
import { isInitialised, serverVersion } from './queries-doctor.ts'

const oldestMajorVersion = 15

/** The database that runs now, or that of DATABASE_URL; otherwise whether the embedded one can be run. */
export async function examineDatabase(config: Config): Promise<Finding[]> {
  const findings = config.database.ownerUrl ? [] : [await examineBinaries()]
  const url = config.database.ownerUrl ?? (await databaseFile.read(config.dataDir))?.ownerUrl
  return url ? [...findings, await examine(url, config.edition)] : findings
}

async function examineBinaries(): Promise<Finding> {
  try {
    const postgres = join(packagedBinaries().directory, 'bin', 'postgres')
    const { stdout } = await promisify(execFile)(postgres, ['--version'])
    return well('postgresOk', { version: stdout.trim() })
  } catch (error) {
    return problem(sentence('postgresBroken', { reason: reasonOf(error) }), sentence('postgresMend'))
  }
}

async function examine(url: string, edition: Config['edition']): Promise<Finding> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    const { major, text: version } = await serverVersion(client)
    if (major < oldestMajorVersion)
      return problem(sentence('databaseOld', { version }), sentence('databaseOldMend'))
    if (!(await isInitialised(client))) return well('databaseEmpty', { version })
    const actual = await editionOf(client)
    if (actual !== edition)
      return problem(sentence('editionWrong', { edition: actual, wanted: edition }), sentence('editionMend'))
    return well((await isMigrated(client)) ? 'databaseOk' : 'databaseBehind', { version, edition })
  } catch (error) {
    return problem(
      sentence('databaseUnreachable', { reason: reasonOf(error) }),
      sentence('databaseUnreachableMend'),
    )
  } finally {
    await client.end().catch(() => undefined)
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.trim().split('\n').at(-1) || error.name : String(error)
}
