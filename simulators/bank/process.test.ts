import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SftpClient from 'ssh2-sftp-client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { readSettings, SettingsError } from './settings.ts'
import { MONDAY, keys, ordersOf } from './testing/harness.ts'
import { startBankProcess, type BankProcess } from './testing/start-process.ts'

// Each start is a whole process, which takes a second on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let dataDir: string
let running: BankProcess[] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'bank-'))
  running = []
})
afterEach(async () => {
  for (const bank of running) await bank.kill()
  await rm(dataDir, { recursive: true })
})

const environment = () => ({
  BANK_DATA_DIR: dataDir,
  BANK_HOST_KEY: keys.host.private,
  BANK_CLIENT_KEY: keys.client.public,
})

async function start(): Promise<BankProcess> {
  const bank = await startBankProcess(environment())
  running.push(bank)
  return bank
}

async function steer(bank: BankProcess, method: string, path: string, body?: unknown): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(
    bank.url + path,
    body === undefined ? { method } : { method, headers, body: JSON.stringify(body) },
  )
  expect(answer.status).toBe(200)
  return answer.json()
}

const booksSchema = z.object({
  accounts: z.array(z.object({ balance: z.object({ value: z.string(), currency: z.string() }) })),
  payments: z.array(z.object({ state: z.string(), payments: z.number() })),
  entries: z.array(z.object({ ref: z.string(), end_to_end_id: z.string() })),
})

test('killed with -9 again and again, it executes every order once and its books add up', async () => {
  let bank = await start()
  await steer(bank, 'PUT', '/steer/api/clock', { offset_ms: Date.parse(MONDAY) - Date.now() })
  const orders = Array.from({ length: 2_000 }, (_, index) => ({
    endToEnd: `A${index}`,
    amount: '1.00',
    account: 'DE89370400440532013000',
  }))
  const { hostname, port } = new URL(bank.sftpUrl)
  const client = new SftpClient()
  await client.connect({
    host: hostname,
    port: Number(port),
    username: 'okpay',
    privateKey: keys.client.private,
  })
  for (let file = 0; file < 4; file += 1) {
    const name = `/in/OKPAY-0000000${file}-pain.001.xml`
    const text = ordersOf(`OKPAY-0000000${file}`, orders.slice(file * 500, (file + 1) * 500))
    await client.put(Buffer.from(text), `${name}.part`)
    await client.rename(`${name}.part`, name)
  }
  await client.end().catch(() => undefined)
  for (let round = 0; round < 5; round += 1) {
    await bank.kill()
    bank = await start()
    const later = Date.parse(MONDAY) - Date.now() + (round + 1) * 1_800_000
    // The answer comes before the work is done: the next death is in the middle of it.
    await steer(bank, 'PUT', '/steer/api/clock', { offset_ms: later })
  }
  await steer(bank, 'GET', '/steer/api/settled')
  const books = booksSchema.parse(await steer(bank, 'GET', '/steer/api/books?limit=5000'))
  expect(books.payments).toEqual([{ state: 'executed', payments: 2_000 }])
  expect(new Set(books.entries.map(({ end_to_end_id: id }) => id)).size).toBe(2_000)
  expect(books.entries).toHaveLength(2_000)
  expect(books.accounts).toContainEqual({
    ...books.accounts.find(({ balance }) => balance.currency === 'EUR'),
    balance: { value: '-2000.00', currency: 'EUR' },
  })
})

test('stops on SIGTERM with exit code 0, and a second one on the same folder is refused', async () => {
  const bank = await start()
  await expect(startBankProcess(environment())).rejects.toThrow('Is another bank running there?')
  expect(await bank.stop()).toBe(0)
})

test('only who has the token may ask for names, where there is one', async () => {
  const bank = await startBankProcess({ ...environment(), BANK_NAME_CHECK_TOKEN: 'a token of the test' })
  running.push(bank)
  const ask = (authorization: string) =>
    fetch(`${bank.url}/name_checks`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', authorization },
      body: '{}',
    })
  expect((await ask('Bearer another token')).status).toBe(401)
  expect((await ask('Bearer a token of the test')).status).toBe(422)
})

const GOOD = {
  BANK_CLIENT_KEY: keys.client.public,
  BANK_HOST_KEY: keys.host.private,
  BANK_DATA_DIR: '/tmp/bank',
}

test.each([
  ['no key of the customer', { BANK_CLIENT_KEY: '' }, 'BANK_CLIENT_KEY is missing'],
  ['a password for a key', { BANK_CLIENT_KEY: 'secret' }, 'must be a public key of OpenSSH'],
  ['no key of its own', { BANK_HOST_KEY: '' }, 'BANK_HOST_KEY is missing'],
  ['no folder', { BANK_DATA_DIR: '' }, 'BANK_DATA_DIR is missing'],
  ['a port that is none', { BANK_SFTP_PORT: '70000' }, 'BANK_SFTP_PORT must be a whole number'],
  ['a short token', { BANK_NAME_CHECK_TOKEN: 'short' }, 'must have at least 16 characters'],
])('%s stops it with a sentence', (_name, change, sentence) => {
  const read = () => readSettings({ ...GOOD, ...change })
  expect(read).toThrow(SettingsError)
  expect(read).toThrow(sentence)
})
