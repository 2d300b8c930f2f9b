import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { newId } from '../id.ts'
import type { Answering } from './answer.ts'
import { problemOf } from './problem.ts'

/** What goes wrong before there is a request: too slow, headers too large, not HTTP. */
function causeOf(code: string | undefined): { status: number; reason: string } {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, reason: 'too_slow' }
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, reason: 'headers_too_large' }
  return { status: 400, reason: 'not_http' }
}

/** Connections whose request has its answer already and is only heard out: a second answer would belong to nothing. */
export const answeredSockets = new WeakSet<Socket>()

/** Answers on the bare connection and closes it, as Node itself would, but in our own format. */
export function answerClientError(
  { config, log }: Pick<Answering, 'config' | 'log'>,
  error: Error & { code?: string },
  socket: Socket,
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (answeredSockets.has(socket)) return void socket.destroy()
  const { status, reason } = causeOf(error.code)
  const requestId = newId()
  log.debug({ reason, requestId }, 'a connection was cut')
  if (socket.writable) {
    const { body } = problemOf(
      { code: 'malformed_request', details: { reason } },
      {
        requestId,
        publicUrl: config.http.publicUrl,
        reader: { locale: 'en', timeZone: config.operator.timeZone },
      },
    )
    const text = JSON.stringify({ ...body, status })
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(text)}`,
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
      `Request-Id: ${requestId}`,
      'Connection: close',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n${text}`)
  }
  socket.destroySoon()
}
