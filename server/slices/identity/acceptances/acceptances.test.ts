import { expect, test } from 'vitest'
import { privacyVersion, termsVersion } from '../../../../contract/terms.ts'
import { confirm, registered, startIdentity } from '../identity.fixture.ts'

const fixture = await startIdentity()
const path = '/v1/customers/me/acceptances'

/** A customer who accepted what was in force when they registered. */
async function customer() {
  const { person, verification, code } = await registered(fixture)
  const { cookies } = await confirm(fixture, verification.id, code)
  const [row] = await fixture.rows('SELECT id FROM customer WHERE email = $1', [person.email])
  return { id: String(row?.['id']), cookies }
}

const list = (cookie: string) => fixture.send({ method: 'GET', path, cookie })
const accept = (cookie: string, body: unknown) => fixture.send({ method: 'POST', path, cookie, body })

test('what was accepted when registering is listed, and nothing is due', async () => {
  const { cookies } = await customer()
  const { body } = await list(cookies)
  expect(body).toMatchObject({
    data: [
      { document: 'terms', version: termsVersion },
      { document: 'privacy', version: privacyVersion },
    ],
    due: [],
  })
})

test('a newer version is due until it is accepted, and the history keeps both with their times', async () => {
  const { id, cookies } = await customer()
  // As if they had registered under an earlier version.
  await fixture.rows(
    `UPDATE acceptance SET version = '2025-01-01' WHERE customer_id = $1 AND document = 'terms'`,
    [id],
  )
  expect((await list(cookies)).body).toMatchObject({ due: [{ document: 'terms', version: termsVersion }] })
  const accepted = await accept(cookies, { document: 'terms', version: termsVersion })
  expect(accepted).toMatchObject({ status: 200, body: { due: [] } })
  const versions = await fixture.rows(
    `SELECT version, accepted_at FROM acceptance WHERE customer_id = $1 AND document = 'terms' ORDER BY accepted_at`,
    [id],
  )
  expect(versions.map(row => row['version'])).toEqual(['2025-01-01', termsVersion])
  fixture.clock.advance(60_000)
  await accept(cookies, { document: 'terms', version: termsVersion })
  expect(
    await fixture.rows(
      `SELECT version, accepted_at FROM acceptance WHERE customer_id = $1 AND document = 'terms' ORDER BY accepted_at`,
      [id],
    ),
  ).toEqual(versions)
})

test('only what is in force can be accepted', async () => {
  const { cookies } = await customer()
  for (const body of [
    { document: 'terms', version: '1999-01-01' },
    { document: 'privacy', version: '2099-01-01' },
  ])
    expect(await accept(cookies, body)).toMatchObject({ status: 422, fields: ['version: terms_outdated'] })
  expect((await accept(cookies, { document: 'cookies', version: termsVersion })).status).toBe(422)
})

test('the program cannot change what was accepted', async () => {
  await customer()
  for (const statement of [`UPDATE acceptance SET version = 'x'`, 'DELETE FROM acceptance'])
    await expect(fixture.db.pool.query(statement)).rejects.toThrow('permission denied')
})
