import { Client } from 'pg'
import { Stripe } from 'stripe'
import { expect, test } from 'vitest'
import { money } from '../../../contract/money.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/db.ts'
import { makePaidDeposit } from '../../../test/factories/deposits.ts'
import { roleOf } from '../../platform/database-urls.ts'
import { ledgerChecks, verify } from '../ledger/index.ts'
import { aCustomer, is, openDeposit, pay, untilDeposit, uuidOf } from './customer.fixture.ts'
import { startFunding } from './funding.fixture.ts'
import { fundingInvariants } from './invariants.ts'
import { bookIncoming } from './transfer.fixture.ts'

const funding = await startFunding()
const rule = { id: 'deposit-card', operation: 'deposit' as const, currency: null, fixed: '1' }
await funding.pricing.publishFees([{ ...rule, basis_points: 100, minimum: null, maximum: null }])
const customer = await aCustomer(funding)
const credited = await makePaidDeposit(funding, { customerId: customer.id, amount: money(10_000n, 'EUR') })
const open = uuidOf(await openDeposit(funding, customer))
await reversedDeposit()
const transferred = await transferredDeposit()
await funding.close()

/** Paid on the hosted page, credited, and given back by the acquirer. */
async function reversedDeposit(): Promise<void> {
  const { settings, client } = funding.acquirer
  const stripe = new Stripe(settings.secretKey, { ...client, telemetry: false })
  const opened = await openDeposit(funding, customer)
  await pay(opened, 'visa_credit')
  const { timeline } = await untilDeposit(funding, customer, opened.id, is('succeeded'))
  const page = timeline.find(({ text }) => text === 'deposit_page_opened')?.evidence?.reference ?? ''
  const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(page)
  if (typeof intent !== 'string') throw new Error(`session ${page} has no payment intent`)
  await stripe.refunds.create({ payment_intent: intent })
  await untilDeposit(funding, customer, opened.id, is('reversed'))
}

/** Sent from a bank and credited. */
async function transferredDeposit(): Promise<string> {
  const opened = await openDeposit(funding, customer, { method: 'bank_transfer' })
  if (opened.action?.kind !== 'bank_transfer') throw new Error('nobody says where to send it')
  const { reference } = opened.action
  await funding.funding.onIncoming(await bookIncoming(funding, { reference, amount: 700n }))
  await untilDeposit(funding, customer, opened.id, is('succeeded'))
  return uuidOf(opened)
}

/** Everything, or only the newest part, which here is all there is. */
async function look(database: TestDatabase, scope: 'all' | 'recent') {
  const { findings } = await verify({
    readerUrl: database.readerUrl,
    checks: [...ledgerChecks(roleOf(database.appUrl)), ...fundingInvariants],
    now: new Date(),
    ...(scope === 'recent' ? { after: 0n } : {}),
  })
  return findings
}

test('whole books: nothing to say', async () => {
  expect(await look(funding.database, 'all')).toEqual([])
  expect(await look(funding.database, 'recent')).toEqual([])
})

test.each([
  [
    'funding.credit_is_what_was_collected',
    `UPDATE posting SET amount = amount - 1 WHERE kind = 'principal'`,
    credited,
  ],
  [
    'funding.credit_is_what_was_collected',
    `UPDATE posting SET amount = amount + 1 WHERE kind = 'fee'`,
    credited,
  ],
  ['funding.credit_is_what_was_collected', `DELETE FROM journal WHERE kind = 'deposit'`, credited],
  ['funding.credit_is_what_was_collected', `UPDATE posting SET currency = 'USD'`, credited],
  ['funding.credit_has_proof', `DELETE FROM rail_effect`, credited],
  [
    'funding.credit_has_proof',
    `UPDATE deposit SET journal_id = gen_random_uuid() WHERE status = 'succeeded'`,
    credited,
  ],
  ['funding.one_credit_per_bank_entry', `DELETE FROM bank_arrival`, transferred],
  ['funding.one_credit_per_bank_entry', `UPDATE bank_arrival SET amount = amount + 1`, transferred],
  ['funding.one_credit_per_bank_entry', `UPDATE bank_arrival SET currency = 'USD'`, transferred],
  ['funding.one_credit_per_bank_entry', `DELETE FROM deposit_reference`, transferred],
  [
    'funding.one_credit_per_bank_entry',
    `UPDATE deposit_reference SET customer_id = gen_random_uuid()`,
    transferred,
  ],
  [
    'funding.given_back_is_not_credited',
    `UPDATE deposit SET refund_requested_at = now(), refund_reason = 'account_restricted' WHERE id = '${transferred}'`,
    transferred,
  ],
  [
    'funding.given_back_is_not_credited',
    `UPDATE bank_arrival SET return_order_id = gen_random_uuid(), return_status = 'settled'`,
    transferred,
  ],
  ['funding.timeline_is_whole', `DELETE FROM deposit_step WHERE number = 1 AND deposit_id = '${open}'`, open],
  [
    'funding.timeline_is_whole',
    `UPDATE deposit_step SET state = 'pending' WHERE deposit_id = '${open}'`,
    open,
  ],
])('%s is found broken by: %s', async (invariant, sql, deposit) => {
  const database = await createTestDatabase({ copyOf: funding.database })
  const client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  try {
    await client.query(sql)
    const found = await look(database, 'all')
    expect(found.map(finding => finding.invariant)).toContain(invariant)
    expect(JSON.stringify(found)).toContain(deposit)
  } finally {
    await client.end()
    await database.drop()
  }
})
