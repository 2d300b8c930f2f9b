import { expect, test } from 'vitest'
import { makeCustomer, usualPassword } from '../../../test/factories/customers.ts'
import { startIdentity } from './identity.fixture.ts'

const fixture = await startIdentity({ passwords: { maxWaiting: 10 } })

test('more sign-ins than can wait are turned away at once, the others are served', async () => {
  const customers = []
  for (let index = 0; index < 40; index++) customers.push(await makeCustomer(fixture))
  const answers = await Promise.all(
    customers.map(({ email }) =>
      fixture.send({ method: 'POST', path: '/v1/sessions', body: { email, password: usualPassword } }),
    ),
  )
  const served = answers.filter(answer => answer.status === 201)
  const refused = answers.filter(answer => answer.status === 503)
  expect(served.length).toBeGreaterThanOrEqual(11)
  expect(refused.length).toBeGreaterThan(0)
  expect(served.length + refused.length).toBe(40)
  expect(refused[0]).toMatchObject({ code: 'overloaded' })
  expect(refused[0]?.retryAfter).toBeGreaterThan(0)
  // Whoever was turned away gets in a moment later: being refused has used up no attempt of theirs.
  const again = customers[answers.findIndex(answer => answer.status === 503)]
  for (let attempt = 0; attempt < 5; attempt++)
    expect(
      await fixture.send({
        method: 'POST',
        path: '/v1/sessions',
        body: { email: again?.email, password: usualPassword },
      }),
    ).toMatchObject({ status: 201 })
})
