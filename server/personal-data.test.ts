import { expect, test } from 'vitest'
import { startConsole } from './console/console.fixture.ts'
import { newId } from './platform/id.ts'
import { closedHooks, dataSections } from './personal-data.ts'

const world = await startConsole()
const { db } = world.app

const sectionOf = (name: string) => {
  const section = dataSections(Buffer.alloc(32)).find(each => each.name === name)
  if (!section) throw new Error(`there is no section ${name}`)
  return section
}

test('the copy of one’s data says what happened and when, and when staff looked, of oneself alone', async () => {
  const [me, other] = [await world.person({ EUR: 20_00n }), await world.person()]
  const agent = await world.office.makeStaff(['agent'])
  await world.transfer(me, other, '5.00')
  await world.asOwner(
    `INSERT INTO event (type, version, stream_id, subject_id, journal_id, payload, occurred_at, position)
     SELECT type, version, stream_id, subject_id, journal_id, payload, occurred_at, row_number() OVER (ORDER BY id)
     FROM outbox`,
  )
  await world.ask('GET', world.pathOf(me), { cookie: agent.cookie })
  await world.found(agent, other.email)

  const events = await sectionOf('events').read(db.read, me.id)
  expect(events).toEqual(
    expect.arrayContaining([
      {
        type: 'transfer.completed',
        occurred_at: expect.any(Date),
        number: expect.stringMatching(/^9\d{15}$/),
      },
    ]),
  )
  const looks = await sectionOf('looked_at_by_staff').read(db.read, me.id)
  expect(looks).toEqual([
    { operation: 'getCustomerPage', occurred_at: expect.any(Date), outcome: 'succeeded' },
  ])
  expect(await sectionOf('looked_at_by_staff').read(db.read, other.id)).toMatchObject([
    { operation: 'searchCustomers' },
  ])
})

test('it says what was chosen about messages and where they went', async () => {
  const me = await world.person()
  const choice = { kind: 'money_in', channel: 'email', enabled: false }
  await db.pool.query(
    `INSERT INTO notification_preference (customer_id, kind, channel, enabled, changed_at) VALUES ($1, $2, $3, $4, now())`,
    [me.id, choice.kind, choice.channel, choice.enabled],
  )
  expect(await sectionOf('notifications').read(db.read, me.id)).toMatchObject({
    preferences: [choice],
    browsers: [],
    sent: [],
  })
})

/** Which section tells what a table keeps of a customer; of the rest, why none does. */
const identity = 'identity'
const told: Record<string, string> = {
  acceptance: identity,
  account: 'wallet',
  account_closing: identity,
  approval: 'decided_by_staff',
  authenticator: identity,
  avatar: 'identity: picture',
  bill: 'transfers',
  challenge: identity,
  charge: 'charges',
  contact_change: identity,
  data_export: identity,
  deposit: 'deposits',
  deposit_reference: 'deposits',
  device: identity,
  event: 'events',
  fx_conversion: 'exchange',
  fx_quote: 'exchange',
  history_export: 'records',
  lesson_progress: identity,
  limit_use: 'charges',
  name_change: identity,
  name_check: 'payment_methods',
  notification: 'notifications',
  notification_preference: 'notifications',
  passkey: identity,
  payment_method: 'payment_methods',
  payment_order: 'bank_orders',
  payment_request: 'transfers',
  push_subscription: 'notifications',
  rail_customer: 'deposits',
  rate_alert: 'exchange',
  recipient: 'transfers_abroad',
  recovery_request: identity,
  refund: 'wallet: transactions',
  restriction: identity,
  scheduled_transfer: 'transfers',
  security_phrase: identity,
  session: identity,
  sign_in_event: identity,
  statement: 'records',
  step_up_threshold: identity,
  suspense_item: 'bank_orders',
  transaction_record: 'wallet',
  transfer: 'transfers',
  transfer_abroad: 'transfers_abroad',
  transfer_invitation: 'transfers',
  wallet: 'wallet',
  withdrawal: 'withdrawals',
}
const notTold: Record<string, string> = {
  alert_link: 'links in mails, gone within days; the mails are in notifications',
  confirmed_recipient: 'follows from the confirmations and from whom was paid',
  hold: 'what is set aside; its transaction tells it',
  notification_seen: 'how far the bell was read',
  one_time_code: 'codes on their way, gone within the hour',
  outbox: 'events for seconds, until the log has them',
  passkey_challenge: 'random numbers on their way, gone within minutes',
  password_credential: 'a hash that opens nothing for its owner',
  recovery: 'codes on their way; what came of them are events',
  recovery_code: 'hashes that open nothing for their owner',
  registration: 'removed when it is confirmed or after a day',
  remittance_quote: 'told with its transfer; those nobody took are removed after a day',
  staff_own_customer: 'a fact about a member of staff',
  suspense_resolution: 'told with the item it resolves',
  throttle: 'counts of wrong tries, gone within a day',
}

test('whatever table names a customer is told in the copy, or there is a reason why not', async () => {
  const { rows } = await db.pool.query<{ table: string }>(
    `SELECT DISTINCT c.table_name AS "table" FROM information_schema.columns c
     JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
       AND c.column_name IN ('customer_id', 'owner_id', 'payer_id', 'payee_id', 'requester_id', 'stream_id')`,
  )
  const known = [...Object.keys(told), ...Object.keys(notTold)]
  expect(rows.map(({ table }) => table).toSorted()).toEqual(known.toSorted())
  const names = new Set([identity, ...dataSections(Buffer.alloc(32)).map(({ name }) => name)])
  expect(Object.values(told).filter(section => !names.has(section.split(':')[0] ?? ''))).toEqual([])
})

/** What a person has that is neither money nor under way, as the database keeps it. */
async function livedIn(me: string, other: string) {
  const [request, bill, invitation, schedule] = [newId(), newId(), newId(), newId()]
  await world.asOwner(`
    INSERT INTO bill (id, owner_id, title, total, own_share, currency, created_at)
      VALUES ('${bill}', '${me}', 'Dinner', 3000, 1000, 'EUR', now());
    INSERT INTO payment_request (id, requester_id, requester_name, requester_account, payer_id, payer_name, payer_account,
      amount, currency, note, status, version, created_at, expires_at)
      VALUES ('${request}', '${me}', 'M***', '8*1', '${other}', 'O***', '8*2', 1000, 'EUR', 'Dinner', 'pending', 1, now(),
        now() + interval '7 days');
    INSERT INTO transfer_invitation (id, number, payer_id, payer_name, address_kind, address, address_key, amount, fee,
      currency, fee_lines, locale, status, version, step_up_amount, step_up_new_recipient, balance_after, limit_day,
      journal_id, created_at, expires_at)
      VALUES ('${invitation}', '9${invitation.replaceAll(/\D/g, '').slice(0, 15).padEnd(15, '0')}', '${me}', 'M***', 'email',
        'friend@example.org', 'friend@example.org', 700, 0, 'EUR', '[]', 'en', 'awaiting_acceptance', 1, 0, 0, 0,
        current_date, '${newId()}', now(), now() + interval '14 days');
    INSERT INTO scheduled_transfer (id, payer_id, payer_name, payee_id, matched_by, payee_name, payee_account, amount,
      currency, rhythm, starts_on, time_zone, status, version, occurrence, due_on, attempt, next_attempt_at, runs,
      challenge_id, created_at, updated_at)
      VALUES ('${schedule}', '${me}', 'M***', '${other}', 'email', 'O***', '8*2', 500, 'EUR', 'monthly', '2099-01-01', 'UTC',
        'active', 1, 0, '2099-01-01', 1, '2099-01-01', 0, '${newId()}', now(), now());
    INSERT INTO rate_alert (id, customer_id, from_currency, to_currency, target, basis, direction, status, created_at,
      expires_at) VALUES ('${newId()}', '${me}', 'EUR', 'CNY', 8, 'mid', 'rise', 'active', now(), now() + interval '9 days');
    INSERT INTO payment_method (id, customer_id, kind, status, label, details, sealed, fingerprint, is_default, created_at)
      VALUES ('${newId()}', '${me}', 'card', 'active', 'Visa •••• 4242',
        '{"kind": "card", "brand": "visa", "last4": "4242", "funding": "debit", "exp_month": 1, "exp_year": 2030}',
        '\\x00', sha256('${me}'), true, now());
  `)
}

test('requests, bills, money that waits, schedules, alerts and top-ups are in it, each on its owner’s side', async () => {
  const [me, other] = [await world.person({ EUR: 50_00n }), await world.person()]
  await livedIn(me.id, other.id)
  expect(await sectionOf('transfers').read(db.read, me.id)).toMatchObject({
    payment_requests: [{ side: 'asked', other_side: 'O***', amount: 1000n }],
    bills: [{ title: 'Dinner', total: 3000n }],
    invitations: [{ side: 'sent', address: 'friend@example.org', amount: 700n }],
    scheduled_transfers: [{ payee_name: 'O***', rhythm: 'monthly', amount: 500n }],
  })
  expect(await sectionOf('transfers').read(db.read, other.id)).toMatchObject({
    payment_requests: [{ side: 'was_asked', other_side: 'M***' }],
    invitations: [],
    scheduled_transfers: [],
  })
  expect(await sectionOf('exchange').read(db.read, me.id)).toMatchObject({ alerts: [{ target: '8' }] })
  expect(await sectionOf('deposits').read(db.read, me.id)).toMatchObject({ known_at: [] })
  const asText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)
  for (const section of dataSections(Buffer.alloc(32)))
    expect(JSON.stringify(await section.read(db.read, newId()), asText)).not.toContain(me.id)
})

test('a schedule, a request and money that waits keep an account open, each with its way on', async () => {
  const [me, other] = [await world.person(), await world.person()]
  await livedIn(me.id, other.id)
  const { status, body } = await world.call('GET', '/v1/account_closings/obstacles', { token: me.token })
  expect(status).toBe(200)
  expect(body.open_items).toEqual([
    { kind: 'schedule', amount: { value: '5.00', currency: 'EUR' }, number: null, reason: null },
    expect.objectContaining({ kind: 'transfer', number: expect.stringMatching(/^9\d{15}$/) }),
    expect.objectContaining({ kind: 'request', amount: { value: '10.00', currency: 'EUR' } }),
  ])
  const asked = await world.call('POST', '/v1/account_closings', { token: me.token, body: {}, key: null })
  expect([asked.status, asked.body.code]).toEqual([409, 'account_not_empty'])
})

test('what others keep for an account and what would still write to its owner ends with it', async () => {
  const [me, other] = [await world.person(), await world.person()]
  await livedIn(me.id, other.id)
  await db.transaction(async tx => {
    for (const hook of closedHooks) await hook(tx, { customerId: me.id, now: new Date() })
  })
  const left = await db.pool.query(
    `SELECT 1 FROM payment_method WHERE customer_id = $1 AND removed_at IS NULL
     UNION ALL SELECT 1 FROM rate_alert WHERE customer_id = $1`,
    [me.id],
  )
  expect(left.rows).toEqual([])
  const events = await db.pool.query(
    `SELECT type FROM outbox WHERE stream_id = $1 AND type LIKE 'payment_method%'`,
    [me.id],
  )
  expect(events.rows).toEqual([{ type: 'payment_method.removed' }])
})
