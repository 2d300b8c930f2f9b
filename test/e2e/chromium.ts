import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'

const run = promisify(execFile)

const systemNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']
const applications = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * Path of a Chromium that starts: the one OKPAY_CHROMIUM names, the system's, one that Playwright downloaded
 * before; otherwise it is installed, by the system's package manager where we may, else by Playwright. Throws a
 * sentence that says what to install when nothing helps.
 */
export async function findChromium(): Promise<string> {
  const found = await findInstalled()
  if (found) {
    await installFonts()
    return found
  }
  const failures: string[] = []
  for (const install of [installByApt, installByPlaywright]) {
    const failure = await install()
    if (failure) failures.push(failure)
    const installed = await findInstalled()
    if (installed) return installed
  }
  throw new Error(
    `The browser tests need Chromium or Chrome, and it could not be installed:\n  ${failures.join('\n  ')}\n` +
      'Install it (Debian, Ubuntu: apt-get install chromium fonts-noto-cjk), or name one with OKPAY_CHROMIUM.',
  )
}

/** The installed browser's path, without installing anything. */
export async function findInstalled(): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const candidates = [
    process.env['OKPAY_CHROMIUM'] ?? '',
    ...systemNames.flatMap(name => folders.map(folder => join(folder, name))),
    ...applications,
    chromium.executablePath(),
  ]
  for (const candidate of candidates) {
    if (candidate !== '' && (await starts(candidate))) return candidate
  }
  return undefined
}

/** Ubuntu has a "chromium" that only says how to install it as a snap; so it is asked for its version. */
async function starts(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    const { stdout } = await run(path, ['--version', '--no-sandbox'], { timeout: 20_000 })
    return /chrom/i.test(stdout)
  } catch {
    return false
  }
}

function mayUseApt(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

async function installByApt(): Promise<string | undefined> {
  if (!mayUseApt()) return 'apt-get is not there, or only root may use it.'
  return apt(['chromium', 'fonts-noto-cjk'])
}

/** Chinese in screenshots would be empty boxes without a font that has it. */
async function installFonts(): Promise<void> {
  if (!mayUseApt()) return
  const fonts = await run('fc-list', [':lang=zh', 'family']).catch(() => ({ stdout: '' }))
  if (fonts.stdout.trim() !== '') return
  const failure = await apt(['fonts-noto-cjk'])
  if (failure) process.stderr.write(`No Chinese font could be installed; screenshots lack it. ${failure}\n`)
}

async function apt(packages: string[]): Promise<string | undefined> {
  process.stderr.write(`Installing ${packages.join(' and ')} with apt-get …\n`)
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 64 * 1024 * 1024 }
  try {
    await run('apt-get', ['update', '-q'], options)
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options)
    return undefined
  } catch (error) {
    return `apt-get: ${lastLine(error)}`
  }
}

async function installByPlaywright(): Promise<string | undefined> {
  process.stderr.write('Downloading Chromium with Playwright …\n')
  const cli = join(dirname(fileURLToPath(import.meta.resolve('playwright-core'))), 'cli.js')
  try {
    await run(process.execPath, [cli, 'install', 'chromium'], {
      timeout: 300_000,
      maxBuffer: 64 * 1024 * 1024,
    })
    return undefined
  } catch (error) {
    return `playwright install: ${lastLine(error)}`
  }
}

/** The line that names the error; a program's last line is often only the end of a stack. */
function lastLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
  const lines = text.trim().split('\n')
  return (lines.findLast(line => /error|^E:/i.test(line)) ?? lines.at(-1) ?? 'failed').trim()
}
