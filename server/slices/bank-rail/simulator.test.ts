import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { BIC, IBANS, newKeys, startBank } from '../../../simulators/bank/index.ts'
import { startBankRail } from './bank-rail.fixture.ts'
import { recallNow } from './client.fixture.ts'
import { isDecided } from './order-states.ts'

/** A dozen exchanges with a process of its own, on a machine that may be busy. */
const patienceMs = 120_000

/** The rail against the simulated bank: another program's reading of the same standard. */
const world = await startBankRail()
const keys = { host: newKeys(), client: newKeys() }
const folder = mkdtempSync(join(tmpdir(), 'okpay-bank-'))
const keyFile = join(folder, 'key')
writeFileSync(keyFile, keys.client.private, { mode: 0o600 })
const offsetMs = world.clock.offsetMs()
const bank = await startBank(
  {
    host: '127.0.0.1',
    port: 0,
    sftpPort: 0,
    user: 'okpay',
    clientKey: keys.client.public,
    hostKey: keys.host.private,
    nameCheckToken: null,
    dataDir: join(folder, 'bank'),
  },
  offsetMs,
)
const { hostname, port } = new URL(bank.sftpUrl)
world.deps.bank = {
  sftp: { host: hostname, port: Number(port), root: '', user: 'okpay', keyFile, hostKey: bank.hostKey },
  bic: BIC,
  holder: 'OKPay',
  accounts: IBANS,
  calendarFile: undefined,
  steeringUrl: undefined,
}
afterAll(async () => {
  await world.books()
  await bank.close()
  rmSync(folder, { recursive: true, force: true })
})

async function steer(method: string, path: string, body?: unknown): Promise<void> {
  const answer = await fetch(`${bank.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
}

/** Both clocks go on together; the bank does what is due, then we look at it. */
async function hours(count: number): Promise<void> {
  world.clock.advance(count * 3_600_000)
  await steer('PUT', '/steer/api/clock', { offset_ms: world.clock.offsetMs() })
  await steer('GET', '/steer/api/settled')
  await world.round()
}

async function openBreaks(): Promise<unknown[]> {
  const { rows } = await world.deps.db.pool.query(`SELECT kind, object FROM bank_break WHERE status = 'open'`)
  return rows
}

test(
  'payouts are executed, statements agree, and everything is where it belongs',
  async () => {
    const orders = await Promise.all(Array.from({ length: 4 }, () => world.payout()))
    await world.round()
    await hours(8)
    await hours(16)
    for (const { id } of orders) expect(await world.kinds(id)).toContain('settled')
    expect(await world.balance('safeguarding:bank')).toBe(4n * 1050n)
    expect(await world.balance('clearing:bank')).toBe(0n)
    const { rows } = await world.deps.db.pool.query<{ breaks: number }>(
      `SELECT breaks FROM bank_reconciliation`,
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(await openBreaks()).toEqual([])
    expect(world.alerts).toEqual([])
  },
  patienceMs,
)

test(
  'what it rejects, returns or gives back comes back with the reason',
  async () => {
    const rejected = await world.payout({
      creditor: {
        name: 'Nobody',
        account: { country: 'DE', fields: { iban: 'DE02120300000000202051' } },
        address: null,
      },
    })
    const recalled = await world.payout()
    await world.round()
    await recallNow(world.deps, recalled)
    await hours(24)
    await hours(24)
    for (const { id } of [rejected, recalled]) expect(isDecided((await world.order(id)).status)).toBe(true)
    expect(await world.balance('clearing:bank')).toBe(0n)
    expect(await openBreaks()).toEqual([])
  },
  patienceMs,
)
