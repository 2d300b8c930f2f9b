import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { newId } from '../platform/id.ts'
import type { Logger } from '../platform/log.ts'
import type { SmsProvider } from '../platform/sms.ts'
import * as queries from './queries.ts'

export type SmsServer = { provider: SmsProvider; stop(): Promise<void> }

const maxBodyBytes = 16 * 1024

/** The documented test numbers of the real provider, so that refusals can be played through. */
const invalidNumber = '+15005550001'
const unreachableNumber = '+15005550002'

const messageSchema = z.object({
  To: z.string().regex(/^\+[1-9]\d{6,14}$/),
  From: z.string().min(1),
  Body: z.string().min(1).max(1_600),
})

/**
 * Twilio's Messages resource on this machine: it keeps every message in `test_sms` instead of delivering it, so that
 * the program speaks to it as it would to the real one, retries included.
 */
export async function startSmsServer(options: { db: Db; clock: Clock; log: Logger }): Promise<SmsServer> {
  const account = {
    accountSid: `AC${randomBytes(16).toString('hex')}`,
    authToken: randomBytes(16).toString('hex'),
  }
  const path = `/2010-04-01/Accounts/${account.accountSid}/Messages.json`
  const expected = `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`
  const server = createServer((request, response) => {
    const answer =
      request.method !== 'POST' || request.url !== path
        ? Promise.resolve(problem(404, 20_404))
        : request.headers.authorization !== expected
          ? Promise.resolve(problem(401, 20_003))
          : take(request, options)
    answer
      .catch((error: unknown) => {
        options.log.warn({ err: error }, 'a text message could not be kept; the sender will try again')
        return problem(503, 20_503)
      })
      .then(reply => send(response, reply))
      .catch((error: unknown) => options.log.warn({ err: error }, 'the SMS server could not answer'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the SMS server has no port')
  return {
    provider: { apiUrl: `http://127.0.0.1:${address.port}`, ...account, from: '+15005550006' },
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Reply = { status: number; body: Record<string, unknown> }

function problem(status: number, code: number): Reply {
  return {
    status,
    body: { code, message: `error ${code}`, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
  }
}

async function take(request: IncomingMessage, { db, clock }: { db: Db; clock: Clock }): Promise<Reply> {
  const form = Object.fromEntries(new URLSearchParams(await bodyOf(request)))
  const message = messageSchema.safeParse(form)
  if (!message.success || message.data.To === invalidNumber) return problem(400, 21_211)
  const { To, From, Body } = message.data
  if (To === unreachableNumber) return problem(400, 21_612)
  const id = newId()
  await db.transaction(tx =>
    queries.storeSms(tx, { id, recipient: To, sender: From, body: Body, received_at: clock.now() }),
  )
  return {
    status: 201,
    body: {
      sid: `SM${id.replaceAll('-', '')}`,
      status: 'queued',
      to: To,
      from: From,
      body: Body,
      error_code: null,
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    const part = Buffer.from(chunk)
    bytes += part.length
    if (bytes > maxBodyBytes) throw new Error(`a message’s form may have ${maxBodyBytes} bytes`)
    chunks.push(part)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
