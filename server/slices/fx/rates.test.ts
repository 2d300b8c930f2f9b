import { execFileSync } from 'node:child_process'
import {
  lutimes,
  mkdtemp,
  mkdir,
  readdir,
  readFile,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/factories/app.ts'
import { daysAgo, ratesFile, takeRates, today, usualRates } from './fx.fixture.ts'

let world: TestApp
let dataDir: string
let owner: Client
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'okpay-rates-'))
  world = await startTestApp({ OKPAY_DATA_DIR: dataDir })
  // The program itself may not take rates away.
  owner = new Client({ connectionString: world.database.ownerUrl })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  await owner.query('TRUNCATE fx_rate, fx_rate_file')
})

const desk = () => world.app.slices.fx.desk

async function rateOf(currency: string) {
  const { body } = await world.call('GET', '/v1/rates')
  return body.data.find((each: { currency: string }) => each.currency === currency)
}

async function quote(from: string, to: string) {
  const who = await world.person()
  const body = { from, to, amount: { value: '10', currency: from } }
  return world.call('POST', '/v1/quotes', { token: who.token, body, key: null })
}

test('the same file again, or from elsewhere, adds nothing', async () => {
  const file = { text: ratesFile(today(), usualRates), origin: 'a', now: new Date() }
  const all = await Promise.all(Array.from({ length: 10 }, () => desk().takeFile(file)))
  expect(all.filter(({ taken }) => taken)).toHaveLength(1)
})

test('the newest day counts; an older file that comes late is only history', async () => {
  await takeRates(world, { USD: '1.08' }, daysAgo(1))
  await takeRates(world, { USD: '1.05' }, daysAgo(3))
  expect(await rateOf('USD')).toMatchObject({ rate: '1.08000', day: daysAgo(1) })
  const { body } = await world.call('GET', '/v1/rates/history?from=EUR&to=USD')
  expect(body.data).toEqual([
    { day: daysAgo(3), rate: '1.05000' },
    { day: daysAgo(1), rate: '1.08000' },
  ])
})

test('a rate that jumps is not quoted until somebody says that it is right, nor are those after it', async () => {
  await takeRates(world, usualRates, daysAgo(2))
  const { held } = await takeRates(world, { ...usualRates, JPY: '16.14' }, daysAgo(1))
  expect(held).toEqual(['JPY'])
  await takeRates(world, { ...usualRates, JPY: '16.20' })
  const refused = await quote('EUR', 'JPY')
  expect([refused.status, refused.body.code]).toEqual([503, 'rate_unavailable'])
  expect(refused.headers['retry-after']).toBeDefined()
  expect((await quote('EUR', 'USD')).status).toBe(201)
  expect(await desk().decideHeld('JPY', 'active')).toBe(2)
  expect((await quote('EUR', 'JPY')).body.mid_rate).toBe('16.2000')
})

test('a jump that was a mistake is rejected, and the rate before it counts again', async () => {
  await takeRates(world, usualRates, daysAgo(1))
  await takeRates(world, { ...usualRates, GBP: '8.5' })
  expect(await desk().decideHeld('GBP', 'rejected')).toBe(1)
  expect((await quote('EUR', 'GBP')).body.mid_rate).toBe('0.850000')
})

test('a right rate after a wrong one ends the wait by itself', async () => {
  await takeRates(world, usualRates, daysAgo(2))
  await takeRates(world, { ...usualRates, GBP: '8.5' }, daysAgo(1))
  expect((await quote('EUR', 'GBP')).status).toBe(503)
  await takeRates(world, { ...usualRates, GBP: '0.86' })
  expect((await quote('EUR', 'GBP')).body.mid_rate).toBe('0.860000')
})

test('a file of days that are still to come is refused', async () => {
  await expect(takeRates(world, usualRates, daysAgo(-3))).rejects.toThrow(/still to come/)
})

test('a week without rates stops quoting', async () => {
  await takeRates(world, usualRates, daysAgo(8))
  expect((await quote('USD', 'CNY')).body.code).toBe('rate_unavailable')
  expect(await rateOf('USD')).toMatchObject({ quotable: false })
})

test('what is no file of rates is moved aside, and nothing outside the folder is read or written', async () => {
  const folder = join(dataDir, 'rates')
  await mkdir(join(folder, 'a-folder.xml'), { recursive: true })
  const elsewhere = join(dataDir, 'elsewhere.xml')
  await writeFile(elsewhere, ratesFile(today(), { USD: '1.07' }))
  await symlink(elsewhere, join(folder, 'b-link.xml'))
  await symlink(join(dataDir, 'nowhere'), join(folder, 'c-lost.xml'))
  execFileSync('mkfifo', [join(folder, 'd-pipe.xml')])
  await writeFile(join(folder, 'e-huge.xml'), '')
  await truncate(join(folder, 'e-huge.xml'), 3_000_000_000)
  await writeFile(join(folder, 'f-good.xml'), ratesFile(today(), { USD: '1.09' }))
  const precious = join(dataDir, 'precious')
  await writeFile(precious, 'precious')
  await rm(join(folder, '.now'), { force: true })
  await symlink(precious, join(folder, '.now'))
  const old = new Date(Date.now() - 60_000)
  for (const name of await readdir(folder)) await lutimes(join(folder, name), old, old)
  await desk().refresh()
  expect((await readdir(folder)).filter(name => name.endsWith('.xml'))).toEqual([])
  const refused = (await readdir(join(folder, 'refused'))).map(name => name.slice(37))
  expect(refused.toSorted()).toEqual(['a-folder.xml', 'b-link.xml', 'c-lost.xml', 'd-pipe.xml', 'e-huge.xml'])
  expect(await rateOf('USD')).toMatchObject({ rate: '1.09000' })
  expect(await readFile(precious, 'utf8')).toBe('precious')
  await rm(folder, { recursive: true })
})

test('files of the watched folder are taken, broken ones moved aside with the others unharmed', async () => {
  const folder = join(dataDir, 'rates')
  await mkdir(folder, { recursive: true })
  const old = new Date(Date.now() - 60_000)
  for (const [name, text] of [
    ['a-broken.xml', '<Cube'],
    ['b-good.xml', ratesFile(daysAgo(1), { USD: '1.10' })],
    ['notes.txt', 'not ours'],
  ] as const) {
    await writeFile(join(folder, name), text)
    await utimes(join(folder, name), old, old)
  }
  await writeFile(join(folder, 'c-being-written.xml'), ratesFile(today(), { USD: '1.11' }))
  await desk().refresh()
  expect((await readdir(folder)).filter(name => name !== '.now').toSorted()).toEqual([
    'c-being-written.xml',
    'notes.txt',
    'refused',
    'taken',
  ])
  expect(await readdir(join(folder, 'refused'))).toEqual([expect.stringMatching(/a-broken\.xml$/)])
  expect(await readdir(join(folder, 'taken'))).toEqual([expect.stringMatching(/b-good\.xml$/)])
})

test('the publisher is asked, and its ninety days are there at once', async () => {
  await desk().refresh()
  const { body } = await world.call('GET', '/v1/rates?base=USD')
  expect(body.data.map((each: { currency: string }) => each.currency).toSorted()).toEqual(
    ['CNY', 'EUR', 'GBP', 'HKD', 'JPY', 'KWD'].toSorted(),
  )
  const history = await world.call('GET', '/v1/rates/history?from=CNY&to=KWD')
  expect(history.body.data.length).toBeGreaterThan(55)
})
