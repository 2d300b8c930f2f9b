import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

export type AskedName = { authorization: string | undefined; body: unknown }

/** A provider of name checks that answers what a test tells it to; `null` breaks the connection. */
export async function startNameProvider() {
  const asked: AskedName[] = []
  let answer: unknown = { result: 'match', name: null, reference: 'ref-1' }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push({
        authorization: request.headers.authorization,
        body: JSON.parse(Buffer.concat(chunks).toString('utf8')),
      })
      if (answer === null) return request.socket.destroy()
      response.writeHead(200, { 'content-type': 'application/json' })
      return response.end(JSON.stringify(answer))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => server.close())
  const { port } = server.address() as AddressInfo
  return {
    asked,
    answerWith(next: unknown) {
      answer = next
    },
    environment: {
      OKPAY_NAME_CHECK_URL: `http://127.0.0.1:${port}`,
      OKPAY_NAME_CHECK_TOKEN: 'a token that only tests use',
    },
  }
}
