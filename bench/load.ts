import { connect, type Socket } from 'node:net'

/** One request as bytes, ready to be written. */
export type RequestMaker = () => Buffer

export type LoadResult = {
  requests: number
  seconds: number
  /** Requests per second that were answered with the expected status. */
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** Answers by status, so that a refusal cannot pass for a success. */
  statuses: Record<string, number>
}

/**
 * Keeps `connections` keep-alive connections busy for `seconds`, each with one request at a time, and measures
 * every answer. Raw sockets and a minimal reader of HTTP/1.1 answers: the load generator shares two cores with
 * what it measures, and a full client would take a third of them.
 */
export async function load(options: {
  port: number
  connections: number
  seconds: number
  warmUpSeconds: number
  expectedStatus: number
  next: RequestMaker
  /** Answers take a good part of the window: whatever is answered in it counts, also when asked before. */
  slow?: boolean
}): Promise<LoadResult> {
  const latencies: number[] = []
  const statuses: Record<string, number> = {}
  const startedAt = performance.now()
  const measureFrom = startedAt + options.warmUpSeconds * 1_000
  const endAt = measureFrom + options.seconds * 1_000
  await Promise.all(
    Array.from({ length: options.connections }, () =>
      runConnection(
        options.port,
        options.next,
        () => performance.now() < endAt,
        (status, sentAt, at) => {
          if ((options.slow === true ? at : sentAt) < measureFrom || at > endAt) return
          statuses[status] = (statuses[status] ?? 0) + 1
          if (status === String(options.expectedStatus)) latencies.push(at - sentAt)
        },
      ),
    ),
  )
  latencies.sort((a, b) => a - b)
  return {
    requests: latencies.length,
    seconds: options.seconds,
    perSecond: latencies.length / options.seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    statuses,
  }
}

/** The value below which that share of the sorted values lies; 0 for none. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

type Answered = (status: string, sentAt: number, at: number) => void

async function runConnection(
  port: number,
  next: RequestMaker,
  goesOn: () => boolean,
  answered: Answered,
): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((resolve, reject) => {
    let pending = ''
    let sentAt = 0
    const send = (): void => {
      if (!goesOn()) return void socket.end(resolve)
      sentAt = performance.now()
      socket.write(next())
    }
    socket.on('connect', send)
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.on('data', chunk => {
      pending += chunk.toString('latin1')
      const length = lengthOfAnswer(pending)
      if (length === undefined || pending.length < length) return
      answered(pending.slice(9, 12), sentAt, performance.now())
      pending = pending.slice(length)
      send()
    })
  })
  destroy(socket)
}

function destroy(socket: Socket): void {
  socket.destroy()
}

/** Bytes of the first answer in `text`, or undefined while its head is incomplete. */
function lengthOfAnswer(text: string): number | undefined {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const header = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd + 2))
  return headEnd + 4 + Number(header?.[1] ?? 0)
}

/** A POST of JSON, with a bearer token and an idempotency key where they are given. */
export function post(options: {
  port: number
  path: string
  token?: string
  key?: string
  body: string
}): Buffer {
  const { token, key } = options
  return Buffer.from(
    `POST ${options.path} HTTP/1.1\r\nHost: 127.0.0.1:${options.port}\r\n` +
      (token === undefined ? '' : `Authorization: Bearer ${token}\r\n`) +
      (key === undefined ? '' : `Idempotency-Key: ${key}\r\n`) +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(options.body)}\r\n\r\n${options.body}`,
  )
}
