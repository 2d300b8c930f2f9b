import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { startHttp } from './http.fixture.ts'

const root = await mkdtemp(join(tmpdir(), 'okpay-web-'))
afterAll(() => rm(root, { recursive: true }))
const script = `console.log(${JSON.stringify('x'.repeat(5_000))})`
await mkdir(join(root, 'assets'))
await mkdir(join(root, '.vite'))
await writeFile(
  join(root, 'index.html'),
  '<!doctype html><html lang="en"><script nonce="__CSP_NONCE__" src="/assets/main-a1.js"></script>',
)
await writeFile(join(root, 'assets/main-a1.js'), script)
await writeFile(join(root, 'assets/main-a1.js.map'), '{}')
await writeFile(join(root, 'sw.js'), 'self')
await writeFile(join(root, '.vite/manifest.json'), '{}')

const { app } = startHttp({ webRoot: root })
const navigation = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('a navigation', () => {
  test.each(['/', '/index.html', '/send', '/transactions/9123', '/send?to=li@example.com'])(
    'to %s gets the application',
    async url => {
      const answer = await app.inject({ url, headers: navigation })
      expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ])
    },
  )

  test.each([
    '/v1',
    '/v1/send',
    '/staff/v1/x',
    '/socket.io/x',
    '/healthz/x',
    '/readyz/x',
    '/metrics/x',
    '/assets/gone-b2.js',
    '/simulators/x',
    '/logo.png',
  ])('to %s does not', async url => {
    const answer = await app.inject({ url, headers: navigation })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ])
  })

  test('only a navigation: neither a script that fetches nor a POST', async () => {
    expect((await app.inject({ url: '/send', headers: { accept: 'application/json' } })).statusCode).toBe(404)
    expect((await app.inject({ url: '/send', method: 'POST', headers: navigation })).statusCode).toBe(404)
  })
})

test('a page knows from the first which edition it is of', async () => {
  const page = await app.inject({ url: '/send', headers: navigation })
  expect(page.body).toContain('<html data-edition="test" lang="en">')
})

test('each page has a nonce of its own, in its policy and in its scripts, and allows nothing inline', async () => {
  const pages = await Promise.all([1, 2].map(() => app.inject({ url: '/', headers: navigation })))
  const nonces = pages.map(page => {
    const policy = String(page.headers['content-security-policy'])
    const [, nonce] = /script-src 'self' 'nonce-([A-Za-z0-9+/]{22}==)'/.exec(policy) ?? []
    expect(page.body).toContain(`nonce="${nonce}"`)
    expect(page.body).not.toContain('__CSP_NONCE__')
    expect(policy).not.toMatch(/unsafe|\*/)
    for (const rule of [
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "form-action 'self'",
      "default-src 'self'",
      "connect-src 'self' ws://okpay.test",
    ])
      expect(policy).toContain(rule)
    return nonce
  })
  expect(new Set(nonces).size).toBe(2)
  expect(pages[0]?.headers).toMatchObject({
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
  })
})

describe('files', () => {
  test('with a hash in their name are kept for a year, others are asked for each time', async () => {
    const asset = await app.inject({ url: '/assets/main-a1.js' })
    expect([asset.statusCode, asset.body, asset.headers['cache-control']]).toEqual([
      200,
      script,
      'public, max-age=31536000, immutable',
    ])
    expect(asset.headers['content-type']).toMatch(/^(text|application)\/javascript/)
    expect(asset.headers['x-content-type-options']).toBe('nosniff')
    const worker = await app.inject({ url: '/sw.js' })
    expect([worker.statusCode, worker.headers['cache-control']]).toEqual([200, 'no-cache'])
    // A service worker obeys the policy of its own file; with 'none' it could fetch nothing.
    expect(worker.headers['content-security-policy']).toBe("default-src 'self'; frame-ancestors 'none'")
  })

  test('are sent compressed once they have been', async () => {
    await vi.waitFor(() => stat(join(root, 'assets/main-a1.js.gz')), { timeout: 20_000 })
    const answer = await app.inject({ url: '/assets/main-a1.js', headers: { 'accept-encoding': 'gzip' } })
    expect([answer.headers['content-encoding'], answer.headers['vary']]).toEqual(['gzip', 'accept-encoding'])
    expect(gunzipSync(answer.rawPayload).toString()).toBe(script)
  })

  test('unchanged, are not sent again', async () => {
    const { headers } = await app.inject({ url: '/assets/main-a1.js' })
    const again = await app.inject({
      url: '/assets/main-a1.js',
      headers: { 'if-none-match': String(headers['etag']) },
    })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  test.each([
    '/.vite/manifest.json',
    '/assets/main-a1.js.map',
    '/assets/main-a1.js.br',
    '/assets',
    '/assets/',
    '/..%2fpackage.json',
    '/assets/..%5c..%5csw.js',
  ])('%s is not served', async url => {
    expect((await app.inject({ url })).statusCode).toBe(404)
  })
})

test('without a built application, whoever navigates is told so, kindly, in both languages', async () => {
  const unbuilt = startHttp({ webRoot: join(root, 'nothing') })
  for (const [language, words] of [
    ['en', 'is not built yet'],
    ['zh', '尚未构建'],
  ] as const) {
    const answer = await unbuilt.app.inject({
      url: '/',
      headers: { ...navigation, 'accept-language': language },
    })
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
    expect(answer.body).toContain(words)
  }
})
