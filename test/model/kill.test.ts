import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { afterAll, expect, test, vi } from 'vitest'
import { newId } from '../../server/platform/id.ts'
import { balancesOf, sealAll } from '../../server/slices/ledger/index.ts'
import { openCluster } from '../factories/cluster.ts'
import { loadCustomers, orderOf } from './kill-load.ts'
import { move, openSmallBank } from './small-bank.ts'

/**
 * kill -9 in the middle of load, of the process that moves money and of the database. Afterwards everything that
 * was acknowledged is there, everything else gets exactly one outcome when it is repeated with its key, and the
 * verifier has nothing to say. Seen to fail once: docs/decisions/0005-proved-by-sabotage.md.
 */
vi.setConfig({ testTimeout: 180_000 })
const cluster = await openCluster()
const bank = openSmallBank(cluster)
const children: ChildProcess[] = []
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await bank.close()
  await cluster.close()
})

type Load = {
  child: ChildProcess
  sent: Set<number>
  acknowledged: Map<number, string>
  /** Resolves when so many more were acknowledged. */
  progress(count: number): Promise<void>
  /** Waits for the end of the process and of everything it has said. */
  ended: Promise<void>
}

function startLoad(seed: string, first: number): Load {
  const args = ['test/model/kill-child.ts', cluster.appUrl, cluster.readerUrl, seed, String(first)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const sent = new Set<number>()
  const acknowledged = new Map<number, string>()
  let onProgress: () => void = () => undefined
  const lines = createInterface({ input: child.stdout })
  lines.on('line', line => {
    const [what, number, status = ''] = line.split(' ')
    if (what === 'sent') sent.add(Number(number))
    else acknowledged.set(Number(number), status)
    onProgress()
  })
  const ended = new Promise<void>(resolve => lines.once('close', resolve))
  return {
    child,
    sent,
    acknowledged,
    ended,
    progress(count) {
      const wanted = acknowledged.size + count
      return new Promise((resolve, reject) => {
        void ended.then(() => reject(new Error(`the load ended after ${acknowledged.size} answers`)))
        onProgress = () => {
          if (acknowledged.size >= wanted) resolve()
        }
      })
    },
  }
}

const funds = 2_000n

async function fund(seed: string): Promise<void> {
  await Promise.all(loadCustomers(seed).map(customer => bank.deposit(customer, funds)))
}

/** What became of an order, and whether that had been decided before. */
async function repeat(seed: string, number: number): Promise<{ status: string; replayed: boolean }> {
  const order = orderOf(seed, number, bank.clock.now())
  const { outcome, replayed } = await bank.run(move, order.move, { key: order.key })
  return { status: outcome.status, replayed }
}

/** What is left of the load, as its customers see it, and as the books do. */
async function aftermath(seed: string, loads: readonly Load[]) {
  const acknowledged = new Map(loads.flatMap(load => Array.from(load.acknowledged)))
  const unanswered = loads.flatMap(load => Array.from(load.sent)).filter(number => !acknowledged.has(number))
  const outcomes = new Map<number, string>()
  const lost: number[] = []
  for (const [number, status] of acknowledged) {
    const kept = await repeat(seed, number)
    if (!kept.replayed || kept.status !== status) lost.push(number)
    outcomes.set(number, kept.status)
  }
  for (const number of unanswered) {
    const [first, second] = [await repeat(seed, number), await repeat(seed, number)]
    if (!second.replayed || second.status !== first.status) lost.push(number)
    outcomes.set(number, first.status)
  }
  const balances = await Promise.all(
    loadCustomers(seed).map(async owner => (await balancesOf(bank.db.pool, owner)).get('available/EUR')),
  )
  await bank.dispatch()
  await sealAll(bank.db)
  const { findings } = await bank.watch.verifyAll()
  return { lost, unanswered, balances, owed: owedTo(seed, outcomes), findings }
}

/** What each customer must have when every order that was moved was moved once. */
function owedTo(seed: string, outcomes: ReadonlyMap<number, string>): bigint[] {
  const owed = new Map(loadCustomers(seed).map(customer => [customer, funds]))
  const add = (customer: string, amount: bigint) => owed.set(customer, (owed.get(customer) ?? 0n) + amount)
  for (const [number, status] of outcomes) {
    if (status !== 'moved') continue
    const { payer, payee, amount, fee } = orderOf(seed, number, new Date()).move
    add(payer, -amount - fee)
    add(payee, amount)
  }
  return Array.from(owed.values())
}

test('the process that moves money is killed, three times', async () => {
  const seed = newId()
  await fund(seed)
  const loads: Load[] = []
  for (let round = 0; round < 3; round += 1) {
    const load = startLoad(seed, 1_000_000 * round)
    loads.push(load)
    await load.progress(400)
    load.child.kill('SIGKILL')
    await load.ended
  }
  const { lost, unanswered, balances, owed, findings } = await aftermath(seed, loads)
  expect(unanswered.length).toBeGreaterThan(0)
  expect(lost).toEqual([])
  expect(balances).toEqual(owed)
  expect(findings).toEqual([])
})

test('the database is killed twice while the process goes on', async () => {
  const seed = newId()
  await fund(seed)
  const load = startLoad(seed, 10_000_000)
  for (let round = 0; round < 2; round += 1) {
    await load.progress(400)
    await cluster.kill()
  }
  await load.progress(200)
  // Both at once, in the middle: nobody is left who could clean up.
  load.child.kill('SIGKILL')
  await Promise.all([cluster.kill(), load.ended])
  const { lost, unanswered, balances, owed, findings } = await aftermath(seed, [load])
  expect(unanswered.length).toBeGreaterThan(0)
  expect(lost).toEqual([])
  expect(balances).toEqual(owed)
  expect(findings).toEqual([])
})
