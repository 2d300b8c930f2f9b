import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { expect, test, vi } from 'vitest'
import { fromTypeId, type IdKind } from '../../contract/ids.ts'
import { allChecks } from '../../server/invariants.ts'
import { roleOf } from '../../server/platform/database-urls.ts'
import { verify } from '../../server/slices/ledger/index.ts'
import { everyMinuteAt } from '../../server/slices/transfers/later.fixture.ts'
import { createTestDatabase, type TestDatabase } from '../db.ts'
import { startTestApp, type Person } from '../factories/app.ts'

/** The invariants of transfers that wait, go back, are asked for or come again, each broken once by the owner. */
vi.setConfig({ testTimeout: 60_000 })
const eur = (value: string) => ({ value, currency: 'EUR' })
const world = await startTestApp()
const targets = await fill()
await world.app.stop()

async function post(who: Person, path: string, body: unknown, kind: IdKind): Promise<string> {
  const answer = await world.callConfirmed('POST', path, { token: who.token, body, key: randomUUID() })
  const id = answer.status < 300 ? fromTypeId(kind, answer.body.id) : undefined
  if (!id) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return id
}

async function fill() {
  const [payer, payee] = [await world.person({ EUR: 10_000_00n }), await world.person({ EUR: 100_00n })]
  const [toPayee, toPayer] = [{ recipient: payee.email }, { payer: payer.email }]
  const invite = (value: string) =>
    post(payer, '/v1/transfer_invitations', { ...toPayee, amount: eur(value) }, 'transfer')
  const waiting = await invite('11')
  const accepted = await invite('220')
  const wire = await world.call('GET', '/v1/transfer_invitations?role=payee', { token: payee.token })
  const { id } = wire.body.data.find((each: { amount: { value: string } }) => each.amount.value === '220.00')
  await world.call('POST', `/v1/transfer_invitations/${id}/accept`, { token: payee.token })
  const transfer = await post(payer, '/v1/transfers', { ...toPayee, amount: eur('30') }, 'transfer')
  const wireTransfer = (await world.call('GET', '/v1/transactions', { token: payee.token })).body.data[0].id
  const refund = await post(payee, '/v1/refunds', { transfer: wireTransfer, amount: eur('10') }, 'refund')
  const bill = await post(
    payee,
    '/v1/bills',
    { title: 'Dinner', total: eur('9'), own_weight: 1, shares: [{ ...toPayer, weight: 2 }] },
    'bill',
  )
  const asked = await world.call('GET', '/v1/payment_requests?role=payer', { token: payer.token })
  const request = fromTypeId('paymentRequest', asked.body.data[0].id) ?? ''
  const paid = await post(payer, `/v1/payment_requests/${asked.body.data[0].id}/pay`, {}, 'transfer')
  const startsOn = Temporal.Now.plainDateISO('UTC').add({ days: 2 }).toString()
  const order = { ...toPayee, amount: eur('7'), rhythm: 'weekly', starts_on: startsOn, time_zone: 'UTC' }
  const schedule = await post(payer, '/v1/scheduled_transfers', order, 'scheduledTransfer')
  await everyMinuteAt(world, new Date(Date.now() + 3 * 86_400_000))
  return { waiting, accepted, transfer, refund, bill, request, paid, schedule, stranger: randomUUID() }
}

type Targets = typeof targets
type Sabotage = {
  breaks: string
  when: string
  sql: (targets: Targets) => string
  names: (targets: Targets) => Record<string, unknown>
}

const sabotages: readonly Sabotage[] = [
  {
    breaks: 'transfers.held_while_waiting',
    when: 'its hold was released behind its back',
    sql: ({ waiting }) => `
      UPDATE hold SET status = 'released', released = amount, resolved_at = now() WHERE id = '${waiting}'`,
    names: ({ waiting }) => ({ transfer: waiting }),
  },
  {
    breaks: 'transfers.held_while_waiting',
    when: 'less is held than waits',
    sql: ({ waiting }) => `UPDATE hold SET amount = amount - 1 WHERE id = '${waiting}'`,
    names: ({ waiting }) => ({ transfer: waiting }),
  },
  {
    breaks: 'transfers.accepted_by_one',
    when: 'somebody else is said to have accepted',
    sql: ({ accepted, stranger }) =>
      `UPDATE transfer_invitation SET payee_id = '${stranger}' WHERE id = '${accepted}'`,
    names: ({ accepted }) => ({ transfer: accepted }),
  },
  {
    breaks: 'transfers.waiting_history_is_true',
    when: 'the payer reads that it was accepted',
    sql: ({ waiting }) =>
      `UPDATE transaction_record SET status = 'completed' WHERE subject_id = '${waiting}'`,
    names: ({ waiting }) => ({ transfer: waiting }),
  },
  {
    breaks: 'transfers.refunds_within_received',
    when: 'more is noted than went back',
    sql: ({ transfer }) =>
      `UPDATE refund_total SET refunded = refunded + 1 WHERE transfer_id = '${transfer}'`,
    names: ({ transfer }) => ({ transfer }),
  },
  {
    breaks: 'transfers.refunds_within_received',
    when: 'more went back than was received',
    sql: ({ transfer }) => `
      ALTER TABLE refund_total DROP CONSTRAINT refund_total_check;
      UPDATE refund SET amount = 3001 WHERE transfer_id = '${transfer}';
      UPDATE refund_total SET refunded = 3001 WHERE transfer_id = '${transfer}'`,
    names: ({ transfer }) => ({ transfer }),
  },
  {
    breaks: 'transfers.refund_has_journal',
    when: 'it says another amount than was posted',
    sql: ({ refund }) => `UPDATE refund SET amount = amount + 1 WHERE id = '${refund}'`,
    names: ({ refund }) => ({ refund }),
  },
  {
    breaks: 'transfers.requests_paid_once',
    when: 'it was paid with another transfer',
    sql: ({ request, transfer }) =>
      `UPDATE payment_request SET transfer_id = '${transfer}' WHERE id = '${request}'`,
    names: ({ request }) => ({ request }),
  },
  {
    breaks: 'transfers.bill_parts_add_up',
    when: 'a part was made larger',
    sql: ({ request }) => `UPDATE payment_request SET amount = amount + 1 WHERE id = '${request}'`,
    names: ({ bill }) => ({ bill }),
  },
  {
    breaks: 'transfers.runs_as_set_up',
    when: 'a run paid another amount',
    sql: ({ schedule }) => `UPDATE scheduled_transfer SET amount = amount + 1 WHERE id = '${schedule}'`,
    names: ({ schedule }) => ({ schedule }),
  },
  {
    breaks: 'transfers.runs_as_set_up',
    when: 'there was one run more than the schedule counts',
    sql: ({ schedule }) => `UPDATE scheduled_transfer SET runs = runs - 1 WHERE id = '${schedule}'`,
    names: ({ schedule }) => ({ schedule }),
  },
  {
    breaks: 'transfers.orders_confirmed',
    when: 'a schedule’s rhythm was changed after it was confirmed',
    sql: ({ schedule }) => `UPDATE scheduled_transfer SET rhythm = 'monthly' WHERE id = '${schedule}'`,
    names: ({ schedule }) => ({ operation: 'schedule_transfer', order: schedule }),
  },
  {
    breaks: 'transfers.orders_confirmed',
    when: 'more than the threshold went to an address without a proof',
    sql: ({ accepted }) => `UPDATE transfer_invitation SET challenge_id = NULL WHERE id = '${accepted}'`,
    names: ({ accepted }) => ({ operation: 'transfer_invitation', order: accepted }),
  },
  {
    breaks: 'transfers.proofs_have_orders',
    when: 'a proof was used and nothing came of it',
    sql: ({ accepted }) => `UPDATE transfer_invitation SET challenge_id = NULL WHERE id = '${accepted}'`,
    names: () => ({ challenge: expect.any(String) }),
  },
  {
    breaks: 'transfers.confirmed_by_payer',
    when: 'a run’s day was forgotten, so that nothing stands behind its transfer',
    sql: ({ schedule }) => `
      UPDATE transfer SET step_up_amount = 0, step_up_new_recipient = 0
      WHERE id = (SELECT transfer_id FROM scheduled_run WHERE schedule_id = '${schedule}');
      DELETE FROM scheduled_run WHERE schedule_id = '${schedule}'`,
    names: () => ({ transfer: expect.any(String) }),
  },
]

async function look(database: TestDatabase) {
  const checks = allChecks(roleOf(database.appUrl))
  return await verify({ readerUrl: database.readerUrl, checks, now: new Date() })
}

test('healthy books: nothing to say', async () => {
  expect((await look(world.database)).findings).toEqual([])
})

test.each(sabotages)('$breaks is found broken when $when', async ({ breaks, sql, names }) => {
  const database = await createTestDatabase({ copyOf: world.database })
  const client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  await client.query(sql(targets))
  await client.end()
  const { findings } = await look(database)
  await database.drop()
  const named = findings.find(({ invariant }) => invariant === breaks)?.first.map(({ rows }) => rows)
  expect(named).toEqual(expect.arrayContaining([expect.objectContaining(names(targets))]))
})
