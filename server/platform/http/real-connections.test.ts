import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { startHttp, token, validPayment } from './http.fixture.ts'

/**
 * What can only be seen on a real connection: slow clients, chunks, bytes that are not HTTP. The limits are those
 * of production divided by ten and more; a test that waited 30 s would be run by nobody.
 */
const limits = { headersMs: 500, requestMs: 3_000, checkEveryMs: 50 }
const { app } = startHttp({ timeouts: limits })
const address = await app.listen({ port: 0, host: '127.0.0.1' })
const port = Number(new URL(address).port)

async function open(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

/** Everything the server says until it closes, and how long that took. */
async function untilClosed(socket: Socket): Promise<{ text: string; ms: number }> {
  const startedAt = performance.now()
  let text = ''
  socket.on('data', chunk => (text += chunk.toString('utf8')))
  socket.on('error', () => socket.destroy())
  await once(socket, 'close')
  return { text, ms: performance.now() - startedAt }
}

const head = (lines: readonly string[]) =>
  [
    'POST /v1/payments HTTP/1.1',
    'Host: okpay.test',
    `Authorization: Bearer ${token}`,
    'Idempotency-Key: k',
    'Content-Type: application/json',
    ...lines,
    '',
    '',
  ].join('\r\n')

function problemIn(text: string): Record<string, unknown> {
  return JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4))
}

describe('slow clients are cut', () => {
  test('headers that trickle in', async () => {
    const socket = await open()
    socket.write('POST /v1/payments HTTP/1.1\r\nHost: okpay.test\r\n')
    const trickle = setInterval(() => socket.writable && socket.write('X-A: b\r\n'), 100)
    const { text, ms } = await untilClosed(socket)
    clearInterval(trickle)
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(problemIn(text)).toMatchObject({
      status: 408,
      code: 'malformed_request',
      details: { reason: 'too_slow' },
    })
    expect(ms).toBeGreaterThan(limits.headersMs - 100)
    expect(ms).toBeLessThan(limits.requestMs)
  })

  test('a body that trickles in', async () => {
    const socket = await open()
    socket.write(head(['Content-Length: 1000']))
    const trickle = setInterval(() => socket.writable && socket.write(' '), 100)
    const { text, ms } = await untilClosed(socket)
    clearInterval(trickle)
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(ms).toBeGreaterThan(limits.requestMs - 100)
    expect(ms).toBeLessThan(limits.requestMs + 3_000)
  })

  test('a client that sends nothing', async () => {
    const { ms } = await untilClosed(await open())
    expect(ms).toBeLessThan(limits.requestMs)
  })
})

test('the limits of production are 10 s for the headers and 30 s for the whole request', () => {
  const { server } = startHttp().app
  expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000])
})

describe('chunked bodies', () => {
  const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

  test('over the limit: 413, whatever the sum of the chunks was going to be', async () => {
    const socket = await open()
    const closed = untilClosed(socket)
    socket.write(head(['Transfer-Encoding: chunked']))
    for (let sent = 0; sent < 200; sent++) {
      socket.write(chunk(' '.repeat(1_024)))
      await pause(1)
    }
    // A caller who goes on sending still reads why; one who never ends is cut.
    const { text, ms } = await closed
    expect(text).toMatch(/^HTTP\/1\.1 413 /)
    expect(problemIn(text)).toMatchObject({ code: 'body_too_large', details: { max_bytes: 65_536 } })
    expect(ms).toBeLessThan(10_000)
  })

  test.each(['Content-Length: 20000000', 'Transfer-Encoding: chunked'])(
    'whoever asks to close the connection and reads only when all is sent reads why too: %s',
    async length => {
      const socket = await open()
      const failed: string[] = []
      socket.on('error', error => failed.push(error.message))
      socket.pause()
      socket.write(head([length, 'Connection: close']))
      const part = ' '.repeat(100_000)
      for (let sent = 0; sent < 200 && failed.length === 0; sent++)
        await new Promise(resolve => socket.write(length.startsWith('C') ? part : chunk(part), resolve))
      if (!length.startsWith('C')) socket.write('0\r\n\r\n')
      expect(failed).toEqual([])
      const { text, ms } = await untilClosed(socket.resume())
      expect(text).toMatch(/^HTTP\/1\.1 413 /)
      expect(text).toMatch(/\r\nConnection: close\r\n/i)
      expect(problemIn(text)).toMatchObject({ code: 'body_too_large' })
      // It was heard out, so it is closed at once and not when the patience is over.
      expect(ms).toBeLessThan(2_000)
    },
  )

  test('whoever ends a body that was too large may ask something else on the same connection', async () => {
    const socket = await open()
    const closed = untilClosed(socket)
    socket.write(`${head(['Content-Length: 70000'])}${' '.repeat(70_000)}`)
    const text = JSON.stringify(validPayment)
    socket.write(`${head([`Content-Length: ${Buffer.byteLength(text)}`, 'Connection: close'])}${text}`)
    const answers = (await closed).text.match(/HTTP\/1\.1 \d{3}/g)
    expect(answers).toEqual(['HTTP/1.1 413', 'HTTP/1.1 201'])
  })

  test('within the limit they are as good as any', async () => {
    const socket = await open()
    const closed = untilClosed(socket)
    const text = JSON.stringify(validPayment)
    socket.write(head(['Transfer-Encoding: chunked', 'Connection: close']))
    socket.write(`${chunk(text.slice(0, 20))}${chunk(text.slice(20))}0\r\n\r\n`)
    expect((await closed).text).toMatch(/^HTTP\/1\.1 201 /)
  })

  test('an empty one is an empty body', async () => {
    const socket = await open()
    const closed = untilClosed(socket)
    socket.write(`${head(['Transfer-Encoding: chunked', 'Connection: close'])}0\r\n\r\n`)
    expect(problemIn((await closed).text)).toMatchObject({ status: 400, details: { reason: 'empty_body' } })
  })
})

describe('what is not HTTP, or tries to be two requests', () => {
  test.each([
    ['noise', 'hello\r\n\r\n', 400],
    ['length and chunks at once', head(['Content-Length: 5', 'Transfer-Encoding: chunked']), 400],
    ['two lengths', head(['Content-Length: 5', 'Content-Length: 6']), 400],
    ['a length that is no number', head(['Content-Length: 5x']), 400],
    ['headers of 20 KiB', head([`X-Long: ${'x'.repeat(20_000)}`]), 431],
  ])('%s', async (_name, bytes, status) => {
    const socket = await open()
    const closed = untilClosed(socket)
    socket.write(bytes)
    const { text } = await closed
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(text).toMatch(/\r\nRequest-Id: [0-9a-f-]{36}\r\n/)
    expect(problemIn(text)).toMatchObject({ status, code: 'malformed_request' })
  })

  test('a path with dots is not resolved', async () => {
    const socket = await open()
    const closed = untilClosed(socket)
    socket.write('GET /v1/../v1/payments HTTP/1.1\r\nHost: okpay.test\r\nConnection: close\r\n\r\n')
    expect((await closed).text).toMatch(/^HTTP\/1\.1 404 /)
  })

  test('a client that leaves in the middle of its body is nobody to answer, and no error of ours', async () => {
    const watched = startHttp()
    const url = new URL(await watched.app.listen({ port: 0, host: '127.0.0.1' }))
    const socket = connect(Number(url.port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write(head(['Content-Length: 1000']))
    socket.write('{')
    await pause(50)
    socket.destroy()
    await pause(50)
    expect(watched.logged).toEqual([])
  })
})
