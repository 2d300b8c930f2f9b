#!/usr/bin/env node
/**
 * The entry of every npm script. It is plain JavaScript without dependencies, because it runs first: on a fresh
 * clone with nothing but Node 20 and npm it installs the dependencies, among them the pinned Node, and then runs
 * the command with that Node. Everything it says goes to stderr; stdout belongs to the command.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled, InstallError, runtimeOf } from './bootstrap-install.mjs'
import { say } from './bootstrap-messages.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Command → files to run one after the other, each with its own arguments before those of the command line. */
const commands = {
  start: [['server/launch.ts']],
  dev: [['server/launch.ts', '--dev']],
  test: [['node_modules/vitest/vitest.mjs', 'run']],
  check: [['tools/check.ts']],
  bench: [['bench/transfers.ts'], ['bench/growth.ts'], ['bench/sign-in.ts']],
  'bench:transfers': [['bench/transfers.ts']],
  'bench:growth': [['bench/growth.ts']],
  'bench:bank-rail': [['bench/bank-rail.ts']],
  'bench:export': [['bench/export.ts']],
  'bench:sign-in': [['bench/sign-in.ts']],
  'sim:month': [['test/sim/month.ts']],
  okpay: [['server/cli.ts']],
  doctor: [['tools/doctor.ts']],
  openapi: [['tools/openapi.ts']],
  'build:web': [['tools/build-web.ts']],
  install: [],
}

/** These run until they are stopped, and must stop when whatever started them is gone. */
const longRunning = ['start', 'dev']

async function main([command, ...rest]) {
  refuseUnfitMachine()
  const files = Object.hasOwn(commands, command ?? '') ? commands[command] : undefined
  if (!files) throw new InstallError(say('usage', { commands: Object.keys(commands).join(', ') }))
  await ensureInstalled(root)
  for (const [file, ...fixed] of files) {
    if (!existsSync(join(root, file))) throw new InstallError(say('notThere', { command, file }))
    const outcome = await run([join(root, file), ...fixed, ...rest], longRunning.includes(command))
    if (outcome !== 0) return outcome
  }
  return 0
}

function refuseUnfitMachine() {
  if (process.platform === 'win32') throw new InstallError(say('windows'))
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new InstallError(say('nodeTooOld', { version: process.versions.node }))
  }
}

/**
 * Runs a file with the pinned Node and answers its exit code, or the signal that ended it. A long-running child
 * gets a channel to us: it closes when we die, also by kill -9, and the child stops then. Whatever it starts shares
 * a cache of compiled code: our processes are many, and stripping and compiling is half of what each start costs.
 */
function run(args, leashed) {
  const path = [dirname(runtimeOf(root)), join(root, 'node_modules', '.bin'), process.env.PATH].join(
    delimiter,
  )
  const child = spawn(runtimeOf(root), args, {
    cwd: root,
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'), ...process.env, PATH: path },
    stdio: leashed ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
  })
  const forward = signal => {
    // Ctrl-C reaches the child by the terminal already, and most programs take a second one for "at once".
    if (signal === 'SIGINT' && process.stdin.isTTY && !leashed) return
    child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  const watch = leashed ? stopWithParent(child) : undefined
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      clearInterval(watch)
      resolve(signal ?? code)
    })
  })
}

/** npm killed with -9 cannot pass a signal on; we see it by getting another parent. */
function stopWithParent(child) {
  if (!process.env.npm_lifecycle_event) return undefined
  const parent = process.ppid
  return setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 1_000)
}

try {
  const outcome = await main(process.argv.slice(2))
  if (typeof outcome === 'string') process.kill(process.pid, outcome)
  else process.exitCode = outcome
} catch (error) {
  if (!(error instanceof InstallError)) throw error
  process.stderr.write(`\n${error.message}\n`)
  process.exitCode = 1
}
