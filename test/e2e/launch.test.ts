import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { databaseFile, servicesFile, type Services } from '../../server/platform/run-files.ts'
import { demoPeople } from '../../simulators/people/demo-people.ts'
import { life } from '../../simulators/people/life.ts'
import { openMemory } from '../../simulators/people/memory.ts'
import { beginning } from '../../simulators/people/story/beginning.ts'
import { isUnfinished } from '../../simulators/people/story.ts'

/** The launcher as a person at a terminal has it: started, killed in every way, started again. */
const run = promisify(execFile)
const launcher = fileURLToPath(new URL('../../server/launch.ts', import.meta.url))
let dataDir: string
let running: Launched | undefined

type Launched = { process: ChildProcess; output: () => string; ended: Promise<unknown[]> }

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'okpay-launch-'))
  await chmod(dataDir, 0o711)
})

/** It runs on from test to test: a start is ten seconds of work. What a failed test has left of it is no beginning. */
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await stop()
})

afterAll(async () => {
  await stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function stop(): Promise<void> {
  running?.process.kill('SIGTERM')
  await running?.ended
  running = undefined
}

function launch(environment: NodeJS.ProcessEnv = {}): Launched {
  const child = spawn(process.execPath, [launcher], {
    env: {
      ...process.env,
      LANG: 'en',
      LC_ALL: '',
      PORT: '0',
      OKPAY_DATA_DIR: dataDir,
      DATABASE_URL: '',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += String(chunk)))
  return { process: child, output: () => output, ended: once(child, 'exit') }
}

/** Of the program that runs, or of one that is started. */
async function launchReady(): Promise<Services> {
  const launched = running ?? launch()
  running = launched
  const over = new AbortController()
  void launched.ended.then(() => over.abort())
  const until = Date.now() + 150_000
  while (Date.now() < until && !over.signal.aborted) {
    const services = await servicesFile.read(dataDir)
    if (services) return services
    await sleep(100)
  }
  throw new Error(`The program did not start:\n${launched.output()}`)
}

type Process = { pid: number; parent: number; command: string }

async function processes(): Promise<Process[]> {
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,ppid=,command='], { maxBuffer: 16 * 1024 * 1024 })
  return stdout.split('\n').flatMap(line => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return pid && parent && command ? [{ pid: Number(pid), parent: Number(parent), command }] : []
  })
}

/** Everything the running launcher started, and what that started in turn. */
async function family(): Promise<Process[]> {
  const all = await processes()
  const below = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap(child => [child, ...below(child.pid)])
  return below(running?.process.pid ?? -1).filter(({ command }) => !command.startsWith('ps '))
}

async function pidOf(part: string): Promise<number> {
  const found = (await family()).find(({ command }) => command.includes(part))
  if (!found) throw new Error(`nothing runs ${part}`)
  return found.pid
}

async function survivors(of: Process[]): Promise<Process[]> {
  const all = await processes()
  return of.filter(one => all.some(({ pid, command }) => pid === one.pid && command === one.command))
}

async function isReady(services: Services): Promise<boolean> {
  const response = await fetch(`${services.apiUrl}/readyz`).catch(() => undefined)
  return response?.ok ?? false
}

const memoryFile = (): string => join(dataDir, 'demo-story.json')

test('demo people who are interrupted at the first start do not keep the program from running', async () => {
  running = launch()
  await expect.poll(() => existsSync(memoryFile()), { timeout: 150_000, interval: 20 }).toBe(true)
  process.kill(await pidOf('simulators/people/main.ts'), 'SIGKILL')
  await launchReady()
  expect(running.output()).toContain('could not be prepared (SIGKILL)')
})

test('a second start on the same data folder, and a taken port, are refused with a sentence', async () => {
  await launchReady()
  const second = launch()
  expect(await second.ended).toEqual([1, null])
  expect(second.output()).toContain(`in use by another OKPay (process ${running?.process.pid})`)
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? String(address.port) : ''
  const elsewhere = join(dataDir, 'elsewhere')
  const third = launch({ PORT: port, OKPAY_DATA_DIR: elsewhere })
  expect(await third.ended).toEqual([1, null])
  expect(third.output()).toContain(`Port ${port} is taken`)
  server.close()
})

test('killed parts are started again: server, acquirer, bank, database', async () => {
  const services = await launchReady()
  for (const file of ['server/main.ts', 'simulators/acquirer/main.ts', 'simulators/bank/main.ts']) {
    const pid = await pidOf(file)
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => pidOf(file).catch(() => pid), { timeout: 20_000 }).not.toBe(pid)
  }
  await expect.poll(() => isReady(services), { timeout: 30_000 }).toBe(true)
  process.kill(await pidOf('bin/postgres'), 'SIGKILL')
  await expect.poll(() => running?.output(), { timeout: 30_000 }).toContain('The database runs again.')
  await expect.poll(() => isReady(services), { timeout: 30_000 }).toBe(true)
})

test('it says where everything is, and a stop in order leaves nothing behind', async () => {
  const services = await launchReady()
  expect(await isReady(services)).toBe(true)
  expect(await databaseFile.read(dataDir)).toMatchObject({ ownerUrl: expect.stringContaining('okpay_owner') })
  await expect.poll(() => running?.output()).toContain('Stop with Ctrl+C.')
  expect(running?.output()).toContain(services.webUrl)
  expect(running?.output()).toMatch(/演示客户[\s\S]*Demo customers/)
  const children = await family()
  expect(children.length).toBeGreaterThan(3)
  const begun = Date.now()
  running?.process.kill('SIGINT')
  expect(await running?.ended).toEqual([0, null])
  expect(Date.now() - begun).toBeLessThan(15_000)
  expect(await databaseFile.read(dataDir)).toBeUndefined()
  expect(await survivors(children)).toEqual([])
  running = undefined
})

test('killed with -9 it takes everything with it, and the next start goes on', async () => {
  await launchReady()
  const children = await family()
  running?.process.kill('SIGKILL')
  await running?.ended
  running = undefined
  await expect.poll(() => survivors(children), { timeout: 20_000 }).toEqual([])
  await servicesFile.remove(dataDir)
  const services = await launchReady()
  expect(await isReady(services)).toBe(true)
  await wholeStory(services)
})

const remembered = z.object({ signIns: z.record(z.string(), z.object({ session: z.string() })) })
const history = z.object({
  data: z.array(z.object({ kind: z.string(), amount: z.unknown(), note: z.string().nullable() })),
})

/**
 * The demo people's life, through which their server, the bank, the database and everything were killed: it has come to
 * its end, but for what waits up to a minute for the bank's files, and whatever they did they did once.
 */
async function wholeStory({ apiUrl }: Services): Promise<void> {
  const file = memoryFile()
  const isTold = async () => !isUnfinished(await openMemory(file), [...beginning, ...life.slice(0, -1)])
  await expect.poll(isTold, { timeout: 130_000, interval: 500 }).toBe(true)
  const { signIns } = remembered.parse(JSON.parse(await readFile(file, 'utf8')))
  for (const { email } of demoPeople) {
    const headers = { authorization: `Bearer ${signIns[email]?.session}` }
    const answer = await fetch(`${apiUrl}/v1/transactions?limit=100`, { headers })
    const { data } = history.parse(await answer.json())
    const deeds = data.map(({ kind, amount, note }) => JSON.stringify([kind, amount, note]))
    expect(deeds.length).toBeGreaterThan(20)
    expect(deeds.toSorted()).toEqual([...new Set(deeds)].toSorted())
  }
}
