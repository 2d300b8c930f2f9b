import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmod,
  chown,
  cp,
  mkdir,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { canEnter, findAccount, isRoot, serverAccount, type Account } from './embedded-postgres-account.ts'

const run = promisify(execFile)

/** Where a server's parts lie, and as whom it runs. */
export type Home = {
  /** Folder with `bin`, `lib` and `share`, readable by the account. */
  binaries: string
  /** Folder owned by the account; the cluster is the subfolder named after the major version. */
  directory: string
  account: Account | undefined
  settings: HomeSettings
  save(change: Partial<HomeSettings>): Promise<void>
}

export type HomeSettings = z.infer<typeof homeSettings>

/** What the data folder remembers about its server; it holds the password, so the file's mode is 0600. */
const homeSettings = z.object({
  version: z.literal(1),
  /** Absolute, or relative to the data folder so that a moved data folder finds what lies in it. */
  directory: z.string(),
  superuserPassword: z.string().min(20),
  port: z.int().min(1).max(65535).optional(),
})

/** Only root uses this place, for data folders and checkouts that the server's account cannot enter. */
const sharedPlace = '/var/lib/okpay'

/**
 * Finds or prepares the place of the server that belongs to a data folder. The place is chosen once and written
 * into `postgres.json`: the data folder itself, or a folder under /var/lib/okpay when the server's account
 * cannot enter the data folder, as with a fresh clone under /root.
 */
export async function prepareHome(dataDir: string): Promise<Home> {
  const folder = await realpath(dataDir)
  const file = join(folder, 'postgres.json')
  const remembered = await readSettings(file)
  const known = remembered && resolve(folder, remembered.directory)
  const account = isRoot() ? await chooseAccount(known) : undefined
  const directory = known ? await reopen(known, folder, account) : await createDirectory(folder, account)
  let settings: HomeSettings = remembered ?? {
    version: 1,
    directory: dirname(directory) === folder ? basename(directory) : directory,
    superuserPassword: randomBytes(24).toString('base64url'),
  }
  if (!remembered) await writePrivately(file, settings)
  return {
    binaries: await reachableBinaries(account),
    directory,
    account,
    get settings() {
      return settings
    },
    async save(change) {
      settings = { ...settings, ...change }
      await writePrivately(file, settings)
    },
  }
}

async function readSettings(file: string): Promise<HomeSettings | undefined> {
  const text = await readFile(file, 'utf8').catch(ignoreMissing)
  if (text === undefined) return undefined
  const parsed = homeSettings.safeParse(JSON.parse(text))
  if (parsed.success) return parsed.data
  throw new Error(
    `${file} is damaged: ${z.prettifyError(parsed.error)}. Restore it from a backup of the data folder.`,
  )
}

/** A cluster that an ordinary user made goes on running as that user when root starts it. */
async function chooseAccount(directory: string | undefined): Promise<Account> {
  const owner = directory === undefined ? undefined : await stat(directory).catch(ignoreMissing)
  if (!owner || owner.uid === 0) return serverAccount()
  const known = await findAccount(String(owner.uid))
  return known ?? { name: String(owner.uid), uid: owner.uid, gid: owner.gid }
}

async function reopen(directory: string, folder: string, account: Account | undefined): Promise<string> {
  const found = await stat(directory).catch(ignoreMissing)
  if (!found) {
    throw new Error(
      `${join(folder, 'postgres.json')} says that the database is in ${directory}, but that folder is gone. ` +
        'Restore it, or choose another data folder with OKPAY_DATA_DIR to begin with an empty one.',
    )
  }
  const uid = account?.uid ?? process.getuid?.()
  if (uid !== undefined && found.uid !== uid) {
    throw new Error(
      `The database in ${directory} belongs to the system user number ${found.uid}. ` +
        'Start OKPay as that user or as root, or choose another data folder with OKPAY_DATA_DIR.',
    )
  }
  if (dirname(directory) === sharedPlace) await claim(directory, folder)
  return directory
}

/**
 * A cluster outside its data folder notes whose it is. A data folder that was moved takes it along; of two
 * copies of a data folder only the original may use it, else both would write into one database.
 */
async function claim(directory: string, folder: string): Promise<void> {
  const note = ownerNote(directory)
  const owner = await readFile(note, 'utf8').catch(ignoreMissing)
  if (owner === folder) return
  if (owner !== undefined && (await stat(join(owner, 'postgres.json')).catch(ignoreMissing))) {
    throw new Error(
      `The database in ${directory} belongs to the data folder ${owner}; ${folder} is a copy of it. ` +
        'Remove postgres.json from the copy to begin with an empty database there.',
    )
  }
  await writeFile(note, folder)
}

/** Beside the cluster and not in it: root does not write where another account could lay a link. */
function ownerNote(directory: string): string {
  return `${directory}.data-folder`
}

async function createDirectory(folder: string, account: Account | undefined): Promise<string> {
  const inside = join(folder, 'postgres')
  await refuseForgotten(inside, folder)
  await makeOwned(inside, account)
  if (await canEnter(account, inside)) return inside
  await rmdir(inside)
  const outside = join(sharedPlace, createHash('sha256').update(folder).digest('hex').slice(0, 16))
  await mkdir(sharedPlace, { recursive: true, mode: 0o755 })
  await setAside(outside)
  await makeOwned(outside, account)
  await writeFile(ownerNote(outside), folder)
  return outside
}

/** Without postgres.json the password of a database is lost; beginning anew beside it would hide it. */
async function refuseForgotten(inside: string, folder: string): Promise<void> {
  const content = await readdir(inside).catch(ignoreMissing)
  if (content === undefined || content.length === 0) return
  throw new Error(
    `${inside} holds a database, but ${join(folder, 'postgres.json')} with its password is missing. ` +
      'Restore that file, or choose another data folder with OKPAY_DATA_DIR to begin with an empty one.',
  )
}

/** A database left behind by a deleted data folder of the same name is kept, but never taken for the new one's. */
async function setAside(directory: string): Promise<void> {
  if (!(await stat(directory).catch(ignoreMissing))) return
  await rename(directory, `${directory}.left-${Date.now()}`)
}

async function makeOwned(directory: string, account: Account | undefined): Promise<void> {
  await mkdir(directory, { recursive: true })
  await chmod(directory, 0o700)
  if (account) await chown(directory, account.uid, account.gid)
}

/** Folder of the npm package's binaries, copied to a shared place when the account cannot read them there. */
async function reachableBinaries(account: Account | undefined): Promise<string> {
  const packaged = packagedBinaries()
  if (await canEnter(account, join(packaged.directory, 'bin'))) return packaged.directory
  const copy = join(sharedPlace, `postgresql-${packaged.version}-${process.platform}-${process.arch}`)
  if (await stat(copy).catch(ignoreMissing)) return copy
  const unfinished = `${copy}.${process.pid}`
  await mkdir(sharedPlace, { recursive: true, mode: 0o755 })
  await cp(packaged.directory, unfinished, { recursive: true, verbatimSymlinks: true })
  await run('chmod', ['-R', 'a+rX,go-w', unfinished])
  try {
    await rename(unfinished, copy)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    // Another start that copied at the same time may have been first, and its copy is as good.
    if (!(await readdir(copy).catch(ignoreMissing))) throw error
  }
  return copy
}

export function packagedBinaries(): { directory: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // The package exports no package.json, so it is found beside the module that it does export.
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const version = z
      .object({ version: z.string() })
      .parse(createRequire(import.meta.url)(join(root, 'package.json')))
    return { directory: join(root, 'native'), version: version.version }
  } catch (error) {
    throw new Error(
      `The embedded PostgreSQL for this machine (${name}) is not installed. ` +
        'Run "npm ci", or set DATABASE_URL to a PostgreSQL server of your own.',
      { cause: error },
    )
  }
}

async function writePrivately(file: string, value: unknown): Promise<void> {
  const unfinished = `${file}.${process.pid}`
  await writeFile(unfinished, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true })
  await rename(unfinished, file)
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw error
}
