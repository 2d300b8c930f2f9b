import { describe, expect, test } from 'vitest'
import { post, startHttp, token, validPayment } from './http.fixture.ts'

/** One block per row of the table "Bad input" in the design's security.md. */
const { app, logged } = startHttp()

async function pay(body: string | Buffer, headers: Record<string, string | undefined> = {}) {
  const answer = await app.inject(post('/v1/payments', body, headers))
  return { status: answer.statusCode, headers: answer.headers, problem: answer.json() }
}

const payWith = (change: Record<string, unknown>) => pay(JSON.stringify({ ...validPayment, ...change }))

test('a good request passes, so that the refusals below mean something', async () => {
  const { status, problem } = await pay(JSON.stringify(validPayment))
  expect(status).toBe(201)
  expect(problem.echo.amount).toEqual({ minor: '1050', currency: 'EUR' })
})

describe('broken JSON, empty body, NaN, two documents, byte order mark: 400', () => {
  test.each([
    ['broken JSON', '{"recipient":', 'not_json'],
    ['not JSON', 'recipient=alice', 'not_json'],
    ['a trailing comma', '{"recipient":"a",}', 'not_json'],
    ['single quotes', "{'recipient':'a'}", 'not_json'],
    ['a comment', '{"recipient":"a"/* x */}', 'not_json'],
    ['empty body', '', 'empty_body'],
    ['only white space', ' \n\t ', 'not_json'],
    ['NaN', '{"count":NaN}', 'not_json'],
    ['Infinity', '{"count":-Infinity}', 'not_json'],
    ['two documents', '{"a":1}{"a":1}', 'not_json'],
    ['two lines of JSON', '{"a":1}\n{"a":1}', 'not_json'],
    ['a byte order mark', '\ufeff{"recipient":"a"}', 'byte_order_mark'],
    ['a raw control character in a string', '{"recipient":"a\nb"}', 'not_json'],
  ])('%s', async (_name, body, reason) => {
    const { status, problem } = await pay(body)
    expect([status, problem.code, problem.details]).toEqual([400, 'malformed_request', { reason }])
  })

  test.each([
    ['a lone continuation byte', [0x22, 0x80, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x22, 0x00]],
  ])('invalid UTF-8: %s', async (_name, bytes) => {
    const { status, problem } = await pay(Buffer.from(bytes))
    expect([status, problem.details]).toEqual([400, { reason: 'not_utf8' }])
  })
})

describe('wrong or odd content type, encoded body: 415', () => {
  const body = JSON.stringify(validPayment)

  test.each([
    'text/plain',
    'text/plain; charset=utf-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; version=1',
    'application/json; boundary=x',
    'application/json5',
    'application/vnd.api+json',
    'application/problem+json',
    'application/json, text/plain',
    'application/json;;',
    'json',
    '*/*',
  ])('%s', async type => {
    const { status, problem } = await pay(body, { 'content-type': type })
    expect([status, problem.code]).toEqual([415, 'unsupported_media_type'])
  })

  test('no content type at all', async () => {
    expect((await pay(body, { 'content-type': undefined })).status).toBe(415)
  })

  test.each(['gzip', 'br', 'identity'])('content encoding %s', async encoding => {
    expect((await pay(body, { 'content-encoding': encoding })).status).toBe(415)
  })

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'APPLICATION/JSON',
  ])('accepted: %s', async type => {
    expect((await pay(body, { 'content-type': type })).status).toBe(201)
  })
})

describe('too large: 413; nesting over 20: 400; an array over 1,000: 422', () => {
  const padded = (bytes: number) => JSON.stringify({ ...validPayment, anything: 'x'.repeat(bytes) })

  test('over 64 KiB where money moves', async () => {
    const { status, problem } = await pay(padded(64 * 1024))
    expect([status, problem.code, problem.details]).toEqual([413, 'body_too_large', { max_bytes: 65_536 }])
    expect((await pay(padded(60 * 1024))).status).toBe(201)
  })

  test('over 1 MiB elsewhere', async () => {
    const body = (bytes: number) => JSON.stringify({ name: 'x', anything: 'x'.repeat(bytes) })
    const tooMuch = await app.inject(post('/v1/test_registrations', body(1024 * 1024)))
    expect([tooMuch.statusCode, tooMuch.json().code]).toEqual([413, 'body_too_large'])
    expect((await app.inject(post('/v1/test_registrations', body(1000 * 1024)))).statusCode).toBe(200)
  })

  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

  test.each([21, 30_000])('%i levels of nesting', async levels => {
    const { status, problem } = await pay(nested(levels))
    expect([status, problem.details]).toEqual([400, { reason: 'nested_too_deeply' }])
  })

  test('20 levels are not too many', async () => {
    // The object around is the first level.
    const body = `{"recipient":"a","amount":{"value":"1","currency":"EUR"},"anything":${nested(19)}}`
    expect((await pay(body)).status).toBe(201)
    expect((await pay(body.replace('[[', '[[['))).status).toBe(400)
  })

  test('an array of 1,001', async () => {
    const { status, problem } = await payWith({ anything: { deep: Array.from({ length: 1_001 }, () => 0) } })
    expect([status, problem.errors]).toEqual([
      422,
      [{ path: 'anything.deep', code: 'too_long', detail: 'This is too long. At most 1,000, please.' }],
    ])
    expect((await payWith({ anything: Array.from({ length: 1_000 }, () => 0) })).status).toBe(201)
  })
})

describe('duplicate keys, __proto__, constructor: 400', () => {
  test.each([
    ['at the top', '{"recipient":"a","recipient":"b"}'],
    ['equal twins', '{"recipient":"a","recipient":"a"}'],
    ['inside', '{"recipient":"a","amount":{"value":"1","value":"1","currency":"EUR"}}'],
    ['in an array', '{"anything":[{"a":1},{"b":1,"b":2}]}'],
    ['written with an escape', String.raw`{"recipient":"a","r\u0065cipient":"b"}`],
    [
      'next to a string full of colons and quotes',
      String.raw`{"recipient":"\\\"a\":b\\","note":"::","note":"x"}`,
    ],
  ])('the same key twice: %s', async (_name, body) => {
    const { status, problem } = await pay(body)
    expect([status, problem.code]).toEqual([400, 'duplicate_key'])
  })

  test('the same key in two objects is no duplicate, nor is a colon in a string', async () => {
    const body = String.raw`{"recipient":"a:\"b\":\\","amount":{"value":"1","currency":"EUR"},"anything":[{"x":1},{"x":":"}]}`
    expect((await pay(body)).status).toBe(201)
  })

  test.each(['__proto__', 'constructor', 'prototype'])('%s', async key => {
    for (const body of [`{"${key}":{"x":1}}`, `{"recipient":"a","anything":[{"b":{"${key}":1}}]}`]) {
      const { status, problem } = await pay(body)
      expect([status, problem.details]).toEqual([400, { reason: 'forbidden_key' }])
    }
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
  })

  test('__proto__ written with an escape', async () => {
    expect((await pay(String.raw`{"\u005f_proto__":1}`)).status).toBe(400)
  })
})

describe('wrong type, null for required, unknown field: 422 with path', () => {
  test.each([
    ['a number for text', { recipient: 5 }, 'recipient', 'wrong_type'],
    ['null for required', { recipient: null }, 'recipient', 'wrong_type'],
    ['a list for an object', { amount: [] }, 'amount', 'wrong_type'],
    ['text for a list', { tags: 'a' }, 'tags', 'wrong_type'],
    ['an object in a list of texts', { tags: ['a', {}] }, 'tags.1', 'wrong_type'],
    ['missing', { recipient: undefined }, 'recipient', 'required'],
    ['missing inside', { amount: { value: '1' } }, 'amount.currency', 'required'],
    ['an unknown field', { admin: true }, 'admin', 'unknown_field'],
    [
      'an unknown field inside',
      { amount: { value: '1', currency: 'EUR', minor: 1 } },
      'amount.minor',
      'unknown_field',
    ],
    ['an unknown choice', { amount: { value: '1', currency: 'XXX' } }, 'amount.currency', 'not_allowed'],
    ['a fraction for a whole number', { count: 1.5 }, 'count', 'wrong_type'],
    ['a number beyond doubles', { count: 1e308 * 10 }, 'count', 'wrong_type'],
    ['below its minimum', { count: 0 }, 'count', 'too_small'],
    ['above its maximum', { count: 11 }, 'count', 'too_large'],
  ])('%s', async (_name, change, path, code) => {
    const { status, problem } = await payWith(change)
    expect([status, problem.code]).toEqual([422, 'validation_failed'])
    expect(problem.errors).toContainEqual({ path, code, detail: expect.any(String) })
  })

  test.each([
    ['a list', '[]'],
    ['text', '"x"'],
    ['a number', '1'],
    ['null', 'null'],
    ['true', 'true'],
  ])('a whole body that is %s', async (_name, body) => {
    const { status, problem } = await pay(body)
    expect([status, problem.errors[0]?.path]).toEqual([422, ''])
  })

  test('1e309 is not read as Infinity', async () => {
    const body = JSON.stringify({ ...validPayment, count: 1 }).replace('"count":1', '"count":1e309')
    expect((await pay(body)).status).toBe(422)
  })

  test('ten thousand unknown fields are answered with fifty', async () => {
    const surplus = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, 1]))
    const { status, problem } = await payWith(surplus)
    expect([status, problem.errors.length]).toEqual([422, 50])
  })
})

describe('amounts that are not plain decimals: 422, never rounded', () => {
  test.each([
    ['-5', 'amount_malformed'],
    ['0', 'amount_not_positive'],
    ['0.00', 'amount_not_positive'],
    ['+5', 'amount_malformed'],
    ['1e2', 'amount_malformed'],
    ['0x10', 'amount_malformed'],
    ['5,00', 'amount_malformed'],
    ['.5', 'amount_malformed'],
    ['5.', 'amount_malformed'],
    ['05', 'amount_malformed'],
    [' 5', 'amount_malformed'],
    ['5\n', 'amount_malformed'],
    ['', 'amount_malformed'],
    ['1_000', 'amount_malformed'],
    ['Infinity', 'amount_malformed'],
    ['５', 'amount_malformed'],
    ['٥', 'amount_malformed'],
    ['10.005', 'amount_too_precise'],
    ['1234567890123456789', 'amount_malformed'],
    ['123456789012345678', 'amount_too_large'],
  ])('%j', async (value, code) => {
    const { status, problem } = await payWith({ amount: { value, currency: 'EUR' } })
    expect([status, problem.errors]).toEqual([
      422,
      [{ path: 'amount.value', code, detail: expect.any(String) }],
    ])
  })

  test('a JSON number', async () => {
    const { status, problem } = await payWith({ amount: { value: 5, currency: 'EUR' } })
    expect([status, problem.errors[0]]).toMatchObject([422, { path: 'amount.value', code: 'wrong_type' }])
  })

  test('decimals depend on the currency', async () => {
    expect((await payWith({ amount: { value: '5.5', currency: 'JPY' } })).status).toBe(422)
    expect((await payWith({ amount: { value: '5.005', currency: 'KWD' } })).status).toBe(201)
  })
})

describe('U+0000, lone surrogates, control characters, direction overrides: 422 or 400, never 500', () => {
  test.each([
    ['U+0000', String.raw`\u0000`],
    ['a lone high surrogate', String.raw`\ud800`],
    ['a lone low surrogate', String.raw`\udc00`],
    ['surrogates the wrong way round', String.raw`\udc00\ud800`],
    ['a bell', String.raw`\u0007`],
    ['a line break in one line', String.raw`\n`],
    ['a direction override', '\u202e'],
    ['an isolate', '\u2066'],
    ['a byte order mark inside', '\ufeff'],
  ])('%s', async (_name, text) => {
    const { status, problem } = await pay(`{"recipient":"a${text}b","amount":{"value":"1","currency":"EUR"}}`)
    expect([status, problem.errors]).toEqual([
      422,
      [{ path: 'recipient', code: 'text_not_allowed', detail: expect.any(String) }],
    ])
  })

  test.each([String.raw`\u0000`, String.raw`\ud800`])('%s where the schema allows any text', async text => {
    const answer = await app.inject(post('/v1/test_registrations', `{"name":"a${text}"}`))
    expect([answer.statusCode, answer.json().errors[0].path]).toEqual([422, 'name'])
  })

  test('in the name of a field', async () => {
    expect((await pay(String.raw`{"a\u0000\ud800":1}`)).status).toBe(422)
  })

  test('in a query', async () => {
    const answer = await app.inject({
      url: '/v1/payments?to=%00',
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.statusCode).toBe(400)
  })
})

test.each([
  ['mixed direction', 'عمر Omar 123'],
  ['emoji with joiners', '👩‍👩‍👧‍👦🏳️‍🌈'],
  ['combining marks, not normalised', 'e\u0301 ṩ'],
  ['a surname outside the basic plane', '𠮷野家'],
  ['a right-to-left mark', 'שלום\u200f!'],
])('legitimate text is kept byte for byte: %s', async (_name, recipient) => {
  const { status, problem } = await payWith({ recipient })
  expect([status, problem.echo.recipient]).toEqual([201, recipient])
})

describe('malformed ids, encoded slashes, repeated query parameters: 404 or 400', () => {
  const get = (url: string) => app.inject({ url, headers: { authorization: `Bearer ${token}` } })

  test.each([
    ['/v1/payments?limit=1&limit=2', 400],
    ['/v1/payments?limit=1&l%69mit=2', 400],
    ['/v1/payments?to=%', 400],
    ['/v1/payments?to=%ff', 400],
    ['/v1/%zz', 400],
    ['/v1%2Fpayments', 404],
    ['/v1/payments/', 404],
    ['//v1/payments', 404],
    ['/V1/payments', 404],
    ['/v1/payments?limit=abc', 422],
    ['/v1/payments?limit=', 422],
    ['/v1/payments?limit=101', 422],
    ['/v1/payments?unknown=1', 422],
    ['/v1/payments?__proto__=1', 422],
    ['/v1/payments?limit[]=1', 422],
    ['/v1/payments?limit=7&to=a%20b+c', 200],
  ])('%s: %i', async (url, status) => {
    expect((await get(url)).statusCode).toBe(status)
  })

  test('a query is decoded once', async () => {
    expect((await get('/v1/payments?limit=7&to=a%2520b+c')).json()).toEqual({ limit: 7, to: 'a%20b c' })
  })

  test('a body with GET', async () => {
    const answer = await app.inject({ ...post('/v1/payments', '{}'), method: 'GET' })
    expect([answer.statusCode, answer.json().details]).toEqual([400, { reason: 'body_not_allowed' }])
  })
})

describe('the idempotency key', () => {
  const body = JSON.stringify(validPayment)

  test.each([[undefined], ['']])('missing: %s', async key => {
    const { status, problem } = await pay(body, { 'idempotency-key': key })
    expect([status, problem.code]).toEqual([400, 'idempotency_key_missing'])
  })

  test.each([
    ['with a space', 'a b'],
    ['not ASCII', 'clé'],
    ['too long', 'x'.repeat(256)],
    ['sent twice', 'a, b'],
  ])('%s', async (_name, key) => {
    const { status, problem } = await pay(body, { 'idempotency-key': key })
    expect([status, problem.code, problem.details]).toEqual([
      400,
      'malformed_request',
      { reason: 'idempotency_key' },
    ])
  })

  test('255 visible characters', async () => {
    expect((await pay(body, { 'idempotency-key': '~'.repeat(255) })).status).toBe(201)
  })
})

test('none of this counted as an error of ours', () => {
  expect(logged).toEqual([])
})
