import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { supervise, type ChildSpec, type Supervised } from './launch-child.ts'

type Death = Parameters<ChildSpec['onDeath']>[0]

const supervised: Supervised[] = []
afterEach(async () => {
  await Promise.all(supervised.splice(0).map(child => child.stop(500)))
})

function start(program: string): { child: Supervised; deaths: Death[] } {
  const deaths: Death[] = []
  const child = supervise({
    name: 'program',
    args: ['-e', program],
    environment: process.env,
    output: 'inherit',
    onDeath: death => void deaths.push(death),
  })
  supervised.push(child)
  return { child, deaths }
}

const endless = 'setInterval(() => {}, 1000)'

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200 && !condition(); attempt += 1) await sleep(50)
  expect(condition()).toBe(true)
}

test('a killed program is started again', async () => {
  const { child, deaths } = start(endless)
  const first = child.pid()
  if (first === undefined) throw new Error('it did not start')
  process.kill(first, 'SIGKILL')
  await until(() => child.pid() !== undefined && child.pid() !== first)
  expect(deaths).toEqual([{ name: 'program', how: 'SIGKILL', pauseMs: 200, deaths: 1 }])
})

test('one that keeps dying is started ever more rarely', async () => {
  const { deaths } = start('process.exit(3)')
  await until(() => deaths.length === 3)
  expect(deaths.map(({ how, pauseMs }) => [how, pauseMs])).toEqual([
    ['exit code 3', 200],
    ['exit code 3', 500],
    ['exit code 3', 1_000],
  ])
})

test('a wanted restart is no death', async () => {
  const { child, deaths } = start(endless)
  const first = child.pid()
  child.restart()
  await until(() => child.pid() !== undefined && child.pid() !== first)
  expect(deaths).toEqual([])
})

test('one that ignores the request to stop is killed after the time it was given', async () => {
  const deaf = join(await mkdtemp(join(tmpdir(), 'okpay-child-')), 'deaf')
  const { child } = start(
    `process.on('SIGTERM', () => {}); require('node:fs').writeFileSync(${JSON.stringify(deaf)}, ''); ${endless}`,
  )
  await until(() => existsSync(deaf))
  await rm(dirname(deaf), { recursive: true })
  const pid = child.pid()
  const begun = Date.now()
  await child.stop(300)
  expect(Date.now() - begun).toBeGreaterThan(250)
  expect(pid !== undefined && alive(pid)).toBe(false)
})

test('stopping during the pause before a restart starts nothing more', async () => {
  const { child, deaths } = start('process.exit(3)')
  await until(() => deaths.length === 1)
  await child.stop(300)
  expect(child.pid()).toBeUndefined()
})

test('the program ends with its supervisor, also when that is killed with -9', async () => {
  const supervisor = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { supervise } from ${JSON.stringify(new URL('./launch-child.ts', import.meta.url).href)}
       const child = supervise({ name: 'program', args: ['-e', ${JSON.stringify(endless)}],
         environment: process.env, output: 'inherit', onDeath() {} })
       console.log(child.pid())`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [line] = await once(supervisor.stdout, 'data')
  const pid = Number(String(line))
  await sleep(300)
  expect(alive(pid)).toBe(true)
  supervisor.kill('SIGKILL')
  await until(() => !alive(pid))
})
