import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AnswerTooLarge, boundedText } from './bounded-body.ts'

const bomb = gzipSync(Buffer.alloc(20 * 1_024 * 1_024))
const server = createServer((request, response) => {
  if (request.url === '/small') response.end('1 欧元')
  else if (request.url === '/empty') response.writeHead(204).end()
  else response.setHeader('content-encoding', 'gzip').end(bomb)
})
let base = ''
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

test('an answer is read as text', async () => {
  expect(await boundedText(await fetch(`${base}/small`), 100)).toBe('1 欧元')
  expect(await boundedText(await fetch(`${base}/empty`), 100)).toBe('')
})

test('twenty kilobytes that unpack to twenty megabytes are not', async () => {
  expect(bomb.byteLength).toBeLessThan(30_000)
  await expect(boundedText(await fetch(`${base}/bomb`), 1_024 * 1_024)).rejects.toThrow(AnswerTooLarge)
})
