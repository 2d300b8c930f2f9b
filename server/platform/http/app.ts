import { fileURLToPath } from 'node:url'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Operation } from '../../../contract/operation.ts'
import type { AuditWriter } from '../audit.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { newId } from '../id.ts'
import type { Logger } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { createRateLimits, createStrangersRecord } from '../rate-limit.ts'
import type { AnnotateTrace } from '../telemetry.ts'
import type { Authenticate, AuthenticateHalf } from './admission.ts'
import { answerError, answerRefusal, type Answering } from './answer.ts'
import { answerClientError } from './client-error.ts'
import { serveDocuments } from './documents.ts'
import { registerOperation, registerRaw } from './operation-route.ts'
import { serveProbes, type ReadinessCheck } from './probes.ts'
import type { RawRoute, Route } from './route.ts'
import { securityHeaders, type SecurityHeaders } from './security-headers.ts'
import { sessionCookie } from './session-cookie.ts'
import { createStaffGate, noStaff, type AuthenticateStaff } from './staff-gate.ts'
import { serveWeb, type AnswerPage } from './static.ts'

export type HttpAppOptions = {
  config: Config
  log: Logger
  clock: Clock
  routes: readonly (Route | RawRoute)[]
  authenticate: Authenticate
  /** Left out where there is no console; every staff token is refused then. */
  authenticateStaff?: AuthenticateStaff
  /** Where it is not given nobody is ever between password and second proof. */
  authenticateHalf?: AuthenticateHalf
  audit: AuditWriter
  metrics: Metrics
  /** What `/readyz` asks, by name, e.g. `database` and `migrations`. */
  readiness: Readonly<Record<string, ReadinessCheck>>
  /** Where the built web application is; `web/dist` of this repository when not given. */
  webRoot?: string
  /** From `startTelemetry`, when traces are sent. */
  annotateTrace?: AnnotateTrace
  /** Validates every answer against the contract; as configured when not given. */
  checkAnswers?: boolean
  /** How long a client may take, in milliseconds; tests use shorter ones. */
  timeouts?: Timeouts
}

type Timeouts = { headersMs: number; requestMs: number; checkEveryMs: number }

const usualTimeouts: Timeouts = { headersMs: 10_000, requestMs: 30_000, checkEveryMs: 1_000 }

/** The HTTP server of everything we offer, not yet listening. */
export function createHttpApp(options: HttpAppOptions): FastifyInstance {
  const { config, log, metrics } = options
  const cookie = sessionCookie(config.http.publicUrl)
  const headers = securityHeaders(config.http.publicUrl)
  const staff = createStaffGate(config, options.authenticateStaff ?? noStaff)
  const answering: Answering = { config, cookie, staff, log, metrics, audit: options.audit }
  const app = createServer(options, answering, headers)
  const host = {
    gate: {
      config,
      publicOrigin: new URL(config.http.publicUrl).origin,
      cookie,
      staff,
      limits: createRateLimits(config.http.rateLimitScale),
      strangersRecord: createStrangersRecord(),
      metrics,
      authenticate: options.authenticate,
      authenticateHalf: options.authenticateHalf ?? (async () => null),
      annotateTrace: options.annotateTrace,
    },
    answering,
    clock: options.clock,
    checkAnswers: options.checkAnswers ?? config.http.checkAnswers,
  }
  const routes = options.routes.filter(route => 'raw' in route || isOffered(route.operation, config))
  for (const route of routes) {
    if ('raw' in route) registerRaw(app, host, route)
    else registerOperation(app, host, route)
  }
  serveProbes(app, answering, options.readiness)
  serveDocuments(app, answering, headers)
  const root = options.webRoot ?? fileURLToPath(new URL('../../../web/dist', import.meta.url))
  answerUnknown(app, answering, {
    routes,
    answerPage: serveWeb(app, { root, headers, log, edition: config.edition }),
  })
  return app
}

/** Test helpers do not exist in the live edition: there is no switch that could be forgotten. */
function isOffered(operation: Operation, config: Config): boolean {
  return operation.access !== 'test_helper' || config.edition === 'test'
}

function createServer(
  options: HttpAppOptions,
  answering: Answering,
  headers: SecurityHeaders,
): FastifyInstance {
  const { config, metrics, timeouts = usualTimeouts } = options
  const { trustProxy } = config.http
  const begin = (request: FastifyRequest, reply: FastifyReply) =>
    reply.headers(headers.api).header('request-id', request.id)
  const app: FastifyInstance = fastify({
    logger: false,
    // Only the proxy right in front of us is believed; it appends the address it saw to X-Forwarded-For.
    trustProxy: trustProxy ? (_address, hop) => hop === 0 : false,
    genReqId: request => requestIdOf(request.headers, trustProxy),
    requestTimeout: timeouts.requestMs,
    http: { headersTimeout: timeouts.headersMs, connectionsCheckingInterval: timeouts.checkEveryMs },
    // A request that comes in on an open connection while we stop is still served.
    return503OnClosing: false,
    // Parameters are read by our own strict parser; this one must not fail before our handlers run.
    routerOptions: { querystringParser: () => ({}) },
    frameworkErrors(error, request, reply) {
      request.exchange = null
      void answerError(answering, error, request, begin(request, reply))
    },
    clientErrorHandler: (error, socket) => answerClientError(answering, error, socket),
  })
  app.decorateRequest('exchange', null)
  // Every body arrives as bytes; each route says which kinds it takes and how it reads them.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', (request, reply, done) => {
    begin(request, reply)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const operation = request.exchange?.route.id ?? 'other'
    const status = reply.statusCode
    metrics.httpDuration.observe({ operation, status }, reply.elapsedTime / 1_000)
    if (options.log.isLevelEnabled('debug')) {
      const { method } = request
      // Without its query: what people search their history for is nobody's business.
      const path = request.url.split('?', 1)[0]
      options.log.debug(
        { method, path, status, operation, requestId: request.id, ms: reply.elapsedTime },
        'answered',
      )
    }
    done()
  })
  app.setErrorHandler((error, request, reply) => answerError(answering, error, request, reply))
  return app
}

/** An id given by a proxy we trust ties our log to its log; anybody else could only confuse ours. */
function requestIdOf(headers: NodeJS.Dict<string | string[]>, trustProxy: boolean): string {
  const given = trustProxy ? headers['x-request-id'] : undefined
  return typeof given === 'string' && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : newId()
}

/** For what no route takes: 405 with the methods that exist, a page of the web application, or 404. */
function answerUnknown(
  app: FastifyInstance,
  answering: Answering,
  known: { routes: readonly (Route | RawRoute)[]; answerPage: AnswerPage },
): void {
  const patterns = known.routes.map(route => {
    const { method, path } = 'raw' in route ? route.raw : route.operation
    return { method, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.raw.url?.split('?', 1)[0] ?? ''
    const methods = new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))
    if (methods.size > 0) {
      reply.header('allow', [...methods, ...(methods.has('GET') ? ['HEAD'] : [])].join(', '))
      return answerRefusal(answering, { code: 'method_not_allowed' }, request, reply)
    }
    if (known.answerPage(request, reply)) return reply
    return answerRefusal(answering, { code: 'not_found' }, request, reply)
  })
}
