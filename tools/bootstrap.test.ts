import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

/**
 * The bootstrap as a black box in a small repository of its own: a lock file with one package (the Node that runs
 * this test), a script that stands for the operator's command, and an npm that does what the test says.
 */
const tools = fileURLToPath(new URL('./', import.meta.url))
const version = process.versions.node
let root: string
let npm: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'okpay-bootstrap-'))
  await mkdir(join(root, 'tools'))
  for (const file of ['bootstrap', 'bootstrap-install', 'bootstrap-lock', 'bootstrap-messages']) {
    await cp(join(tools, `${file}.mjs`), join(root, 'tools', `${file}.mjs`))
  }
  await lockFile({ node: version })
  await npmThat('installs')
  await command(`console.log(JSON.stringify(process.argv.slice(2)))`)
})

afterEach(() => rm(root, { recursive: true }))

async function lockFile(packages: Record<string, string>): Promise<void> {
  const entries = Object.entries(packages).map(([name, at]) => [`node_modules/${name}`, { version: at }])
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages: Object.fromEntries(entries) }))
}

async function command(program: string, file = 'cli.ts'): Promise<void> {
  await mkdir(join(root, 'server'), { recursive: true })
  await writeFile(join(root, 'server', file), program)
}

const behaviours = {
  installs: `
    fs.mkdirSync('node_modules/node/bin', { recursive: true })
    fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json')
    fs.symlinkSync(process.env.TEST_NODE, 'node_modules/node/bin/node')`,
  'runs no scripts': `
    fs.mkdirSync('node_modules/node/bin', { recursive: true })
    fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json')
    fs.writeFileSync('node_modules/node/installArchSpecificPackage.js',
      "require('fs').symlinkSync(process.env.TEST_NODE, 'bin/node')")`,
  'has no network': `
    console.error('npm error code ENOTFOUND\\nnpm error getaddrinfo ENOTFOUND registry.example'); process.exit(1)`,
  'finds the disk full': `console.error('npm error ENOSPC: no space left on device'); process.exit(1)`,
}

async function npmThat(behaviour: keyof typeof behaviours): Promise<void> {
  npm = join(root, 'npm-cli.js')
  await writeFile(
    npm,
    `const fs = require('node:fs')
     fs.appendFileSync('npm-calls', process.argv.slice(2).join(' ') + '\\n')
     fs.rmSync('node_modules', { recursive: true, force: true })
     setTimeout(() => {${behaviours[behaviour]}}, 300)`,
  )
}

async function npmCalls(): Promise<number> {
  const calls = await readFile(join(root, 'npm-calls'), 'utf8').catch(() => '')
  return calls.split('\n').filter(line => line.startsWith('ci ')).length
}

function begin(args: string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [join(root, 'tools', 'bootstrap.mjs'), ...args], {
    env: {
      PATH: process.env['PATH'],
      LANG: 'en',
      npm_execpath: npm,
      TEST_NODE: process.execPath,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function run(args: string[], environment: NodeJS.ProcessEnv = {}) {
  const child = begin(args, environment)
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', chunk => (stdout += String(chunk)))
  child.stderr?.on('data', chunk => (stderr += String(chunk)))
  const [code, signal] = await once(child, 'close')
  return { stdout, stderr, ended: signal ?? code }
}

test('the first command installs and the second does not; stdout is the command’s alone', async () => {
  const first = await run(['okpay', 'db:url', '--x'])
  expect(first).toMatchObject({ stdout: '["db:url","--x"]\n', ended: 0 })
  expect(first.stderr).toContain('Installing dependencies')
  expect(await run(['okpay'])).toEqual({ stdout: '[]\n', stderr: '', ended: 0 })
  expect(await npmCalls()).toBe(1)
})

test('two first commands at once install once, and both run', async () => {
  const both = await Promise.all([run(['okpay', '1']), run(['okpay', '2'])])
  expect(both.map(({ stdout, ended }) => [stdout, ended])).toEqual([
    ['["1"]\n', 0],
    ['["2"]\n', 0],
  ])
  expect(await npmCalls()).toBe(1)
})

test('a changed lock file installs again', async () => {
  await run(['okpay'])
  await lockFile({ node: version, pg: '8.0.0' })
  await run(['okpay'])
  expect(await npmCalls()).toBe(2)
})

test('what "npm install" already brought up to date is not installed again', async () => {
  await run(['okpay'])
  await lockFile({ node: version, pg: '8.0.0' })
  await cp(join(root, 'package-lock.json'), join(root, 'node_modules', '.package-lock.json'))
  expect((await run(['okpay'])).stderr).toBe('')
  expect(await npmCalls()).toBe(1)
})

test('the pinned Node is fetched where npm runs no install scripts', async () => {
  await npmThat('runs no scripts')
  expect(await run(['okpay', 'there'])).toMatchObject({ stdout: '["there"]\n', ended: 0 })
})

test('another Node than the pinned one is refused with a sentence', async () => {
  await lockFile({ node: '1.2.3' })
  const { stderr, ended } = await run(['okpay'])
  expect(ended).toBe(1)
  expect(stderr).toContain('Node 1.2.3 for this machine')
})

test('a failed installation says what to do, in the language of the terminal', async () => {
  await npmThat('has no network')
  const english = await run(['okpay'])
  expect(english).toMatchObject({ stdout: '', ended: 1 })
  expect(english.stderr).toContain('registry cannot be reached')
  expect(english.stderr).toContain('getaddrinfo ENOTFOUND')
  expect((await run(['okpay'], { LANG: 'zh_CN.UTF-8' })).stderr).toContain('无法连接软件包仓库')
  await npmThat('finds the disk full')
  expect((await run(['okpay'])).stderr).toContain('The disk is full')
})

test('a failed installation can be repeated', async () => {
  await npmThat('has no network')
  await run(['okpay'])
  await npmThat('installs')
  expect(await run(['okpay'])).toMatchObject({ stdout: '[]\n', ended: 0 })
})

test('the lock of an installer that was killed is taken over', async () => {
  const lock = join(root, '.install-lock')
  await writeFile(lock, 'left by a killed process')
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(lock, longAgo, longAgo)
  expect(await run(['okpay'])).toMatchObject({ stdout: '[]\n', ended: 0 })
})

test('the exit code is passed on', async () => {
  await command('process.exit(7)')
  expect((await run(['okpay'])).ended).toBe(7)
})

test('a signal is passed on, and a command that dies of one is seen to', async () => {
  await command(`console.log('running'); setInterval(() => {}, 1000)`)
  await run(['install'])
  const child = begin(['okpay'])
  if (!child.stdout) throw new Error('no output')
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
})

test('a command that runs for long ends when the bootstrap is killed with -9', async () => {
  const proof = join(root, 'ended')
  const program = `
    import { writeFileSync } from 'node:fs'
    process.once('disconnect', () => { writeFileSync(${JSON.stringify(proof)}, 'yes'); process.exit(0) })
    console.log('running')`
  await command(program, 'launch.ts')
  await run(['install'])
  const child = begin(['start'])
  if (!child.stdout) throw new Error('no output')
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await expect.poll(() => readFile(proof, 'utf8').catch(() => 'not yet'), { timeout: 5_000 }).toBe('yes')
})

test('an unknown command lists the known ones', async () => {
  const { stderr, ended } = await run(['strat'])
  expect(ended).toBe(1)
  expect(stderr).toMatch(/Usage: npm run <command>.*start, dev, test/)
})
