import { once } from 'node:events'
import { createServer } from 'node:http'
import { Agent } from 'node:https'
import { connect } from 'node:net'
import { describe, expect, test, afterAll } from 'vitest'
import { createOutboundAgent, guardedLookup, isOutsideUrl, isPublicAddress, postOutside } from './outbound.ts'

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::a00:1',
  'fc00::1',
  'fe80::1',
  'ff02::1',
  '2001:db8::1',
  '2002:a00:1::1',
  '2001::1',
  'nonsense',
  '',
])('%s is not of the public internet', address => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each(['8.8.8.8', '142.250.4.95', '172.32.0.1', '192.167.1.1', '2607:f8b0:4004:c07::5f', '2a00:1450::1'])(
  '%s is',
  address => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

test.each([
  'http://push.example.com/x',
  'ftp://push.example.com/x',
  'https://push.example.com:8443/x',
  'https://user:password@push.example.com/x',
  'https://localhost/x',
  'https://printer.local/x',
  'https://db.internal/x',
  'https://10.0.0.1/x',
  'https://0x7f.1/x',
  'https://2130706433/x',
  'https://[::1]/x',
  'https://[::ffff:127.0.0.1]/x',
  'https://single/x',
  'javascript:alert(1)',
  'nonsense',
])('we do not call %s', url => {
  expect(isOutsideUrl(url)).toBe(false)
})

test.each(['https://fcm.googleapis.com/fcm/send/x', 'https://8.8.8.8/x', 'https://web.push.apple.com/x'])(
  'we call %s',
  url => {
    expect(isOutsideUrl(url)).toBe(true)
  },
)

describe('a name that leads inside', () => {
  /** Resolves whatever it is asked to these addresses. */
  const leadsTo = (...addresses: string[]) =>
    guardedLookup((_, __, answer) =>
      answer(
        null,
        addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
    )

  const ask = (lookup: ReturnType<typeof guardedLookup>, all: boolean) =>
    new Promise<unknown>((resolve, reject) => {
      lookup('push.example.com', { all }, (error, address) => (error ? reject(error) : resolve(address)))
    })

  test.each([[['10.0.0.1']], [['8.8.8.8', '127.0.0.1']], [['8.8.8.8', 'fe80::1']], [[]]])(
    'to %j is not connected to',
    async addresses => {
      await expect(ask(leadsTo(...addresses), true)).rejects.toThrow('not public')
      await expect(ask(leadsTo(...addresses), false)).rejects.toThrow('not public')
    },
  )

  test('only the addresses that were looked at are connected to', async () => {
    expect(await ask(leadsTo('8.8.8.8'), true)).toEqual([{ address: '8.8.8.8', family: 4 }])
    expect(await ask(leadsTo('8.8.8.8'), false)).toBe('8.8.8.8')
  })

  test('a call to this very machine never leaves, whatever name it has', async () => {
    const body = Buffer.from('x')
    for (const url of ['https://localhost/x', 'https://127.0.0.1/x', 'http://push.example.com/x'])
      await expect(
        postOutside(url, { headers: {}, body, timeoutMs: 1_000, agent: createOutboundAgent() }),
      ).rejects.toThrow('public internet')
  })
})

test('a redirect is an answer like any other, and an endless answer is not read', async () => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.url ?? '')
    response.writeHead(307, { location: 'https://push.example.com/elsewhere' })
    const timer = setInterval(() => response.write('x'.repeat(10_000)), 5)
    response.on('close', () => clearInterval(timer))
  }).listen(0, '127.0.0.1')
  afterAll(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  // The line to the outside, without its encryption.
  const agent = Object.assign(new Agent(), { createConnection: () => connect(address.port, '127.0.0.1') })
  const body = Buffer.from('x')
  const status = await postOutside('https://push.example.com/x', {
    headers: {},
    body,
    timeoutMs: 2_000,
    agent,
  })
  expect([status, seen]).toEqual([307, ['/x']])
})
