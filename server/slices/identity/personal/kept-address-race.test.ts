import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { fromTypeId } from '../../../../contract/ids.ts'
import { codeKey, confirm, registered, startIdentity } from '../identity.fixture.ts'
import { confirmChange, customerOf, newEmail, revert, signedIn, startChange } from './personal.fixture.ts'
import { markDone, setEmail } from './queries-contact.ts'
import { revertLink } from './revert-link.ts'

/**
 * An address somebody gives up is theirs alone while the change can be undone, also for whoever asks for it in the
 * very moment in which it is given up: then it is neither the address of a customer any more nor kept yet, or so it
 * looks to who looks twice.
 */
const fixture = await startIdentity()
const day = 24 * 60 * 60_000

const fromWire = (change: string) => fromTypeId('contactChange', change) ?? ''

/** A customer about to give up an address for which somebody else holds a code that opens an account on it. */
async function givingUp() {
  const { person, verification, code: registrationCode } = await registered(fixture)
  const owner = await signedIn(fixture)
  const { email } = person
  await fixture.rows('UPDATE customer SET email = $1, email_key = $1 WHERE id = $2', [
    email,
    owner.customer.id,
  ])
  const { id, code } = await startChange(fixture, owner, 'email', newEmail())
  return {
    owner,
    email,
    register: () => confirm(fixture, verification.id, registrationCode),
    giveUp: () => confirmChange(fixture, owner, id, code),
    change: id,
  }
}

/** Holds back whatever is about to commit, once it has written all but its event, until `meanwhile` is under way. */
async function heldBack<First, Second>(first: () => Promise<First>, meanwhile: () => Promise<Second>) {
  return await fixture.db.transaction(async tx => {
    await sql`LOCK TABLE outbox IN EXCLUSIVE MODE`.execute(tx)
    const one = first()
    await fixture.someoneWaits()
    const other = meanwhile()
    // It is refused without waiting, or waits for the first one as well.
    await Promise.race([other, new Promise(resolve => setTimeout(resolve, 500))])
    return { one, other }
  })
}

/** The address comes back to its owner, as the mail promises. */
async function comesBack(change: string, who: Awaited<ReturnType<typeof givingUp>>): Promise<void> {
  const link = revertLink(codeKey, { publicUrl: 'http://okpay.test', changeId: fromWire(change) })
  const [id = '', token = ''] = new URL(link).hash.slice(1).split('.')
  expect((await revert(fixture, { change: id, token })).status).toBe(200)
  expect(await customerOf(fixture, who.owner)).toMatchObject({ email: who.email })
}

test('no account is opened on an address that is given up in this moment', async () => {
  const who = await givingUp()
  const { one, other } = await heldBack(who.giveUp, who.register)
  expect((await one).status).toBe(200)
  expect(await other).toMatchObject({ status: 409, code: 'email_taken' })
  await comesBack(who.change, who)
})

test('nobody changes theirs to it', async () => {
  const who = await givingUp()
  const thief = await signedIn(fixture)
  const wanted = await startChange(fixture, thief, 'email', who.email)
  const { one, other } = await heldBack(who.giveUp, () =>
    confirmChange(fixture, thief, wanted.id, wanted.code),
  )
  expect((await one).status).toBe(200)
  expect(await other).toMatchObject({ status: 409, code: 'email_taken' })
  await comesBack(who.change, who)
})

test('an address is not free between two looks at it', async () => {
  const who = await givingUp()
  const id = fromWire(who.change)
  const customerId = who.owner.customer.id
  const now = fixture.clock.now()
  const { registering } = await fixture.db.transaction(async tx => {
    // Whoever wants to look at customers has to wait; changes can be read.
    await sql`LOCK TABLE customer IN ACCESS EXCLUSIVE MODE`.execute(tx)
    await markDone(tx, { id, customerId, now, revertUntil: new Date(now.getTime() + 3 * day) })
    const email = newEmail()
    expect(await setEmail(tx, { customerId, email, emailKey: email, now })).toBe(true)
    const sent = who.register()
    await fixture.someoneWaits()
    return { registering: sent }
  })
  expect(await registering).toMatchObject({ status: 409, code: 'email_taken' })
  await comesBack(who.change, who)
})

test('of two who prove one free address at once, one gets it', async () => {
  const { person, verification, code } = await registered(fixture)
  const other = await signedIn(fixture)
  const wanted = await startChange(fixture, other, 'email', person.email)
  const { one, other: second } = await heldBack(
    () => confirmChange(fixture, other, wanted.id, wanted.code),
    () => confirm(fixture, verification.id, code),
  )
  expect((await one).status).toBe(200)
  expect(await second).toMatchObject({ status: 409, code: 'email_taken' })
  expect(await fixture.count(`customer WHERE email_key = '${person.email}'`)).toBe(1)
})
