import { existsSync } from 'node:fs'
import { access, constants, readFile, stat, statfs } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { systemClock } from '../server/platform/clock.ts'
import { ConfigError, readConfig, type Config } from '../server/platform/config.ts'
import { otherPort, portTrouble, type PortTrouble } from '../server/platform/ports.ts'
import { servicesFile } from '../server/platform/run-files.ts'
import { calendarEnds, readBankingYears } from '../server/slices/bank-rail/index.ts'
import { examineDatabase } from './doctor-database.ts'
import { problem, sentence, warning, well, type Finding } from './doctor-finding.ts'

/** Looks at everything OKPay needs on this machine and says of each thing that is wrong how to mend it. */
const gib = 1024 ** 3

async function main(): Promise<void> {
  const findings = [await examineNode(), ...(await examineConfigured()), ...(await examineChromium())]
  const signs = { well: '✓', warning: '!', problem: '✗' }
  for (const { state, what, mend } of findings) {
    console.log(`${signs[state]} ${what}`)
    if (mend) console.log(`  → ${mend}`)
  }
  const count = findings.filter(({ state }) => state === 'problem').length
  console.log(`\n${count === 0 ? sentence('allWell') : sentence('someProblems', { count })}`)
  process.exitCode = count === 0 ? 0 : 1
}

const lockFile = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) })

async function examineNode(): Promise<Finding> {
  const version = process.versions.node
  const text = await readFile(fileURLToPath(new URL('../package-lock.json', import.meta.url)), 'utf8')
  const wanted = lockFile.parse(JSON.parse(text)).packages['node_modules/node']?.version ?? version
  if (version === wanted) return well('nodeOk', { version })
  return warning(sentence('nodeOther', { version, wanted }), sentence('nodeMend'))
}

async function examineConfigured(): Promise<Finding[]> {
  let config: Config
  try {
    config = readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [problem(error.message, sentence('configMend'))]
  }
  return [
    well('configOk', { edition: config.edition }),
    examineMemory(),
    await examineDisk(config.dataDir),
    await examineFolder(config.dataDir),
    ...(await examineRunning(config)),
    ...(await examineDatabase(config)),
    ...(await examineBankKey(config)),
    ...examineCalendars(config),
  ]
}

/** Without our private key nothing goes to the bank, and the start does not say so: it is read with each exchange. */
async function examineBankKey({ bank }: Config): Promise<Finding[]> {
  if (!bank) return []
  const file = bank.sftp.keyFile
  try {
    await access(file, constants.R_OK)
    return [well('bankKeyOk', { file })]
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [problem(sentence('bankKeyClosed', { file, reason }), sentence('bankKeyMend'))]
  }
}

/** How far the bank holidays of our bank's currencies are known; what is not known is promised as the latest day. */
function examineCalendars({ bank }: Config): Finding[] {
  if (!bank) return []
  let years: ReturnType<typeof readBankingYears>
  try {
    years = readBankingYears(bank.calendarFile)
  } catch (error) {
    return [problem(error instanceof Error ? error.message : String(error), sentence('configMend'))]
  }
  const ends = calendarEnds({ bank, years, clock: systemClock })
  const ending = ends.filter(({ state }) => state !== 'known')
  if (ending.length > 0)
    return ending.map(({ currency, knownUntil, daysLeft }) => {
      const what =
        knownUntil === null
          ? sentence('calendarEnded', { currency })
          : sentence('calendarSoon', { currency, day: knownUntil, days: daysLeft ?? 0 })
      return warning(what, sentence('calendarMend'))
    })
  const first = ends.map(({ knownUntil }) => knownUntil ?? '').sort()[0]
  return first === undefined ? [] : [well('calendarOk', { day: first })]
}

function examineMemory(): Finding {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity)
  const size = (bytes / gib).toFixed(1)
  if (bytes >= 1.5 * gib) return well('memoryOk', { size })
  return warning(sentence('memoryLow', { size }), sentence('memoryMend'))
}

/** The folder itself, or the nearest one above it that exists. */
function existing(folder: string): string {
  return existsSync(folder) ? folder : existing(dirname(folder))
}

async function examineDisk(folder: string): Promise<Finding> {
  const disk = await statfs(existing(folder))
  const bytes = disk.bavail * disk.bsize
  const values = { size: (bytes / gib).toFixed(1), folder }
  if (bytes >= 2 * gib) return well('diskOk', values)
  const low = bytes < gib / 2 ? problem : warning
  return low(sentence('diskLow', values), sentence('diskMend'))
}

async function examineFolder(folder: string): Promise<Finding> {
  try {
    await access(existing(folder), constants.W_OK)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return problem(sentence('folderClosed', { folder, reason }), sentence('folderMend', { folder }))
  }
  if (!existsSync(folder)) return well('folderNew', { folder })
  const database = join(folder, 'postgres')
  const uid = existsSync(database) ? (await stat(database)).uid : process.getuid?.()
  if (process.getuid?.() === 0 || uid === process.getuid?.()) return well('folderOk', { folder })
  return problem(sentence('folderOwner', { folder, uid: uid ?? '?' }), sentence('folderOwnerMend'))
}

/** What to say of a port that cannot be had, and how it is mended. */
const portMessages = {
  taken: ['portTaken', 'portMend'],
  forbidden: ['portForbidden', 'portForbiddenMend'],
  no_address: ['noSuchAddress', 'noSuchAddressMend'],
} as const

function examinePort(port: number, host: string, trouble: PortTrouble | undefined): Finding {
  if (!trouble) return well('portFree', { port })
  const [what, mend] = portMessages[trouble]
  return problem(sentence(what, { port, host }), sentence(mend, { other: otherPort(port) }))
}

async function examineRunning({ dataDir, http: { port, host } }: Config): Promise<Finding[]> {
  const services = await servicesFile.read(dataDir)
  const trouble = port === 0 ? undefined : await portTrouble(port, host)
  if (!services) return [well('runningNot'), examinePort(port, host, trouble)]
  const { webUrl: url } = services
  const reason = await notReady(services.apiUrl)
  const sick = problem(
    sentence('runningSick', { url, reason: reason ?? '' }),
    sentence('runningMend', { folder: dataDir }),
  )
  return [
    reason === undefined ? well('runningOk', { url }) : sick,
    trouble === 'taken' ? well('portOurs', { port }) : examinePort(port, host, trouble),
  ]
}

async function notReady(apiUrl: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(5_000) })
    return response.ok ? undefined : `${response.status} ${await response.text()}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Only developers run the browser tests; a container image does not even hold them. */
async function examineChromium(): Promise<Finding[]> {
  if (!existsSync(fileURLToPath(new URL('../test/e2e', import.meta.url)))) return []
  const { findInstalled } = await import('../test/e2e/chromium.ts')
  const path = await findInstalled()
  if (path) return [well('chromiumOk', { path })]
  return [warning(sentence('chromiumMissing'), sentence('chromiumMend'))]
}

await main()
