import type { Config } from '../platform/config.ts'
import { databaseUrls, type DatabaseUrls } from '../platform/database-urls.ts'
import { databaseFile } from '../platform/run-files.ts'
import { deriveSecrets, loadMasterKey } from '../platform/secrets.ts'
import { CommandError } from './messages.ts'

/** The database the operator means: DATABASE_URL where it is set, else that of the system on the data folder. */
export async function findDatabase(config: Config): Promise<DatabaseUrls & { owner: string }> {
  const { database, dataDir } = config
  if (database.ownerUrl) {
    const urls = databaseUrls(database, deriveSecrets(loadMasterKey(config)))
    return { ...urls, owner: database.ownerUrl }
  }
  const running = await databaseFile.read(dataDir)
  if (!running) throw new CommandError('nothingRuns', { folder: dataDir })
  return { owner: running.ownerUrl, app: running.appUrl, reader: running.readerUrl }
}
