import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { makeCustomer, makeSession, usualPassword } from '../../../../test/factories/customers.ts'
import { lockBalancesOf } from '../../ledger/index.ts'
import { startIdentity, statementsOf, type Answer } from '../identity.fixture.ts'
import { doneChange, newEmail, newPhone, signedIn } from '../personal/personal.fixture.ts'
import { createStanding } from '../restrictions.ts'
import { alertFor, answerAlert, confirmed, hourMs } from '../security/security.fixture.ts'
import { twentyTimes } from '../second-step.fixture.ts'
import { protectFromOthers } from '../security/protect.ts'
import { complete, newPassword, prove, provedRecovery, sentCode, startRecovery } from './recovery.fixture.ts'

const fixture = await startIdentity()
const { clock } = fixture

/** An owner asked for no code of their own: whoever asks here is a stranger, from a browser nobody knows. */
const ask = (contact: string) => fixture.send({ method: 'POST', path: '/v1/recoveries', body: { contact } })

/** Uses up the codes of a day, and asks once more. */
async function useUp(contact: string, codes = 20): Promise<void> {
  for (let count = 0; count < codes; count++) await ask(contact)
  expect((await ask(contact)).code).toBe('rate_limited')
  await fixture.settled()
}

const linksTo = (email: string) =>
  fixture.mails.flatMap(mail =>
    mail.to === email && mail.template === 'recovery_link' ? [mail.params.link] : [],
  )

/** What the newest link that was mailed holds. */
function linkTo(email: string): { id: string; token: string } {
  const link = linksTo(email).at(-1)
  if (link === undefined) throw new Error(`no link was mailed to ${email}`)
  const [id = '', token = ''] = new URL(link).hash.slice(1).split('.')
  return { id, token }
}

const lookUp = ({ id, token }: { id: string; token: string }) =>
  fixture.send({ method: 'POST', path: `/v1/recoveries/${id}/look_up`, body: { token } })

test('whose codes strangers have used up is mailed a link that is good for a day and one password', async () => {
  const owner = await makeCustomer(fixture)
  await useUp(owner.email)
  const link = linkTo(owner.email)
  clock.advance(23 * hourMs)
  expect(await lookUp(link)).toMatchObject({
    status: 200,
    body: { email: 'w•••@example.com', second_factor: false },
  })
  expect((await complete(fixture, link.id, link)).status).toBe(200)
  expect(await complete(fixture, link.id, link)).toMatchObject({ code: 'challenge_expired' })
  const body = { email: owner.email, password: newPassword, delivery: 'token' }
  expect((await fixture.send({ method: 'POST', path: '/v1/sessions', body })).status).toBe(201)
})

test('however often and however many at once ask, one link is sent while it is good', async () => {
  const owner = await makeCustomer(fixture)
  await useUp(owner.email)
  await twentyTimes(() => ask(owner.email))
  await fixture.settled()
  expect(linksTo(owner.email)).toHaveLength(1)
  await fixture.rows('UPDATE recovery SET expires_at = $1 WHERE token_hash IS NOT NULL', [clock.now()])
  await twentyTimes(() => ask(owner.email))
  await fixture.settled()
  expect(linksTo(owner.email)).toHaveLength(2)
})

test('a recovery that runs out of codes on its way offers the link too', async () => {
  const owner = await makeCustomer(fixture)
  const { id } = await startRecovery(fixture, owner.email)
  for (let count = 0; count < 19; count++) await ask(owner.email)
  clock.advance(61_000)
  const path = `/v1/recoveries/${id}/resend`
  expect(await fixture.send({ method: 'POST', path })).toMatchObject({ code: 'rate_limited' })
  await fixture.settled()
  expect((await lookUp(linkTo(owner.email))).status).toBe(200)
})

test('the link can be neither guessed nor used after its day', async () => {
  const owner = await makeCustomer(fixture)
  await useUp(owner.email)
  const link = linkTo(owner.email)
  const guessed = { id: link.id, token: `${link.token.slice(0, -4)}AAAA` }
  expect(await lookUp(guessed)).toMatchObject({ code: 'challenge_expired' })
  expect(await complete(fixture, link.id, guessed)).toMatchObject({ code: 'challenge_expired' })
  clock.advance(24 * hourMs)
  expect(await lookUp(link)).toMatchObject({ code: 'challenge_expired' })
})

const endings: [string, (owner: Awaited<ReturnType<typeof makeCustomer>>) => Promise<Answer>][] = [
  ['"this was not me"', async ({ id }) => answerAlert(fixture, (await alertFor(fixture, id)).notMe)],
  [
    'a new password in the app',
    async owner => {
      const { token } = await makeSession(fixture, owner)
      const body = { current_password: usualPassword, new_password: newPassword }
      return await confirmed(fixture, more =>
        fixture.send({ method: 'POST', path: '/v1/customers/me/password', body, bearer: token, ...more }),
      )
    },
  ],
]

test.each(endings)('%s ends it', async (_name, end) => {
  const owner = await makeCustomer(fixture)
  await useUp(owner.email)
  expect([200, 204]).toContain((await end(owner)).status)
  expect(await lookUp(linkTo(owner.email))).toMatchObject({ code: 'challenge_expired' })
})

test('so does a new password by a code', async () => {
  const owner = await makeCustomer(fixture)
  const { id } = await startRecovery(fixture, owner.email)
  const code = sentCode(fixture, owner.email) ?? ''
  await useUp(owner.email, 19)
  const { token } = Object((await prove(fixture, id, code)).body)
  expect((await complete(fixture, id, { token })).status).toBe(200)
  expect(await lookUp(linkTo(owner.email))).toMatchObject({ code: 'challenge_expired' })
})

test.each([
  ['email', newEmail],
  ['phone', newPhone],
] as const)(
  'so does another %s: what waits where the owner was reached before opens nothing',
  async (kind, next) => {
    const who = await signedIn(fixture)
    const { email } = who.customer
    const { id } = await startRecovery(fixture, email)
    const code = sentCode(fixture, email) ?? ''
    await useUp(email, 19)
    await doneChange(fixture, who, kind, next())
    expect(await lookUp(linkTo(email))).toMatchObject({ code: 'challenge_expired' })
    expect(await prove(fixture, id, code)).toMatchObject({ code: 'challenge_expired' })
  },
)

test('a mail that could be sent only after "this was not me" brings no link back', async () => {
  const owner = await makeCustomer(fixture)
  for (let count = 0; count < 20; count++) await ask(owner.email)
  await fixture.settled()
  fixture.mailer.refusing = true
  await ask(owner.email)
  await fixture.settled()
  clock.advance(1_000)
  expect((await answerAlert(fixture, (await alertFor(fixture, owner.id)).notMe)).status).toBe(200)
  fixture.mailer.refusing = false
  await fixture.rows('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE attempts > 0')
  await fixture.settled()
  expect(linksTo(owner.email)).toEqual([])
})

test('a link that no try could mail is not the one of the day: whoever asks next is sent theirs', async () => {
  const owner = await makeCustomer(fixture)
  for (let count = 0; count < 20; count++) await ask(owner.email)
  await fixture.settled()
  fixture.mailer.refusing = true
  await ask(owner.email)
  for (let tries = 0; tries < 6; tries++) {
    await fixture.settled()
    await fixture.rows('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE attempts > 0')
  }
  // The last of them too has ended, not only begun.
  const given = 'SELECT attempts FROM graphile_worker._private_jobs WHERE attempts > 0 AND locked_at IS NULL'
  await expect.poll(() => fixture.rows(given), { timeout: 10_000 }).toEqual([{ attempts: 6 }])
  fixture.mailer.refusing = false
  await ask(owner.email)
  await fixture.settled()
  expect(linksTo(owner.email)).toHaveLength(1)
  expect((await lookUp(linkTo(owner.email))).status).toBe(200)
})

test('"this was not me" and a new password by a code at once wait for one another in turn', async () => {
  const owner = await makeCustomer(fixture)
  const { id, token } = await provedRecovery(fixture, owner.email)
  const { choosing } = await fixture.db.transaction(async tx => {
    // As "this was not me" begins for a customer with balances.
    await sql`LOCK TABLE balance IN EXCLUSIVE MODE`.execute(tx)
    const sent = complete(fixture, id, { token })
    await fixture.someoneWaits()
    await protectFromOthers(tx, createStanding(lockBalancesOf), {
      customerId: owner.id,
      keep: null,
      now: clock.now(),
    })
    return { choosing: sent }
  })
  expect(await choosing).toMatchObject({ code: 'challenge_expired' })
})

test('a proved number leads to the mailbox too, for no text message has a link', async () => {
  const owner = await makeCustomer(fixture)
  await useUp(owner.phone, 10)
  expect((await lookUp(linkTo(owner.email))).status).toBe(200)
})

test('nobody gets nothing, and is answered with the same statements', async () => {
  const owner = await makeCustomer(fixture)
  const nobody = 'nobody.at.all@example.com'
  const refused: string[][] = []
  for (const contact of [owner.email, nobody]) {
    await useUp(contact)
    refused.push(await statementsOf(() => ask(contact)))
  }
  expect(refused[0]).toEqual(refused[1])
  expect(refused[0]?.join()).toContain('insert into "recovery"')
  expect(fixture.mails.filter(mail => mail.template === 'recovery_link').map(({ to }) => to)).toEqual([
    owner.email,
  ])
})
