import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type Person, type TestApp } from '../../../test/factories/app.ts'

let world: TestApp
beforeAll(async () => {
  world = await startTestApp()
})

const lookUp = (who: Person, recipient: unknown, more: Record<string, unknown> = {}) =>
  world.call('POST', '/v1/recipient_lookups', { token: who.token, body: { recipient, ...more } })

describe('200', () => {
  test('shows enough to notice a wrong recipient, and nothing else', async () => {
    const [payer, payee] = [await world.person(), await world.person({}, { name: '欧阳小明' })]
    const { status, body } = await lookUp(payer, ` ${payee.email.toUpperCase()} `)
    expect(status).toBe(200)
    expect(body).toEqual({
      matched_by: 'email',
      name: '*阳小明',
      account_number: `•••• •••• ${payee.accountNumber.slice(-4)}`,
    })
  })

  test.each([
    ['phone', (who: Person) => who.phone],
    ['phone', (who: Person) => who.phone.slice(3)],
    ['account_number', (who: Person) => who.accountNumber.replaceAll(/(.{4})/g, '$1 ').trim()],
  ])('by %s', async (matchedBy, identify) => {
    const [payer, payee] = [await world.person(), await world.person()]
    const { status, body } = await lookUp(payer, identify(payee))
    expect([status, body.matched_by]).toEqual([200, matchedBy])
  })

  test('is on record: who looked, and whom they found', async () => {
    const [payer, payee] = [await world.person(), await world.person()]
    await lookUp(payer, payee.phone)
    await lookUp(payer, 'nobody@example.com')
    const { rows } = await world.app.db.pool.query(
      `SELECT subject, outcome FROM audit_entry WHERE operation = 'lookUpRecipient' AND actor = $1 ORDER BY id`,
      [payer.id],
    )
    expect(rows).toEqual([
      { subject: payee.id, outcome: 'succeeded' },
      { subject: null, outcome: 'recipient_not_found' },
    ])
  })
})

describe('422', () => {
  test.each([
    ['an address nobody has', 'nobody@example.com', 'recipient_not_found'],
    ['a number nobody has', '+8613800000000', 'recipient_not_found'],
    ['no address and no number', 'what is this', 'recipient_invalid'],
    ['a number of no country', '+000000000', 'recipient_not_found'],
  ])('for %s', async (_, recipient, code) => {
    const { status, body } = await lookUp(await world.person(), recipient)
    expect([status, body.code]).toEqual([422, code])
  })

  test('for oneself', async () => {
    const payer = await world.person()
    expect((await lookUp(payer, payer.phone)).body.code).toBe('recipient_invalid')
  })

  test.each([
    ['', 'too_short'],
    ['a@', 'too_short'],
    [`${'a'.repeat(250)}@b.cn`, 'too_long'],
    ['alice\u0000@example.com', 'text_not_allowed'],
    ['alice\u202e@example.com', 'text_not_allowed'],
    ['alice\n@example.com', 'text_not_allowed'],
    ['alice\ud800@example.com', 'text_not_allowed'],
    [13800001234, 'wrong_type'],
    [null, 'wrong_type'],
    [['a@example.com'], 'wrong_type'],
  ])('for %j: %s', async (recipient, code) => {
    const { status, body } = await lookUp(await world.person(), recipient)
    expect([status, body.code, body.errors[0]]).toMatchObject([
      422,
      'validation_failed',
      { path: 'recipient', code },
    ])
  })

  test('for a field nobody knows', async () => {
    const { status, body } = await lookUp(await world.person(), 'a@example.com', { verbose: true })
    expect([status, body.errors[0].path]).toEqual([422, 'verbose'])
  })
})

test('401 without a session', async () => {
  const { status, body } = await world.call('POST', '/v1/recipient_lookups', { body: { recipient: 'x' } })
  expect([status, body.code]).toEqual([401, 'not_signed_in'])
})

describe('whoever tries numbers out', () => {
  let strict: TestApp
  beforeAll(async () => {
    strict = await startTestApp({ OKPAY_RATE_LIMIT_SCALE: '1' })
  })

  test('by orders is told no more than by look-ups, and what they ordered before is still answered', async () => {
    const [prober, payee] = [await strict.person({ EUR: 10_00n }), await strict.person()]
    const call = (path: string, recipient: string, key: string = randomUUID()) =>
      strict.call('POST', path, {
        token: prober.token,
        key,
        body: path.endsWith('lookups')
          ? { recipient }
          : { recipient, amount: { value: '1', currency: 'EUR' } },
      })
    const key = randomUUID()
    const paid = await call('/v1/transfers', payee.email, key)
    expect(paid.status).toBe(201)

    const paths = ['/v1/transfers', '/v1/transfer_previews', '/v1/recipient_lookups']
    for (let index = 0; index < 30; index++) {
      const { body } = await call(paths[index % 3] ?? '', `nobody.${index}@example.com`)
      expect(body.code).toBe('recipient_not_found')
    }
    for (const path of paths) {
      const { status, headers, body } = await call(path, payee.email)
      expect([status, body.code]).toEqual([429, 'rate_limited'])
      expect(Number(headers['retry-after'])).toBeGreaterThan(3_000)
    }
    expect((await call('/v1/transfers', payee.email, key)).body).toEqual(paid.body)
  })

  test('by look-ups and previews together has one budget', async () => {
    const [prober, payee] = [await strict.person(), await strict.person()]
    const statuses: number[] = []
    for (let index = 0; index < 62; index++) {
      const preview = index % 2 === 0
      const { status } = await strict.call(
        'POST',
        preview ? '/v1/transfer_previews' : '/v1/recipient_lookups',
        {
          token: prober.token,
          body: {
            recipient: payee.email,
            ...(preview ? { amount: { value: '1', currency: 'EUR' } } : {}),
          },
        },
      )
      statuses.push(status)
    }
    expect(statuses.slice(0, 60).every(status => status === 200)).toBe(true)
    expect(statuses.slice(60)).toEqual([429, 429])
  })
})
