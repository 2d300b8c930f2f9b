import type { Config } from './config.ts'
import { ConfigError } from './config.ts'
import { roleNames, withRole } from './migrate.ts'
import type { Secrets } from './secrets.ts'

/** Addresses of the one database under each of its roles. */
export type DatabaseUrls = { app: string; reader: string }

/** As configured, or made from the owner's address with the roles `migrate` creates. */
export function databaseUrls(database: Config['database'], secrets: Secrets): DatabaseUrls {
  const { ownerUrl, appUrl, readerUrl } = database
  const names = ownerUrl ? roleNames(ownerUrl) : undefined
  const made = (given: string | undefined, role: { name: string; password: string } | undefined): string => {
    if (given) return given
    if (ownerUrl && role) return withRole(ownerUrl, role)
    throw new ConfigError(
      'No database is configured: set DATABASE_URL, or DATABASE_APP_URL and DATABASE_READER_URL.',
    )
  }
  return {
    app: made(appUrl, names && { name: names.app, password: secrets.databaseAppPassword }),
    reader: made(readerUrl, names && { name: names.reader, password: secrets.databaseReaderPassword }),
  }
}

/** The role an address connects as. */
export function roleOf(databaseUrl: string): string {
  return decodeURIComponent(new URL(databaseUrl).username)
}
