import { fromTypeId } from '../../../contract/ids.ts'
import { accountFormOf, corridorTo } from '../../../contract/corridors/index.ts'
import type { Person, TestApp } from '../../../test/factories/app.ts'
import { allChecks } from '../../invariants.ts'
import { roleOf } from '../../platform/database-urls.ts'
import { verify } from '../ledger/index.ts'
import { takeRates } from '../fx/fx.fixture.ts'
import { withdrawalsIn } from '../withdrawals/withdrawals.fixture.ts'

export const eur = (value: string) => ({ value, currency: 'EUR' })
export const cny = (value: string) => ({ value, currency: 'CNY' })

/** What tests of transfers abroad do with a world: keep recipients, ask for prices, order, and speak for the bank. */
export async function remittancesIn(world: TestApp) {
  const { call, callConfirmed } = world
  await takeRates(world)
  // Payment orders are the same whoever ordered them.
  const { move, orderOf, tell, bankSays, makeFiles } = withdrawalsIn(world)

  const { addRecipient, recipient } = recipientsIn(world)

  type Ask = { source?: string; fixed?: 'send' | 'receive'; amount?: { value: string; currency: string } }

  const ask = (
    who: Person,
    to: string,
    { source = 'CNY', fixed = 'receive', amount = eur('10.00') }: Ask = {},
  ) =>
    call('POST', '/v1/transfer_abroad_quotes', {
      token: who.token,
      key: null,
      body: { recipient: to, source, fixed, amount },
    })

  async function quote(who: Person, to: string, wish: Ask = {}) {
    const { status, body } = await ask(who, to, wish)
    if (status !== 201) throw new Error(JSON.stringify(body))
    return body
  }

  const send = (who: Person, quoteId: string, words: Record<string, unknown> = {}, key?: string) =>
    callConfirmed('POST', '/v1/transfers_abroad', {
      token: who.token,
      body: { quote: quoteId, ...words },
      ...(key ? { key } : {}),
    })

  /** A transfer of 10 EUR from CNY that was accepted, of somebody who has nothing else to do. */
  async function sent(wish: Ask = {}) {
    const who = await world.person({ CNY: 1_000_00n })
    const to = await recipient(who)
    const priced = await quote(who, to, wish)
    const { status, body } = await send(who, priced.id)
    if (status !== 201) throw new Error(JSON.stringify(body))
    return { who, to, quote: priced, id: String(body.id), uuid: fromTypeId('transferAbroad', body.id) ?? '' }
  }

  const get = async (who: Person, id: string) =>
    (await call('GET', `/v1/transfers_abroad/${id}`, { token: who.token })).body

  const cancel = (who: Person, id: string) =>
    call('POST', `/v1/transfers_abroad/${id}/cancel`, { token: who.token, key: null })

  return {
    ...booksIn(world),
    addRecipient,
    recipient,
    ask,
    quote,
    send,
    sent,
    get,
    cancel,
    move,
    orderOf,
    tell,
    bankSays,
    makeFiles,
  }
}

/** What is written down of it. */
function booksIn({ app, database }: TestApp) {
  /** What the ledger has for somebody, as `available/CNY` in minor units; nothing where there is nothing. */
  async function books(who: Person): Promise<Record<string, bigint>> {
    const { rows } = await app.db.pool.query<{ name: string; balance: bigint }>(
      `SELECT a.purpose || '/' || a.currency AS name, b.balance FROM account a JOIN balance b ON b.account_id = a.id
       WHERE a.owner_id = $1 AND b.balance <> 0`,
      [who.id],
    )
    return Object.fromEntries(rows.map(({ name, balance }) => [name, balance]))
  }

  async function operatorBalance(purpose: string, currency: string): Promise<bigint> {
    const { rows } = await app.db.pool.query<{ balance: bigint }>(
      `SELECT b.balance FROM account a JOIN balance b ON b.account_id = a.id
       WHERE a.owner_id IS NULL AND a.purpose = $1 AND a.currency = $2`,
      [purpose, currency],
    )
    return rows[0]?.balance ?? 0n
  }

  async function eventsOf(uuid: string): Promise<string[]> {
    const { rows } = await app.db.pool.query<{ type: string }>(
      `SELECT type FROM outbox WHERE subject_id = $1 ORDER BY id`,
      [uuid],
    )
    return rows.map(({ type }) => type)
  }

  /**
   * What the verifier finds. The bank's own books are not in this world, so what is checked of them is left out: these
   * tests say what the bank said, and the bank rail's tests how it says it.
   */
  async function findings() {
    const checks = allChecks(roleOf(database.appUrl)).filter(
      ({ invariant }) => !invariant.startsWith('bank_rail.'),
    )
    const report = await verify({ readerUrl: database.readerUrl, checks, now: new Date() })
    return report.findings
  }

  return { books, operatorBalance, eventsOf, findings }
}

/** A customer's book, filled with the examples of the country's form. */
function recipientsIn({ call }: TestApp) {
  async function addRecipient(who: Person, country = 'DE', change: Record<string, unknown> = {}) {
    const corridor = corridorTo(country)
    if (!corridor) throw new Error(`no corridor to ${country}`)
    const fields = Object.fromEntries(accountFormOf(corridor).fields.map(({ id, example }) => [id, example]))
    return await call('POST', '/v1/recipients', {
      token: who.token,
      key: null,
      body: {
        name: 'Anna Schmidt',
        account: { country, fields },
        address: corridor.address
          ? { street: '1 Main Street', city: 'Springfield', postal_code: '62701' }
          : null,
        ...change,
      },
    })
  }

  async function recipient(
    who: Person,
    country = 'DE',
    change: Record<string, unknown> = {},
  ): Promise<string> {
    const { status, body } = await addRecipient(who, country, change)
    if (status !== 201) throw new Error(JSON.stringify(body))
    return body.id
  }

  return { addRecipient, recipient }
}
