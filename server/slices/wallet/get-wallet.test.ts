import { createHash } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { isAccountNumber } from '../../../contract/check-digit.ts'
import { currencies } from '../../../contract/money.ts'
import { startTestApp, type TestApp } from '../../../test/factories/app.ts'
import { newId } from '../../platform/id.ts'
import { placeHold } from '../ledger/index.ts'

let world: TestApp
beforeAll(async () => {
  world = await startTestApp()
})

const walletOf = async (token: string) => (await world.call('GET', '/v1/wallet', { token })).body

test('a new customer has an account number and nothing in every currency', async () => {
  const { token, accountNumber } = await world.person()
  const wallet = await walletOf(token)
  expect(wallet.id).toMatch(/^wal_/)
  expect([wallet.account_number, isAccountNumber(accountNumber)]).toEqual([accountNumber, true])
  const nothing = { CNY: '0.00', USD: '0.00', EUR: '0.00', GBP: '0.00', JPY: '0', HKD: '0.00', KWD: '0.000' }
  expect(wallet.balances).toEqual(
    currencies.map(currency => ({
      currency,
      available: { value: nothing[currency], currency },
      reserved: { value: nothing[currency], currency },
    })),
  )
})

test('shows what is there, each currency by itself and each customer by themselves', async () => {
  const [one, other] = [await world.person({ EUR: 12_34n, KWD: 1n }), await world.person({ JPY: 500n })]
  expect([await world.balanceOf(one, 'EUR'), await world.balanceOf(one, 'KWD')]).toEqual(['12.34', '0.001'])
  expect([await world.balanceOf(one, 'JPY'), await world.balanceOf(other, 'JPY')]).toEqual(['0', '500'])
})

test('what is set aside is reserved and not available', async () => {
  const { id: owner, token } = await world.person({ EUR: 100_00n })
  const now = new Date()
  const [holdId, journalId, subject] = [newId(), newId(), newId()]
  const expiresAt = new Date(now.getTime() + 60_000)
  const command = {
    holdId,
    journalId,
    owner,
    subject,
    amount: 30_00n,
    currency: 'EUR' as const,
    expiresAt,
    now,
  }
  const idempotency = { scope: owner, key: 'hold', requestHash: createHash('sha256').digest() }
  await world.app.slices.ledger.pipeline.execute(placeHold, command, { idempotency, now })
  const { balances } = await walletOf(token)
  expect(balances.find((each: { currency: string }) => each.currency === 'EUR')).toEqual({
    currency: 'EUR',
    available: { value: '70.00', currency: 'EUR' },
    reserved: { value: '30.00', currency: 'EUR' },
  })
})

test('401 without a session', async () => {
  const { status, body } = await world.call('GET', '/v1/wallet')
  expect([status, body.code]).toEqual([401, 'not_signed_in'])
})

test('after all of it the books are in order', async () => {
  expect((await world.app.slices.ledger.watch.verifyAll()).findings).toEqual([])
})
