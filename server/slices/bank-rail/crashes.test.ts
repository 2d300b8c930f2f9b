import { copyFileSync, renameSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, expect, test } from 'vitest'
import { openFile } from './at-rest.ts'
import { batchOrders } from './batch.ts'
import { camt054 } from './bank-messages.fixture.ts'
import { startBankRail } from './bank-rail.fixture.ts'
import { cancelNow } from './client.fixture.ts'
import { composeFiles } from './compose.ts'
import { exchange } from './exchange.ts'
import { railHealth } from './health.ts'
import { readContent } from './queries-files.ts'
import { sendFiles } from './send.ts'
import { withBankServer } from './sftp.ts'

const world = await startBankRail()
const { deps } = world
const { bank } = deps
if (!bank) throw new Error('the fixture has a bank')
const ownBank = bank

afterAll(() => world.books())
afterEach(() => {
  world.expectNoAlerts()
})

/** A payout in a file that is made and not sent. */
async function composed() {
  const order = await world.payout()
  await batchOrders(deps)
  await composeFiles(deps, ownBank)
  const { file } = await world.order(order.id)
  const name = `${await world.messageOf(order.id)}-pain.001.xml`
  const number = file?.number ?? 0
  return { order, name, content: openFile(deps.sealKey, number, await readContent(deps.db.pool, number)) }
}

const filesNamed = (name: string) =>
  [...world.sent('in'), ...world.sent('in/archive')].filter(each => each.startsWith(name))

test('died after the orders were put into a file: the file is made and sent', async () => {
  const order = await world.payout()
  await batchOrders(deps)
  await exchange(deps)
  expect((await world.order(order.id)).status).toBe('sent')
})

test('died after the file was stored: its very bytes are sent', async () => {
  const { order, name, content } = await composed()
  await exchange(deps)
  expect(world.read(`in/${name}`)).toBe(content.toString())
  expect((await world.order(order.id)).status).toBe('sent')
})

test('died while sending: what is left of it is removed, and it is sent whole', async () => {
  const { name, content } = await composed()
  writeFileSync(world.folder(`in/${name}.0badf00d.part`), content.subarray(0, 100))
  await exchange(deps)
  expect(filesNamed(name)).toEqual([name])
})

test('another process that sent the file while our bytes were on their way: the bank gets it once', async () => {
  const { order, name, content } = await composed()
  const failures: unknown[] = []
  await withBankServer(ownBank, async server => {
    const slow = await sendFiles(deps, {
      ...server,
      async write(path, bytes) {
        await server.write(path, bytes)
        // The other one is done, and the bank has taken the file, before we go on.
        writeFileSync(world.folder(`in/archive/${name}`), content)
      },
    })
    failures.push(...slow)
  })
  expect(failures.map(String)).toEqual([expect.stringContaining('somebody else sent')])
  expect(filesNamed(name)).toEqual([name])
  await exchange(deps)
  expect(filesNamed(name)).toEqual([name])
  expect((await world.order(order.id)).status).toBe('sent')
})

test.each(['in', 'in/archive'])('died after sending: found in %s, it is not sent again', async place => {
  const { order, name, content } = await composed()
  writeFileSync(world.folder(`${place}/${name}`), content)
  await exchange(deps)
  expect((await world.order(order.id)).status).toBe('sent')
  expect(filesNamed(name)).toEqual([name])
})

test('the bank has other bytes under the name: nothing is sent, a person is told', async () => {
  const { order, name } = await composed()
  writeFileSync(world.folder(`in/${name}`), 'somebody else')
  await exchange(deps)
  expect((await world.order(order.id)).status).toBe('batched')
  expect(world.alerts.splice(0)).toEqual([
    'the bank has a file of this name with other bytes; it is not sent',
  ])
  renameSync(world.folder(`in/${name}`), world.folder(`in/archive/removed-by-the-bank`))
  await exchange(deps)
  expect((await world.order(order.id)).status).toBe('sent')
})

test('two processes at it at once send everything once', async () => {
  const orders = await Promise.all(Array.from({ length: 5 }, () => world.payout()))
  await Promise.all([exchange(deps), exchange(deps), exchange(deps)])
  const messages = new Set(await Promise.all(orders.map(({ id }) => world.messageOf(id))))
  expect(messages.size).toBe(1)
  expect(filesNamed(Array.from(messages)[0] ?? '')).toHaveLength(1)
})

test('canceled against the batch at the same moment: canceled or sent, never both', async () => {
  const orders = await Promise.all(Array.from({ length: 30 }, () => world.payout()))
  const cancellations = orders.map(order => cancelNow(deps, order))
  const [, ...results] = await Promise.all([
    exchange(deps),
    ...cancellations.map(cancellation =>
      cancellation.then(
        () => true,
        () => false,
      ),
    ),
  ])
  for (const [index, order] of orders.entries()) {
    const { status, file } = await world.order(order.id)
    expect([status, file === null]).toEqual(results[index] ? ['canceled', true] : ['sent', false])
  }
})

test('died after taking a file of the bank: it is known by its bytes and applied once', async () => {
  const order = await world.payout()
  await exchange(deps)
  const content = camt054([{ reference: 'C-1', amount: '10.50', side: 'DBIT', number: order.number }])
  world.put('taken.xml', content)
  await world.round()
  copyFileSync(world.folder('out/archive/taken.xml'), world.folder('out/taken.xml'))
  await world.round()
  expect(world.told.filter(line => line.includes(order.number))).toEqual([`settled ${order.number}`])
  expect(world.sent('out')).toEqual([])
})

test('a bank that is away: files wait, health says since when, and everything goes on when it is back', async () => {
  await exchange(deps)
  expect((await railHealth(deps.db.pool)).state).toBe('up')
  world.door.open = false
  const order = await world.payout()
  await exchange(deps)
  await exchange(deps)
  expect((await railHealth(deps.db.pool)).state).toBe('down')
  expect(world.alerts.splice(0)).toEqual(['the bank cannot be reached; files wait'])
  expect((await world.order(order.id)).status).toBe('batched')
  world.door.open = true
  await exchange(deps)
  expect((await railHealth(deps.db.pool)).state).toBe('up')
  expect((await world.order(order.id)).status).toBe('sent')
})

test('a machine with another key is not our bank', async () => {
  const stranger = { ...bank, sftp: { ...bank.sftp, hostKey: `SHA256:${'A'.repeat(43)}` } }
  await exchange({ ...deps, bank: stranger })
  expect((await railHealth(deps.db.pool)).state).toBe('down')
  expect(world.alerts.splice(0)).toEqual(['the bank cannot be reached; files wait'])
})
