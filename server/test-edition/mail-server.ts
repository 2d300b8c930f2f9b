import type { AddressInfo } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { newId } from '../platform/id.ts'
import type { Logger } from '../platform/log.ts'
import * as queries from './queries.ts'

const maxMailBytes = 1024 * 1024

export type MailServer = { url: string; stop(): Promise<void> }

/**
 * An SMTP server on this machine that keeps every mail in `test_mail` instead of delivering it. A mail is
 * acknowledged only when it is stored, so the sender's retries are real too.
 * @param options.port 0 for any free one.
 */
export async function startMailServer(options: {
  db: Db
  clock: Clock
  log: Logger
  port: number
}): Promise<MailServer> {
  const { log } = options
  const server = new SMTPServer({
    name: 'okpay-test-edition',
    size: maxMailBytes,
    authOptional: true,
    // It listens on this machine only; a certificate would protect nothing.
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData: (stream, session, done) => void take(stream, session, options, done),
  })
  server.on('error', error => log.warn({ err: error }, 'a connection to the embedded mail server broke'))
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(options.port, '127.0.0.1', () => {
      server.server.off('error', reject)
      resolve()
    })
  })
  return {
    url: `smtp://127.0.0.1:${portOf(server.server.address())}`,
    stop: () => new Promise(resolve => server.close(resolve)),
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the mail server has no port')
  return address.port
}

type MailStream = AsyncIterable<Buffer> & { sizeExceeded: boolean }
type Options = { db: Db; clock: Clock; log: Logger }

async function take(
  stream: MailStream,
  session: SMTPServerSession,
  options: Options,
  done: (problem?: Error) => void,
): Promise<void> {
  let problem: Error | undefined
  try {
    problem = await receive(stream, session, options)
  } catch (error) {
    options.log.warn({ err: error }, 'a mail could not be kept; the sender will try again')
    problem = refusal(451, 'The mail could not be kept, try again later')
  }
  done(problem)
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}

async function receive(
  stream: MailStream,
  session: SMTPServerSession,
  { db, clock }: Options,
): Promise<Error | undefined> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) {
    // What is too long is read to its end and dropped, as the protocol asks.
    if (!stream.sizeExceeded) chunks.push(chunk)
  }
  if (stream.sizeExceeded) return refusal(552, `A mail may have ${maxMailBytes} bytes`)
  const source = Buffer.concat(chunks)
  const parsed = await PostalMime.parse(source)
  const mails = session.envelope.rcptTo.map(({ address }) => ({
    id: newId(),
    recipient: address,
    sender: parsed.from?.address ?? (session.envelope.mailFrom ? session.envelope.mailFrom.address : ''),
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html ?? '',
    received_at: clock.now(),
  }))
  await db.transaction(tx => queries.storeMails(tx, mails, source))
  return undefined
}
