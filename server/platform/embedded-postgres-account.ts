import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The system user a PostgreSQL server runs as; undefined means the user this process runs as. */
export type Account = { name: string; uid: number; gid: number }

/** PostgreSQL refuses to run as root, so a server started by root runs as this user, created when missing. */
const accountName = process.platform === 'darwin' ? '_postgres' : 'okpay'

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** Finds the system user for a server started by root, and creates it on Linux. Call it only as root. */
export async function serverAccount(): Promise<Account> {
  const existing = await findAccount(accountName)
  if (existing) return existing
  const home = '/var/lib/okpay'
  const create = [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    home,
    '--shell',
    '/usr/sbin/nologin',
  ]
  try {
    await run('useradd', [...create, accountName])
  } catch (error) {
    // Two starts at once may both have found it missing; the one that lost the race goes on with the winner's.
    const created = await findAccount(accountName)
    if (created) return created
    throw new Error(
      `PostgreSQL does not run as root, and the system user "${accountName}" could not be created ` +
        `(${reason(error)}). Create it, start as an ordinary user, or set DATABASE_URL to a database of your own.`,
      { cause: error },
    )
  }
  const created = await findAccount(accountName)
  if (!created) throw new Error(`The system user "${accountName}" was created but "id" does not find it.`)
  return created
}

/** The user with this name or number; undefined when there is none, also when the number has no name. */
export async function findAccount(nameOrUid: string): Promise<Account | undefined> {
  try {
    const [name, uid, gid] = await Promise.all([
      run('id', ['-un', '--', nameOrUid]),
      run('id', ['-u', '--', nameOrUid]),
      run('id', ['-g', '--', nameOrUid]),
    ])
    return { name: name.stdout.trim(), uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

/** The options of `spawn` that make a child run as the account. */
export function runAs(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {}
}

/**
 * Whether the account can enter a directory and read it. It is asked by trying as that user, because modes,
 * access lists, mount options and the folders above all have a say.
 */
export async function canEnter(account: Account | undefined, directory: string): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', 'cd "$1" && test -r .', 'sh', directory], { cwd: '/', ...runAs(account) })
    return true
  } catch {
    return false
  }
}

function reason(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
  return text.trim().split('\n').at(-1) ?? 'no reason given'
}
