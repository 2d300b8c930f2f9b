import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export type ReceivedWebhook = { readonly body: string; readonly signature: string; readonly atMs: number }

export type WebhookReceiver = {
  readonly url: string
  readonly received: ReceivedWebhook[]
  /** Answers the next deliveries with these statuses, in order; 200 afterwards. */
  readonly answerWith: (...statuses: number[]) => void
  /** Waits until `count` deliveries match, and answers all that do. Throws after `timeoutMs`. */
  readonly waitFor: (
    matches: (webhook: ReceivedWebhook) => boolean,
    count: number,
    timeoutMs?: number,
  ) => Promise<ReceivedWebhook[]>
  readonly close: () => Promise<void>
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

/** A merchant's endpoint for tests: keeps what it gets, and can answer with failures first. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  const statuses: number[] = []
  const watchers = new Set<() => void>()
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') {
      // A browser that was sent back to the merchant, not a webhook.
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Merchant</title>')
      return
    }
    const body = await readBody(request)
    const signature = String(request.headers['stripe-signature'] ?? '')
    response.writeHead(statuses.shift() ?? 200).end()
    received.push({ body, signature, atMs: Date.now() })
    for (const look of watchers) look()
  }
  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the webhook receiver has no port')
  return {
    url: `http://127.0.0.1:${address.port}/webhooks`,
    received,
    answerWith: (...next) => {
      statuses.push(...next)
    },
    waitFor: (matches, count, timeoutMs = 5_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(look)
          reject(
            new Error(
              `waited for ${count} webhooks, ${received.filter(matches).length} of ${received.length} match`,
            ),
          )
        }, timeoutMs)
        const look = () => {
          const found = received.filter(matches)
          if (found.length < count) return
          clearTimeout(timer)
          watchers.delete(look)
          resolve(found)
        }
        watchers.add(look)
        look()
      }),
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
