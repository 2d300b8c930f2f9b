import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { vi } from 'vitest'

export type Told = { body: string; headers: IncomingHttpHeaders }

/** Where a merchant of the partner is told: keeps what comes, and answers the next ones with `statuses`, then 200. */
export async function startMerchant() {
  const told: Told[] = []
  const statuses: number[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      told.push({ body: Buffer.concat(chunks).toString(), headers: request.headers })
      response.writeHead(statuses.shift() ?? 200).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the merchant has no port')
  return {
    url: `http://127.0.0.1:${address.port}/notifications`,
    told,
    statuses,
    /** What was told so far, once there is that much; throws after a while. */
    async heard(count: number): Promise<Told[]> {
      await vi.waitUntil(() => told.length >= count, { timeout: 20_000, interval: 20 })
      return told
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
