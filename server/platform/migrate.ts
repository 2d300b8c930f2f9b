import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { runMigrations } from 'graphile-worker'
import { Client, type Pool } from 'pg'
import { ConfigError } from './config.ts'
import type { Logger } from './log.ts'
import * as queries from './queries-migrate.ts'

export type Role = { name: string; password: string }

export type MigrateOptions = {
  /** An address whose role may create tables and, unless the roles exist, roles. */
  ownerUrl: string
  /** The application's own role: cannot change the books. */
  appRole: Role
  /** The verifier's role: only reads. */
  readerRole: Role
  edition: 'test' | 'live'
  /** Of the master key (`secrets.ts`): another one than the database was made with is refused. Undefined where none is used. */
  keyCheck: Buffer | undefined
  log: Logger
}

const folder = new URL('../migrations/', import.meta.url)

/** Names of the migrations in order, with their text. Forward only: an applied file must never change. */
async function readMigrations(): Promise<{ name: string; sql: string; checksum: string }[]> {
  const names = (await readdir(folder)).filter(name => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort()
  return Promise.all(
    names.map(async name => {
      const sql = await readFile(new URL(name, folder), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/**
 * Brings the database up to this program's version: one process at a time (advisory lock), each file in its own
 * transaction, then the job queue's tables, the roles and their grants. Harmless to repeat.
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const client = new Client({ connectionString: options.ownerUrl, application_name: 'okpay migrate' })
  await client.connect()
  try {
    refuseUnfitServer(await queries.factsOf(client))
    await queries.lock(client)
    await applyMigrations(client, options.log)
    await queries.claimEdition(client, options.edition)
    const edition = await queries.editionOf(client)
    if (edition !== options.edition)
      throw new ConfigError(
        `This database belongs to the ${edition} edition, but OKPAY_EDITION is ${options.edition}. ` +
          'Give this edition a database and a data folder of its own.',
      )
    // Before the roles: with another key they would get other passwords under the feet of those who run.
    if (options.keyCheck) refuseOtherKey(await queries.claimKey(client, options.keyCheck), options.keyCheck)
    await runMigrations({ connectionString: options.ownerUrl })
    await createRoles(client, options)
    await queries.grantAll(client, options.appRole.name, options.readerRole.name)
  } finally {
    await client.end()
  }
}

/** Before the first table: half a set of tables in a database that cannot carry them is in everybody's way. */
export function refuseUnfitServer(facts: queries.ServerFacts | undefined): void {
  if (!facts) throw new Error('the server does not say which database this is')
  if (facts.versionNumber < 150_000)
    throw new ConfigError(`PostgreSQL ${facts.version} is too old; 15 or newer is needed.`)
  if (facts.encoding !== 'UTF8')
    throw new ConfigError(
      `The database has the encoding ${facts.encoding}, in which not every name can be written. Create a new one, with: ` +
        "… OWNER okpay_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C' (README, going live). " +
        'If this one holds data already, dump it and load the dump into the new one; do not drop it before.',
    )
}

/** Throws when this database was made with another master key than ours. */
export async function checkMasterKey(pool: Pool | Client, keyCheck: Buffer): Promise<void> {
  refuseOtherKey(await queries.keyCheckOf(pool), keyCheck)
}

function refuseOtherKey(kept: Buffer | null, ours: Buffer): void {
  if (!kept || kept.equals(ours)) return
  throw new ConfigError(
    'This database was made with another master key (OKPAY_SECRET_KEY, or secret.key of the data folder in the test ' +
      'edition). With this one saved bank accounts, authenticator apps and statements could not be read. ' +
      'Start with the key it was made with; if that is lost: docs/runbooks/key-rotation.md.',
  )
}

/** Names of the migrations this program brings along and the database has not applied, or not as they are. */
export async function pendingMigrations(pool: Pool): Promise<string[]> {
  const applied = await queries.appliedMigrations(pool)
  const migrations = await readMigrations()
  return migrations.filter(({ name, checksum }) => applied.get(name) !== checksum).map(({ name }) => name)
}

async function applyMigrations(client: Client, log: Logger): Promise<void> {
  const applied = await queries.appliedMigrations(client)
  for (const migration of await readMigrations()) {
    const checksum = applied.get(migration.name)
    if (checksum === migration.checksum) continue
    if (checksum !== undefined)
      throw new Error(
        `migration ${migration.name} was changed after it had been applied; add a new one instead`,
      )
    await queries.apply(client, migration)
    log.info({ migration: migration.name }, 'migration applied')
  }
}

async function createRoles(client: Client, options: MigrateOptions): Promise<void> {
  for (const role of [options.appRole, options.readerRole]) {
    try {
      await queries.createOrUpdateRole(client, role)
    } catch (error) {
      const insufficient = error instanceof Error && 'code' in error && error.code === '42501'
      if (!insufficient) throw error
      throw new ConfigError(
        `The role of DATABASE_URL may not create the role "${role.name}" (it lacks CREATEROLE). ` +
          `Grant it, or create the role yourself and set DATABASE_APP_URL.`,
      )
    }
  }
}

/** The names of a database's two roles, from the address of the database. */
export function roleNames(databaseUrl: string): { app: string; reader: string } {
  const database = decodeURIComponent(new URL(databaseUrl).pathname.slice(1)) || 'okpay'
  return { app: `${database}_app`, reader: `${database}_reader` }
}

/** The same database under another role. */
export function withRole(databaseUrl: string, role: Role): string {
  const url = new URL(databaseUrl)
  url.username = encodeURIComponent(role.name)
  url.password = encodeURIComponent(role.password)
  return url.toString()
}

/** Whether every migration of this program is applied; asked by `/readyz`. */
export async function isMigrated(client: Pool | Client): Promise<boolean> {
  const applied = await queries.appliedMigrations(client)
  return (await readMigrations()).every(migration => applied.get(migration.name) === migration.checksum)
}
