import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startTestApp, type Person, type TestApp } from '../factories/app.ts'

/**
 * A freeze against money on its way, on two programs and a real PostgreSQL: from the answer on nothing leaves the
 * account. Seen to fail without the balance locks: docs/decisions/0005-proved-by-sabotage.md.
 */
let world: TestApp
let owner: Client
beforeAll(async () => {
  world = await startTestApp({ OKPAY_RATE_LIMIT_SCALE: '100000' }, { processes: 2 })
  owner = new Client({ connectionString: world.database.ownerUrl })
  await owner.connect()
})
afterAll(() => owner.end())

/** After every race the books must hold, whatever the race did. */
afterEach(async () => {
  const { findings } = await world.app.slices.ledger.watch.verifyAll()
  if (findings.length > 0) throw new Error(`the books do not hold: ${JSON.stringify(findings)}`)
})

const transfer = (payer: Person, payee: Person) =>
  world.call('POST', '/v1/transfers', {
    token: payer.token,
    body: { recipient: payee.accountNumber, amount: { value: '1.00', currency: 'EUR' } },
  })
const freeze = (who: Person) => world.call('POST', '/v1/security/freeze', { token: who.token })

/** How many statements wait for somebody's lock. */
async function waiting(): Promise<number> {
  const { rows } = await owner.query<{ n: number }>(
    `SELECT count(DISTINCT pid)::int AS n FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE NOT granted AND datname = current_database()`,
  )
  return rows[0]?.n ?? 0
}

test('a freeze is not answered while a transfer that was decided before it has yet to commit', async () => {
  const [payer, payee] = [await world.person({ EUR: 10_00n }), await world.person()]
  // The transfer has decided under its locks and stands at its writes; nothing the freeze itself writes is held up.
  const blocker = new Client({ connectionString: world.database.ownerUrl })
  await blocker.connect()
  await blocker.query('BEGIN; LOCK TABLE journal IN SHARE MODE')
  const paying = transfer(payer, payee)
  let frozenWith: string | undefined
  let freezing: ReturnType<typeof freeze>
  try {
    await vi.waitUntil(async () => (await waiting()) === 1, { timeout: 10_000, interval: 10 })
    freezing = freeze(payer).then(async answer => {
      frozenWith = await world.balanceOf(payer, 'EUR')
      return answer
    })
    await vi.waitUntil(async () => frozenWith !== undefined || (await waiting()) === 2, {
      timeout: 10_000,
      interval: 10,
    })
    expect(frozenWith).toBeUndefined()
  } finally {
    await blocker.query('COMMIT')
    await blocker.end()
  }

  expect([(await paying).status, (await freezing).status]).toEqual([201, 200])
  expect([frozenWith, await world.balanceOf(payer, 'EUR')]).toEqual(['9.00', '9.00'])
})

test('from the answer on no transfer of a hundred at once gets through, and each says why', async () => {
  const [payer, payee] = [await world.person({ EUR: 200_00n }), await world.person()]
  const early = Array.from({ length: 100 }, async (_, index) => {
    await new Promise(resolve => setTimeout(resolve, index))
    return transfer(payer, payee)
  })
  // Once the first is through, so that the freeze meets transfers in every state, however slow the machine is.
  await Promise.race(early)
  const frozen = await freeze(payer)
  const [frozenWith, late] = await Promise.all([
    world.balanceOf(payer, 'EUR'),
    Promise.all(Array.from({ length: 10 }, () => transfer(payer, payee))),
  ])
  const answers = await Promise.all(early)
  expect(frozen.status).toBe(200)
  const through = answers.filter(({ status }) => status === 201).length
  expect(through).toBeGreaterThan(0)
  expect([await world.balanceOf(payer, 'EUR'), await world.balanceOf(payee, 'EUR')]).toEqual([
    frozenWith,
    `${through}.00`,
  ])
  const refused = answers.filter(({ status }) => status !== 201)
  for (const { status, body } of [...refused, ...late])
    expect([status, body.code, body.details]).toEqual([
      403,
      'account_restricted',
      { reason: 'frozen_by_customer', scope: 'debit', until: null, way_out: 'unfreeze' },
    ])
})

test('twenty freezes at once are one freeze', async () => {
  const who = await world.person({ EUR: 1_00n })
  const answers = await Promise.all(Array.from({ length: 20 }, () => freeze(who)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  const { body } = await world.call('GET', '/v1/restrictions', { token: who.token })
  expect(body.data).toHaveLength(1)
})
