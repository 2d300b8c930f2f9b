import { expect, test } from 'vitest'
import { makeCustomer, makeSession } from '../../../test/factories/customers.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { startIdentity } from './identity.fixture.ts'

const fixture = await startIdentity()

test('I see who I am', async () => {
  const customer = await makeCustomer(fixture, { name: '王小明', locale: 'zh-CN' })
  const { token } = await makeSession(fixture, customer)
  expect(await fixture.send({ method: 'GET', path: '/v1/customers/me', bearer: token })).toMatchObject({
    status: 200,
    body: {
      id: toTypeId('customer', customer.id),
      status: 'active',
      name: '王小明',
      email: customer.email,
      phone: customer.phone,
      locale: 'zh-CN',
    },
  })
})

test('I change my language, and mails and answers follow', async () => {
  const customer = await makeCustomer(fixture, { locale: 'en' })
  const { token } = await makeSession(fixture, customer)
  const changed = await fixture.send({
    method: 'PATCH',
    path: '/v1/customers/me',
    bearer: token,
    body: { locale: 'zh-CN' },
  })
  expect(changed).toMatchObject({ status: 200, body: { locale: 'zh-CN' } })
  const refused = await fixture.send({ method: 'GET', path: '/v1/sessions?surplus=1', bearer: token })
  expect(refused.headers['content-language']).toBe('zh-CN')
})

test.each([
  { locale: 'fr' },
  { locale: null },
  { time_zone: 'Mars/Olympus' },
  { locale: 'en', name: 'Mallory' },
])('the change %j is refused', async body => {
  const { token } = await makeSession(fixture, await makeCustomer(fixture))
  expect(
    await fixture.send({ method: 'PATCH', path: '/v1/customers/me', bearer: token, body }),
  ).toMatchObject({
    status: 422,
    code: 'validation_failed',
  })
})

test('nobody is nobody', async () => {
  expect(await fixture.send({ method: 'GET', path: '/v1/customers/me' })).toMatchObject({ status: 401 })
  expect(
    await fixture.send({ method: 'PATCH', path: '/v1/customers/me', body: { locale: 'en' } }),
  ).toMatchObject({ status: 401, code: 'not_signed_in' })
})
