import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endOf, spawnLeashed } from './launch-child.ts'
import { LaunchError, say } from './launch-messages.ts'
import { lastLines, openLog, sizeOf } from './platform/log-file.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const stampFile = join(root, 'web', 'dist', '.sources')
/** Vite takes a folder argument as its root, so the settings file is named instead. */
const viteArguments = ['--config', join(root, 'vite.config.ts')]
const sources = ['web', 'contract', 'vite.config.ts', 'package-lock.json']

/** Builds the web application when it, or what it is built with, changed since it was built last. */
export async function buildWeb(dataDir: string): Promise<void> {
  // A container image holds the built application without its sources.
  if (!existsSync(join(root, 'web', 'index.html'))) return
  if ((await builtFrom()) === (await fingerprint())) return
  say('buildingWeb')
  const logFile = join(dataDir, 'logs', 'web-build.log')
  const logStart = await sizeOf(logFile)
  const log = await openLog(logFile)
  try {
    if (await runBuild(log.fd)) return
    throw new LaunchError('webBuildFailed', { file: logFile, lines: await lastLines(logFile, logStart) })
  } finally {
    log.close()
  }
}

/** Builds it in any case; answers whether it worked. */
export async function runBuild(output: number | 'inherit'): Promise<boolean> {
  const current = await fingerprint()
  const vite = spawnLeashed(
    [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', ...viteArguments],
    {
      environment: { ...process.env, NODE_ENV: 'production' },
      output,
    },
  )
  if ((await endOf(vite)) !== 'exit code 0') return false
  await writeFile(stampFile, current)
  return true
}

/** A digest of every source file's path and content, so that a checkout with new file times builds nothing. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of await filesOf(source))
      hash.update(`${file}\0`).update(await readFile(join(root, file)))
  }
  return hash.digest('hex')
}

async function filesOf(source: string): Promise<string[]> {
  if (source.includes('.')) return [source]
  const entries = await readdir(join(root, source), { withFileTypes: true, recursive: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length))
    .filter(file => !file.startsWith(join('web', 'dist')) && !/\.test\.tsx?$/.test(file))
    .sort()
}

async function builtFrom(): Promise<string | undefined> {
  try {
    return await readFile(stampFile, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
