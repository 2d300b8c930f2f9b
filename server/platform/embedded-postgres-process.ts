import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { open, readFile, readdir, readlink, realpath, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { runAs, type Account } from './embedded-postgres-account.ts'
import type { Home } from './embedded-postgres-home.ts'
import { openLog } from './log-file.ts'

const run = promisify(execFile)

/** The server gets nothing of our environment: it holds secrets that PostgreSQL has no use for. */
export const serverEnvironment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Creates the cluster. It appears under its name only when it is complete, so a killed start leaves no half of one. */
export async function createCluster(home: Home, cluster: string): Promise<void> {
  const unfinished = `${cluster}.unfinished`
  const passwordFile = join(home.directory, 'password')
  await rm(unfinished, { recursive: true, force: true })
  await rm(passwordFile, { force: true })
  const file = await open(passwordFile, 'wx', 0o600)
  await file.writeFile(`${home.settings.superuserPassword}\n`)
  if (home.account) await file.chown(home.account.uid, home.account.gid)
  await file.close()
  const options = [
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The built-in provider sorts the same on every machine and never changes with the system's C library.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
    `--pwfile=${passwordFile}`,
    `--pgdata=${unfinished}`,
  ]
  try {
    await run(join(home.binaries, 'bin', 'initdb'), options, {
      cwd: home.directory,
      env: serverEnvironment,
      ...runAs(home.account),
    })
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new Error(`The database could not be created in ${cluster}: ${output}`, { cause: error })
  } finally {
    await rm(passwordFile, { force: true })
  }
  await rename(unfinished, cluster)
}

/** Whether this build of PostgreSQL can compress its log with lz4; the npm package's builds differ. */
export async function supportsLz4(home: Home, cluster: string): Promise<boolean> {
  const question = ['-D', cluster, '-c', 'wal_compression=lz4', '-C', 'wal_compression']
  try {
    await run(join(home.binaries, 'bin', 'postgres'), question, {
      cwd: home.directory,
      env: serverEnvironment,
      ...runAs(home.account),
    })
    return true
  } catch {
    return false
  }
}

/** Starts the server's main process, with its messages appended to the log file. It is not yet ready then. */
export async function spawnServer(
  home: Home,
  cluster: string,
  settings: Record<string, string>,
  logFile: string,
): Promise<ChildProcess> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = await openLog(logFile)
  try {
    return spawn(join(home.binaries, 'bin', 'postgres'), ['-D', cluster, ...flags], {
      cwd: home.directory,
      env: serverEnvironment,
      stdio: ['ignore', log.fd, log.fd],
      // Ctrl-C in a terminal goes to its whole process group; the server must outlive the API's clean stop.
      detached: true,
      ...runAs(home.account),
    })
  } finally {
    log.close()
  }
}

const guardScript = `
while read -r _; do :; done
running() { [ "$(head -n 1 "$2/postmaster.pid" 2>/dev/null)" = "$1" ]; }
running "$1" "$2" && kill -INT "$1"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
  running "$1" "$2" || exit 0
  sleep 1
done
kill -QUIT "$1"
`

/**
 * Starts a small shell that stops the server when this process is gone: its input closes then, also after
 * kill -9, when no handler of ours runs. The server itself would go on without its supervisor for ever.
 */
export function spawnGuard(pid: number, cluster: string, account: Account | undefined): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', guardScript, 'okpay-postgres-guard', String(pid), cluster], {
    cwd: '/',
    env: serverEnvironment,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    ...runAs(account),
  })
  guard.on('error', () => guard.kill())
  guard.unref()
  return guard
}

type Step = { afterMs: number; signal: NodeJS.Signals }

/** A whole server is asked to shut down in order before it is cut off. */
const endingOfServer: Step[] = [
  { afterMs: 0, signal: 'SIGINT' },
  { afterMs: 15_000, signal: 'SIGQUIT' },
  { afterMs: 20_000, signal: 'SIGKILL' },
]

/**
 * The children of a killed main process notice and leave by themselves, but a busy one takes its time. They may
 * be killed: without a main process nothing of theirs is acknowledged any more, and the log is replayed.
 */
const endingOfOrphans: Step[] = [
  { afterMs: 300, signal: 'SIGQUIT' },
  { afterMs: 1_500, signal: 'SIGKILL' },
]

/**
 * Ends whatever a killed supervisor or a killed server left running on this cluster, and removes the note of it.
 * Until the last of these processes is gone their shared memory is in use and no new server may start. The note,
 * postmaster.pid, would stop the new server if an unrelated process has the noted number by now.
 */
export async function clearRemains(cluster: string, note: (sentence: string) => void): Promise<void> {
  const begun = Date.now()
  let remaining = await serverProcesses(cluster)
  const steps = remaining.includes(await notedPid(cluster)) ? [...endingOfServer] : [...endingOfOrphans]
  while (remaining.length > 0) {
    const elapsedMs = Date.now() - begun
    if (elapsedMs > 30_000)
      throw new Error(`Processes ${remaining.join(', ')} hold ${cluster} and do not end.`)
    const due = steps[0]
    if (due && elapsedMs >= due.afterMs) {
      steps.shift()
      note(
        `${remaining.length} processes of an earlier database server still run; sending them ${due.signal}`,
      )
      for (const pid of remaining) signalIfAlive(pid, due.signal)
    }
    await sleep(50)
    remaining = await serverProcesses(cluster)
  }
  await rm(join(cluster, 'postmaster.pid'), { force: true })
}

/** The main process's number in postmaster.pid, 0 without one. */
async function notedPid(cluster: string): Promise<number> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  return Number.parseInt(text, 10) || 0
}

/** Every process of a server on this cluster: they all make the cluster their working directory. */
export async function serverProcesses(cluster: string): Promise<number[]> {
  const folder = await realpath(cluster)
  return process.platform === 'linux' ? linuxProcessesIn(folder) : otherProcessesIn(folder)
}

async function linuxProcessesIn(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(
    pids.map(async pid => {
      // A process of another user or one that ended meanwhile cannot be read, and is none of ours.
      const directory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
      if (directory !== folder) return undefined
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
      return name.trim() === 'postgres' ? pid : undefined
    }),
  )
  return found.filter(pid => pid !== undefined)
}

async function otherProcessesIn(folder: string): Promise<number[]> {
  // lsof ends with 1 when it finds nothing, which is an answer and no failure.
  const listing = await run('lsof', ['-a', '-c', 'postgres', '-d', 'cwd', '-F', 'pn']).catch(() => ({
    stdout: '',
  }))
  const pids: number[] = []
  let pid = 0
  for (const line of listing.stdout.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1))
    if (line === `n${folder}`) pids.push(pid)
  }
  return pids
}

function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
