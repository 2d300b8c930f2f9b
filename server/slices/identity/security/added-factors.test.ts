import { expect, test } from 'vitest'
import { protectedSchema } from '../../../../contract/api/security.ts'
import { fromTypeId } from '../../../../contract/ids.ts'
import { signedInSchema } from '../../../../contract/api/identity.ts'
import {
  makeCustomer,
  makeDevice,
  makeSession,
  type MadeCustomer,
} from '../../../../test/factories/customers.ts'
import { softwareAuthenticator } from '../../../platform/authenticators/authenticator.fixture.ts'
import { lockBalancesOf } from '../../ledger/index.ts'
import { confirm, registered, startIdentity } from '../identity.fixture.ts'
import { add, begin, enter, origin } from '../passkeys/passkeys.fixture.ts'
import { doneChange, revert } from '../personal/personal.fixture.ts'
import { protectedCustomer } from '../second-step.fixture.ts'
import { createStanding } from '../restrictions.ts'
import { protectFromOthers } from './protect.ts'
import { alertFor, answerAlert, dayMs } from './security.fixture.ts'

const fixture = await startIdentity({ publicUrl: origin })
const { clock } = fixture

/** A browser of theirs that is signed in, and an authenticator in it. */
async function browserOf(customer: MadeCustomer, device?: { id: string }) {
  const { id } = device ?? (await makeDevice(fixture, customer))
  return { deviceId: id, ...(await browserOn(customer, id)) }
}

async function browserOn(customer: MadeCustomer, deviceId: string) {
  const session = await makeSession(fixture, customer)
  await fixture.rows('UPDATE session SET device_id = $1 WHERE id = $2', [deviceId, session.id])
  return { customer, session, authenticator: softwareAuthenticator({ origin }) }
}

const reportNotMe = (bearer: string) =>
  fixture.send({
    method: 'POST',
    path: '/v1/security/not_me',
    bearer,
    body: { about: 'session.new_device' },
  })

const pressLink = async (customer: { id: string }) =>
  protectedSchema.parse((await answerAlert(fixture, (await alertFor(fixture, customer.id)).notMe)).body)

const told = async (customer: MadeCustomer) =>
  (
    await fixture.rows(
      `SELECT type FROM outbox WHERE stream_id = $1 AND type ~ '^(passkey.removed|totp.disabled)' ORDER BY id`,
      [customer.id],
    )
  ).map(({ type }) => type)

test('a thief’s passkey ends with "not me"; what was added on a device of the owner stays and is asked about', async () => {
  const owner = await makeCustomer(fixture)
  const phone = await makeDevice(fixture, owner)
  const old = await browserOf(owner, phone)
  await add(fixture, old, { name: 'Of old' })
  clock.advance(31 * dayMs)
  const laptop = await browserOf(owner, phone)
  await add(fixture, laptop, { name: 'New, on the phone' })
  const thief = await browserOf(owner)
  await add(fixture, thief, { name: 'The thief’s' })
  expect((await enter(fixture, thief)).status).toBe(201)

  expect(await pressLink(owner)).toMatchObject({
    ended_factors: [{ kind: 'passkey', name: 'The thief’s' }],
    kept_factors: [{ kind: 'passkey', name: 'New, on the phone' }],
  })
  expect(await enter(fixture, thief)).toMatchObject({ status: 422, code: 'passkey_refused' })
  expect((await enter(fixture, old)).status).toBe(201)
  expect((await enter(fixture, laptop)).status).toBe(201)
  expect(await told(owner)).toEqual(['passkey.removed'])
})

test('so do an app and its recovery codes, and the owner gets in as before they were there', async () => {
  const owner = await protectedCustomer(fixture)
  const thief = await makeDevice(fixture, owner)
  for (const table of ['authenticator', 'recovery_code'])
    await fixture.rows(`UPDATE ${table} SET device_id = $1 WHERE customer_id = $2`, [thief.id, owner.id])
  const { ended_factors: ended } = await pressLink(owner)
  expect(ended.map(({ kind }) => kind).toSorted()).toEqual(['recovery_codes', 'totp'])
  expect(await told(owner)).toEqual(['totp.disabled'])
  const usable = `recovery_code WHERE customer_id = '${owner.id}' AND used_at IS NULL AND replaced_at IS NULL`
  expect(await fixture.count(usable)).toBe(0)
  const answer = await fixture.send({
    method: 'POST',
    path: '/v1/sessions',
    body: { email: owner.email, password: owner.password, delivery: 'token' },
  })
  expect(answer.body).toMatchObject({ second_factor: { methods: ['email_code', 'sms_code'] } })
})

test('said on a new device of one’s own, what was added there stays, and what was added on another one ends', async () => {
  const owner = await makeCustomer(fixture)
  clock.advance(1_000)
  const [here, elsewhere] = [await browserOf(owner), await browserOf(owner)]
  await add(fixture, here, { name: 'Here' })
  await add(fixture, elsewhere, { name: 'Elsewhere' })
  expect((await reportNotMe(here.session.token)).body).toMatchObject({
    ended_factors: [{ name: 'Elsewhere' }],
    kept_factors: [{ name: 'Here' }],
  })
})

test('the device an account was opened on is no stranger', async () => {
  const { verification, code } = await registered(fixture)
  const opened = await confirm(fixture, verification.id, code)
  const id = fromTypeId('customer', signedInSchema.parse(opened.body).customer.id) ?? ''
  const session = { token: opened.cookie?.split('=')[1] ?? '' }
  await add(fixture, { session, authenticator: softwareAuthenticator({ origin }) }, { name: 'First' })
  expect(await pressLink({ id })).toMatchObject({ ended_factors: [], kept_factors: [{ name: 'First' }] })
})

test('undoing a thief’s change of the address ends their passkey too', async () => {
  const owner = await makeCustomer(fixture)
  clock.advance(1_000)
  const thief = await browserOf(owner)
  await add(fixture, thief, { name: 'The thief’s' })
  const { link } = await doneChange(fixture, thief, 'email', `thief.${owner.id}@example.org`)
  expect((await revert(fixture, link)).status).toBe(200)
  expect(await enter(fixture, thief)).toMatchObject({ status: 422, code: 'passkey_refused' })
})

test('a passkey on its way while "not me" is said is not let in afterwards', async () => {
  const owner = await makeCustomer(fixture)
  clock.advance(1_000)
  const thief = await browserOf(owner)
  const options = await begin(fixture, thief)
  const attestation = thief.authenticator.create(options, {})
  const adding = await fixture.db.transaction(async tx => {
    await protectFromOthers(tx, createStanding(lockBalancesOf), {
      customerId: owner.id,
      keep: null,
      now: clock.now(),
    })
    const sent = fixture.send({
      method: 'POST',
      path: '/v1/passkeys',
      bearer: thief.session.token,
      body: { name: 'Late', attestation },
    })
    await fixture.someoneWaits()
    return { sent }
  })
  expect(await adding.sent).toMatchObject({ status: 401, code: 'not_signed_in' })
  expect(await fixture.count(`passkey WHERE customer_id = '${owner.id}'`)).toBe(0)
})

test('a sign-in with a passkey waits for "not me" that is under way, so that no session slips past it', async () => {
  const owner = await makeCustomer(fixture)
  const mine = await browserOf(owner, { id: (await makeDevice(fixture, owner)).id })
  clock.advance(8 * dayMs)
  const now = await browserOn(owner, mine.deviceId)
  await add(fixture, now, { name: 'Mine' })
  const { sent } = await fixture.db.transaction(async tx => {
    await protectFromOthers(tx, createStanding(lockBalancesOf), {
      customerId: owner.id,
      keep: null,
      now: clock.now(),
    })
    const signingIn = enter(fixture, now)
    await fixture.someoneWaits()
    return { sent: signingIn }
  })
  expect((await sent).status).toBe(201)
})
