import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { life } from './life.ts'
import { openMemory } from './memory.ts'
import { Missing, Refused } from './okpay-api.ts'
import { beginning } from './story/beginning.ts'
import { isUnfinished, tellStory, type Chapter, type World } from './story.ts'

let folder: string
let file: string
const happened: string[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'okpay-people-'))
  file = join(folder, 'demo-story.json')
  happened.length = 0
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
})

afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const nobody = () => Promise.reject(new Error('nobody is in this story'))
const world: World = {
  okpayUrl: 'http://okpay.test',
  bankUrl: undefined,
  desk: new Map(),
  as: nobody,
  accountOf: nobody,
  inAHurry: true,
}

/** Fails with these, one after the other, before it happens. */
function chapter(name: string, ...failures: Error[]): Chapter {
  return {
    name,
    tell() {
      happened.push(name)
      const failure = failures.shift()
      return failure ? Promise.reject(failure) : Promise.resolve()
    },
  }
}

const refused = (status: number) => new Refused({ status, body: null, cookies: [] }, 'the server')

test('acts follow each other, and what was told is not told again, also after another start', async () => {
  const acts = [[[chapter('one'), chapter('two')], [chapter('beside')]], [[chapter('last')]]]
  expect(await tellStory(acts, world, await openMemory(file))).toBe(0)
  expect(happened.at(-1)).toBe('last')
  expect(happened.toSorted()).toEqual(['beside', 'last', 'one', 'two'])
  const again = await openMemory(file)
  expect(isUnfinished(again, acts)).toBe(false)
  expect(await tellStory(acts, world, again)).toBe(0)
  expect(happened).toHaveLength(4)
  // Sessions are in it.
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('one that is refused for good leaves the others alone, and the next start tries only it again', async () => {
  const acts = [[[chapter('one'), chapter('refused', refused(409)), chapter('after')]]]
  expect(await tellStory(acts, world, await openMemory(file))).toBe(1)
  expect(happened).toEqual(['one', 'refused', 'after'])
  const again = await openMemory(file)
  expect(isUnfinished(again, acts)).toBe(true)
  expect(await tellStory(acts, world, again)).toBe(0)
  expect(happened).toEqual(['one', 'refused', 'after', 'refused'])
})

test('a lost connection, a busy server and an ended session are met with patience; what never comes is not, where somebody waits', async () => {
  vi.useFakeTimers()
  const acts = [
    [
      [chapter('patient', new TypeError('fetch failed'), refused(503), refused(401))],
      [chapter('missing', new Missing('the mail'))],
    ],
  ]
  const told = tellStory(acts, world, await openMemory(file))
  await vi.advanceTimersByTimeAsync(60_000)
  vi.useRealTimers()
  expect(await told).toBe(1)
  expect(happened.toSorted()).toEqual(['missing', 'patient', 'patient', 'patient', 'patient'])
})

test('where nobody waits for the end, what did not come is waited for again', async () => {
  vi.useFakeTimers()
  const acts = [[[chapter('missing', new Missing('the mail'))]]]
  const told = tellStory(acts, { ...world, inAHurry: false }, await openMemory(file))
  await vi.advanceTimersByTimeAsync(1_000)
  vi.useRealTimers()
  expect(await told).toBe(0)
  expect(happened).toEqual(['missing', 'missing'])
})

test('a memory keeps that it was begun, and who is signed in', async () => {
  const memory = await openMemory(file)
  expect(memory.isNew).toBe(true)
  await memory.begin()
  expect((await openMemory(file)).isNew).toBe(false)
  const signIn = { device: 'd', session: 's' }
  await Promise.all([memory.keepSignIn('a@okpay.example', signIn), memory.keepTold('one')])
  const again = await openMemory(file)
  expect([again.signInOf('a@okpay.example'), again.wasTold('one')]).toEqual([signIn, true])
})

test('every chapter has a name of its own, by which it is remembered', () => {
  const names = [...beginning, ...life].flat(2).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
