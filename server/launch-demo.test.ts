import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { beginDemo } from './launch-demo.ts'

let dataDir: string
let said: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'okpay-demo-'))
  said = ''
  vi.spyOn(process.stderr, 'write').mockImplementation(chunk => {
    said += String(chunk)
    return true
  })
})

afterEach(async () => {
  vi.restoreAllMocks()
  await rm(dataDir, { recursive: true, force: true })
})

/** Where nobody listens: what a stop leaves of the program they talk to. */
const nowhere = 'http://127.0.0.1:1'

test('demo people who fail are reported, but not when everything is being stopped', async () => {
  const stop = new AbortController()
  const options = { dataDir, databaseUrl: '', apiUrl: nowhere, bankUrl: nowhere, stopping: stop.signal }
  await beginDemo(options)
  expect(said).toMatch(/could not be prepared|未能/)
  said = ''
  stop.abort()
  await beginDemo(options)
  expect(said).not.toMatch(/could not be prepared|未能/)
})

test('a damaged memory of theirs stops no start, and the file is named', async () => {
  await writeFile(join(dataDir, 'demo-story.json'), '')
  const { signal: stopping } = new AbortController()
  await beginDemo({ dataDir, databaseUrl: '', apiUrl: nowhere, bankUrl: nowhere, stopping })
  expect(said).toContain(`${join(dataDir, 'demo-story.json')}: SyntaxError`)
})
