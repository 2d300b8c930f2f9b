import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterEach, beforeAll, afterAll, describe, expect, test } from 'vitest'
import { isRoot } from './embedded-postgres-account.ts'
import { serverProcesses } from './embedded-postgres-process.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts'

const said: string[] = []
const log = {
  info: (sentence: string) => void said.push(sentence),
  warn: (sentence: string) => void said.push(sentence),
  error: (sentence: string) => void said.push(sentence),
}
let dataDir: string
let running: EmbeddedPostgres | undefined

/** Enterable by everybody, as a data folder usually is; mkdtemp makes one that only its owner can enter. */
async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'okpay-postgres-'))
  await chmod(folder, 0o711)
  return folder
}

beforeAll(async () => {
  dataDir = await openFolder()
})

afterEach(async () => {
  await running?.stop()
  running = undefined
  said.length = 0
})

afterAll(() => rm(dataDir, { recursive: true, force: true }))

async function start(folder = dataDir): Promise<EmbeddedPostgres> {
  running = await startEmbeddedPostgres({ dataDir: folder, log })
  return running
}

async function query(server: EmbeddedPostgres, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: server.superuserUrl('postgres') })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

function up(server: EmbeddedPostgres): Promise<void> {
  return new Promise(resolve => server.onUp(resolve))
}

function killed(server: EmbeddedPostgres): number {
  const pid = server.pid()
  if (pid === undefined) throw new Error('the server is not running')
  process.kill(pid, 'SIGKILL')
  return pid
}

test('the first start makes a cluster that the next start opens on the same port', async () => {
  const first = await start()
  await query(first, 'CREATE TABLE kept AS SELECT 42 AS value')
  const [encoding] = await query(
    first,
    `SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'template1'`,
  )
  expect(encoding).toEqual({ datlocprovider: 'b', datlocale: 'C.UTF-8' })
  await first.stop()
  const second = await start()
  expect(second.port).toBe(first.port)
  expect(await query(second, 'SELECT value FROM kept')).toEqual([{ value: 42 }])
})

test('the password is needed and only its owner can read it', async () => {
  const server = await start()
  const wrong = new Client({
    connectionString: server.superuserUrl('postgres').replace(/:[^:@]+@/, ':wrong@'),
  })
  await expect(wrong.connect()).rejects.toThrow('password authentication failed')
  expect((await stat(join(dataDir, 'postgres.json'))).mode & 0o777).toBe(0o600)
})

test('after kill -9 of its main process the server is back with everything it acknowledged', async () => {
  const server = await start()
  await query(server, 'CREATE TABLE survivor AS SELECT 1 AS value')
  const busy = new Client({ connectionString: server.superuserUrl('postgres') })
  const cutOff = new Promise(resolve => busy.once('error', resolve))
  await busy.connect()
  // A busy session does not notice the death of its parent, and its memory keeps a new server from starting.
  const endless = busy.query('SELECT count(*) FROM generate_series(1, 1000000000000)').catch(() => 'cut off')
  await sleep(200)
  const back = up(server)
  const pid = killed(server)
  await back
  expect(server.pid()).not.toBe(pid)
  expect(await query(server, 'SELECT value FROM survivor')).toEqual([{ value: 1 }])
  await cutOff
  expect(await endless).toBe('cut off')
})

test('it is restarted as often as it dies', async () => {
  const server = await start()
  for (let round = 0; round < 3; round += 1) {
    const back = up(server)
    killed(server)
    await back
  }
  expect(await query(server, 'SELECT 1 AS value')).toEqual([{ value: 1 }])
})

test('stopping while it is being restarted leaves nothing running', async () => {
  const server = await start()
  const down = new Promise<void>(resolve => server.onDown(resolve))
  killed(server)
  await down
  await server.stop()
  expect(await serverProcesses(join(dataDir, 'postgres', '18'))).toEqual([])
})

test('a noted process number that belongs to somebody else by now does not stop the start', async () => {
  const server = await start()
  await server.stop()
  const note = join(dataDir, 'postgres', '18', 'postmaster.pid')
  await writeFile(note, `${process.pid}\n${join(dataDir, 'postgres', '18')}\n1\n5432\n\n127.0.0.1\n`)
  expect(await query(await start(), 'SELECT 1 AS value')).toEqual([{ value: 1 }])
})

test('a damaged note of the data folder is refused with a sentence', async () => {
  const folder = await openFolder()
  await writeFile(join(folder, 'postgres.json'), '{"version":1}')
  await expect(start(folder)).rejects.toThrow(/postgres\.json is damaged.*Restore it/s)
  await rm(folder, { recursive: true })
})

test('a database whose password is lost is never silently replaced by an empty one', async () => {
  const note = join(dataDir, 'postgres.json')
  await rename(note, `${note}.away`)
  await expect(start()).rejects.toThrow(/holds a database.*Restore that file/)
  await rename(`${note}.away`, note)
})

describe('when the program that started it is killed with -9', () => {
  const program = `
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL('./embedded-postgres.ts', import.meta.url).href)}
    const log = { info() {}, warn() {}, error() {} }
    const server = await startEmbeddedPostgres({ dataDir: process.argv[1], log })
    console.log(server.pid())
    setInterval(() => {}, 1000)
  `

  async function startElsewhere(): Promise<ChildProcess> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    return child
  }

  async function serversLeft(): Promise<number> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if ((await serverProcesses(join(dataDir, 'postgres', '18'))).length === 0) return 0
      await sleep(100)
    }
    return (await serverProcesses(join(dataDir, 'postgres', '18'))).length
  }

  test('the server shuts down by itself', async () => {
    const child = await startElsewhere()
    child.kill('SIGKILL')
    expect(await serversLeft()).toBe(0)
  })

  test('and a new start at once takes over', async () => {
    const child = await startElsewhere()
    child.kill('SIGKILL')
    expect(await query(await start(), 'SELECT 1 AS value')).toEqual([{ value: 1 }])
  })
})

describe('in a folder that only the user who starts it can enter', () => {
  // Started by root, the server's account cannot enter it; an ordinary user's server runs as that user.
  const place = isRoot() ? /^\/var\/lib\/okpay\/[0-9a-f]{16}$/ : /^postgres$/
  let closed: string
  const used: string[] = []

  beforeAll(async () => {
    closed = await mkdtemp(join(homedir(), '.okpay-test-'))
  })

  afterAll(async () => {
    await rm(closed, { recursive: true, force: true })
    for (const folder of used) {
      await rm(folder, { recursive: true, force: true })
      await rm(`${folder}.data-folder`, { force: true })
    }
  })

  async function clusterOf(folder: string): Promise<string> {
    const note: unknown = JSON.parse(await readFile(join(folder, 'postgres.json'), 'utf8'))
    const directory =
      note !== null && typeof note === 'object' && 'directory' in note ? String(note.directory) : ''
    if (directory.startsWith('/var/lib/okpay/')) used.push(directory)
    return directory
  }

  test('the database lies where its account can reach it, and follows a moved data folder', async () => {
    await start(closed)
    const directory = await clusterOf(closed)
    expect(directory).toMatch(place)
    expect((await stat(resolve(closed, directory))).uid).not.toBe(0)
    await running?.stop()
    const moved = `${closed}-moved`
    await rename(closed, moved)
    closed = moved
    expect(await query(await start(moved), 'SELECT 1 AS value')).toEqual([{ value: 1 }])
  })

  test('a copy of the data folder never works on the original’s database', async () => {
    const original = await start(closed)
    await query(original, 'CREATE TABLE only_here AS SELECT 1 AS value')
    await original.stop()
    const copy = `${closed}-copy`
    await cp(closed, copy, { recursive: true })
    const outcome = await start(copy).then(
      server => query(server, 'DROP TABLE only_here').then(() => 'worked on its own copy'),
      String,
    )
    expect(outcome).toMatch(isRoot() ? /is a copy of it/ : /own copy/)
    await running?.stop()
    await rm(copy, { recursive: true })
    expect(await query(await start(closed), 'SELECT value FROM only_here')).toEqual([{ value: 1 }])
  })
})
