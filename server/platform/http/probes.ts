import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Answering } from './answer.ts'
import { answerRefusal } from './answer.ts'

/** Resolves when the thing it stands for can be relied on, rejects otherwise. */
export type ReadinessCheck = () => Promise<void>

/** A balancer asks every few seconds; an answer that takes longer is as good as none. */
const checkTimeoutMs = 2_000

/**
 * `/healthz`: the process answers, and must not be restarted because something else is down.
 * `/readyz`: it can do its work, so a balancer may send requests.
 * `/metrics`: for Prometheus, on this machine or with the token.
 */
export function serveProbes(
  app: FastifyInstance,
  answering: Answering,
  readiness: Readonly<Record<string, ReadinessCheck>>,
): void {
  app.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }))

  app.get('/readyz', async (_request, reply) => {
    const checks = Object.fromEntries(
      await Promise.all(
        Object.entries(readiness).map(
          async ([name, check]) => [name, await stateOf(name, check, answering)] as const,
        ),
      ),
    )
    const ready = Object.values(checks).every(state => state === 'ok')
    if (!ready) reply.header('retry-after', '2')
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not_ready', checks })
  })

  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, answering.config.http.metricsToken))
      return answerRefusal(answering, { code: 'not_found' }, request, reply)
    const { registry } = answering.metrics
    return reply.header('content-type', registry.contentType).send(await registry.metrics())
  })
}

/** What is wrong goes to the log; who may ask this is not known, so the answer says only that it is. */
async function stateOf(name: string, check: ReadinessCheck, { log }: Answering): Promise<'ok' | 'failed'> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${checkTimeoutMs} ms`)), checkTimeoutMs)
  try {
    await Promise.race([check(), tooLate])
    return 'ok'
  } catch (error) {
    log.warn({ check: name, reason: error instanceof Error ? error.message : String(error) }, 'not ready')
    return 'failed'
  } finally {
    clearTimeout(timer)
  }
}

function mayReadMetrics(request: FastifyRequest, token: string | undefined): boolean {
  const given = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (token !== undefined && given !== undefined) return timingSafeEqual(digest(given), digest(token))
  // Behind a proxy on this machine every caller seems local; such a request carries a forwarding header.
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers['forwarded']
  return forwarded === undefined && isLoopback(request.socket.remoteAddress ?? '')
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}
