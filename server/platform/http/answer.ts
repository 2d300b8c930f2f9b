import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorCode } from '../../../contract/errors.ts'
import type { AuditEntry, AuditWriter } from '../audit.ts'
import type { Config } from '../config.ts'
import { answeredSockets } from './client-error.ts'
import type { Refusal } from '../errors.ts'
import { plainError, type Logger } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Exchange } from './exchange.ts'
import { negotiateLocale } from './locale.ts'
import { problemOf } from './problem.ts'
import type { FileAnswer } from './route.ts'
import { verdictOf } from './refusal.ts'
import { setCookieHeader, setDeviceCookieHeader, type SessionCookie } from './session-cookie.ts'
import { setStaffCookieHeader, type StaffGate } from './staff-gate.ts'

export type Answering = {
  config: Config
  cookie: SessionCookie
  staff: StaffGate
  log: Logger
  metrics: Metrics
  audit: AuditWriter
}

/** Requests outside of any operation may not send bodies; Fastify's own limit applies to them. */
const otherMaxBytes = 1_048_576

/** Answers any error as a problem; the one error handler of the whole server. */
export async function answerError(
  server: Answering,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { exchange } = request
  const { refusal, unexpected } = verdictOf(error, {
    maxBytes: exchange?.route.maxBytes ?? otherMaxBytes,
    handled: exchange?.handled ?? false,
  })
  if (unexpected) reportBug(server, error, request)
  const heardOut = refusal.code === 'body_too_large' ? hearOut(request, reply) : undefined
  return answerRefusal(server, refusal, request, reply, heardOut)
}

/** As long a caller may go on sending, once answered, what nobody wants any more. */
const lingerMs = 5_000

/**
 * Throws the rest of a body away instead of closing at once, as the framework would: a caller who is still sending
 * to a closed connection gets it reset, and with it loses the answer that says why (RFC 9112, section 9.6). Resolves
 * when all has come, the caller is gone, or the time is over.
 */
function hearOut({ raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.removeHeader('connection')
  answeredSockets.add(raw.socket)
  let cut: NodeJS.Timeout | undefined
  reply.raw.once('finish', () => {
    if (!raw.complete) cut = setTimeout(() => raw.destroy(), lingerMs)
  })
  return new Promise(resolve => {
    const over = setTimeout(resolve, lingerMs)
    const end = () => {
      clearTimeout(over)
      resolve()
    }
    raw.once('close', end)
    raw.once('end', () => {
      clearTimeout(cut)
      answeredSockets.delete(raw.socket)
      end()
    })
    raw.resume()
  })
}

function reportBug({ log, metrics }: Answering, error: unknown, request: FastifyRequest): void {
  const operation = request.exchange?.route.id ?? 'none'
  metrics.unexpectedErrors.inc({ operation })
  const what = error instanceof Error ? plainError(error) : { message: String(error) }
  log.error({ ...what, operation, requestId: request.id }, 'a request failed in a way nobody foresaw')
}

/** Answers a refusal as problem+json, in the caller's language, and puts it on record where the route says so. */
export async function answerRefusal(
  server: Answering,
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
  /** Where the body of the request is still on its way: when it is not any more. */
  heardOut?: Promise<void>,
): Promise<FastifyReply> {
  const { exchange } = request
  const locale = exchange?.locale ?? negotiateLocale(request.headers['accept-language'])
  const { status, body, retryAfterSeconds } = problemOf(refusal, {
    requestId: request.id,
    publicUrl: server.config.http.publicUrl,
    reader: { locale, timeZone: server.config.operator.timeZone },
  })
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  // RFC 9110, section 15.5.2: a 401 names the way to sign in.
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="okpay"')
  reply.header('content-language', locale)
  reply.header('content-type', 'application/problem+json; charset=utf-8')
  if (exchange !== null) await record(server, exchange, refusal.code, status)
  const text = JSON.stringify(body)
  reply.code(status)
  return heardOut && !reply.raw.shouldKeepAlive ? sendThenEnd(reply, text, heardOut) : reply.send(text)
}

/**
 * Sends all of an answer and ends it later: where the caller asked for the connection to be closed, Node closes it with
 * the end of the answer.
 */
function sendThenEnd(reply: FastifyReply, text: string, end: Promise<void>): FastifyReply {
  async function* held() {
    yield text
    await end
  }
  reply.header('connection', 'close').header('content-length', Buffer.byteLength(text))
  return reply.send(Readable.from(held()))
}

/** Answers a success with the effects the handler asked for. `body` undefined: nothing to say. */
export async function answerSuccess(
  server: Answering,
  exchange: Exchange,
  reply: FastifyReply,
  success: { status: number; body: unknown },
): Promise<FastifyReply> {
  await record(server, exchange, 'succeeded', success.status)
  applyEffects(server, exchange, reply)
  reply.code(success.status)
  if (success.body === undefined) return reply.send()
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(success.body))
}

/** Answers a file as what the contract says it is: no browser may guess, run, frame or share it. */
export async function answerFile(
  server: Answering,
  exchange: Exchange,
  reply: FastifyReply,
  { answer, mediaType }: { answer: FileAnswer; mediaType: string },
): Promise<FastifyReply> {
  await record(server, exchange, 'succeeded', 200)
  applyEffects(server, exchange, reply)
  const { bytes, saveAs, immutable } = answer
  reply.header('content-type', mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType)
  reply.header('content-security-policy', "default-src 'none'; sandbox; frame-ancestors 'none'")
  if (saveAs !== null) reply.header('content-disposition', `attachment; filename="${saveAs}"`)
  if (immutable) reply.header('cache-control', 'private, max-age=31536000, immutable')
  return reply.code(200).send(bytes)
}

/** Cookies and the replay mark; also on a stored decline, never on a refusal that left no trace. */
export function applyEffects(server: Answering, exchange: Exchange, reply: FastifyReply): void {
  if (exchange.cookieChange !== undefined)
    reply.header('set-cookie', setCookieHeader(exchange.cookieChange, server.cookie))
  // Fastify adds a second header of this name instead of replacing the first.
  if (exchange.newDeviceTokens !== undefined)
    reply.header('set-cookie', setDeviceCookieHeader(exchange.newDeviceTokens, server.cookie))
  if (exchange.staffCookieChange !== undefined)
    reply.header('set-cookie', setStaffCookieHeader(exchange.staffCookieChange, server.staff))
  if (exchange.replayed) reply.header('idempotency-replayed', 'true')
}

/**
 * Writes the audit entry before the answer goes out. The operation has already committed or rolled back, so a
 * failure here cannot undo it: it is logged and counted, and the caller still learns what happened. Staff do not:
 * nothing about a customer is answered to them that is not on record.
 */
async function record(
  server: Answering,
  exchange: Exchange,
  outcome: 'succeeded' | ErrorCode,
  status: number,
): Promise<void> {
  const { route } = exchange
  if (route.audit !== 'record' || !exchange.worthAuditing) return
  if (outcome === 'succeeded' && exchange.audited) return
  const entry = auditEntryOf(exchange, { outcome, status })
  try {
    await server.audit(entry)
  } catch (error) {
    server.metrics.auditFailures.inc({ operation: route.id })
    const message = error instanceof Error ? error.message : String(error)
    server.log.error(
      { message, operation: route.id, outcome, actor: entry.actor, requestId: exchange.requestId },
      'an audit entry could not be written',
    )
    if (route.access === 'staff' && outcome === 'succeeded') throw error
  }
}

/** What is known of a call that ended so, as the audit log keeps it. */
export function auditEntryOf(
  exchange: Exchange,
  { outcome, status }: Pick<AuditEntry, 'outcome' | 'status'>,
): Omit<AuditEntry, 'id'> {
  const { route, auditFacts } = exchange
  return {
    ...auditFacts,
    occurredAt: exchange.now,
    operation: route.id,
    actorKind: actorKindOf(exchange),
    actor: actorOf(exchange),
    subject: auditFacts.subject ?? null,
    outcome,
    status,
    requestId: exchange.requestId,
    ip: exchange.ip,
    userAgent: exchange.userAgent,
    details: auditFacts.details ?? {},
  }
}

/** What the operation itself says of its actor (a sign-in has none before it has succeeded) decides last. */
function actorOf({ principal, staff, halfStaff, auditFacts }: Exchange): string | null {
  return principal?.customerId ?? staff?.staffId ?? halfStaff?.staffId ?? auditFacts.actor ?? null
}

function actorKindOf({ route, principal, staff, halfStaff }: Exchange): AuditEntry['actorKind'] {
  if (route.access === 'counterparty') return 'counterparty'
  if (route.access === 'test_helper') return 'test'
  if (staff !== null || halfStaff !== null) return 'staff'
  return principal === null ? 'anonymous' : 'customer'
}
