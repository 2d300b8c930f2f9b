import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainError } from './log.ts'

const logModule = new URL('./log.ts', import.meta.url).href
const program = `
  const { createLogger } = await import('${logModule}')
  const log = createLogger({ level: 'info', name: 'test' })
  for (let count = 1; count <= 3; count++) {
    log.info({ count, password: 'hunter2', person: { email: 'a@b.example' } }, 'something happened')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  const error = Object.assign(new Error('refused: 550 <li.ming@example.com> unknown'), {
    code: '23505',
    detail: 'Key (email)=(li.ming@example.com) already exists.',
    rejected: ['li.ming@example.com'],
    cause: new Error('postgres://okpay:hunter2@db.example/okpay says 4242 4242 4242 4242'),
  })
  log.warn({ err: error, job: 'mail' }, 'it failed')
  log.warn({ error: error.message }, 'it failed')
  log.warn({ err: new AggregateError([error, new Error('the second')], 'two failed') }, 'they failed')
  console.error('still here')`

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'okpay-log-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs the program with its log going to an open file. */
async function runWithLog(stdout: number): Promise<{ code: unknown; said: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', stdout, 'pipe'],
  })
  let said = ''
  child.stderr?.on('data', chunk => (said += String(chunk)))
  const [code] = await once(child, 'close')
  closeSync(stdout)
  return { code, said }
}

test('a log that cannot be written does not end the process', async () => {
  // Writing to a file that was opened for reading fails on every system, as a full disk does.
  const { code, said } = await runWithLog(openSync('/dev/null', 'r'))
  expect(said).toBe('still here\n')
  expect(code).toBe(0)
})

test('each entry is one line of JSON without secrets', async () => {
  const file = join(folder, 'log')
  await runWithLog(openSync(file, 'w'))
  const entries = readFileSync(file, 'utf8').trim().split('\n').slice(0, 3)
  expect(entries.map(entry => JSON.parse(entry))).toMatchObject(
    [1, 2, 3].map(count => ({
      count,
      name: 'test',
      msg: 'something happened',
      password: '[redacted]',
      person: { email: '[redacted]' },
    })),
  )
})

test('an error is logged without whom it is about: no values of a row, no recipient, no password, no card', async () => {
  const file = join(folder, 'errors')
  await runWithLog(openSync(file, 'w'))
  const text = readFileSync(file, 'utf8')
  for (const secret of ['li.ming', 'hunter2', '4242 4242', 'already exists', 'rejected'])
    expect(text).not.toContain(secret)
  const [entry, plain, together] = text
    .trim()
    .split('\n')
    .slice(3)
    .map(line => JSON.parse(line))
  expect(entry).toMatchObject({
    job: 'mail',
    err: {
      type: 'Error',
      message: 'refused: 550 <•••@example.com> unknown',
      error_code: '23505',
      stack: expect.stringContaining('Error: refused'),
      cause: { message: 'postgres://•••@db.example/okpay says •••• 4242' },
    },
  })
  expect(plain.error).toBe('refused: 550 <•••@example.com> unknown')
  expect(together.err).toMatchObject({
    message: 'two failed',
    errors: [{ message: 'refused: 550 <•••@example.com> unknown' }, { message: 'the second' }],
  })
})

test('a long word in what went wrong is looked through once: from every letter of it, this would not end in time', () => {
  expect(plainError(new Error('a'.repeat(1_000_000)))['message']).toHaveLength(1_000_000)
})
