import { createRequire } from 'node:module'
import type { IncomingMessage } from 'node:http'
import type { Logger } from './log.ts'

/** Names the request and its operation on the trace that is being recorded, if one is. */
export type AnnotateTrace = (requestId: string, operation: string) => void

export type Telemetry = { annotate: AnnotateTrace; stop(): Promise<void> }

/** Asked every few seconds by machines; their traces would bury the others. */
const untraced = /^\/(healthz|readyz|metrics)$/

/** At a stop the last traces get this long; the stop as a whole has 12 s. */
const exportTimeoutMs = 3_000

/**
 * Starts sending traces of HTTP requests and database statements to an OTLP collector. The SDK takes some 300 ms
 * and 30 MB, so it is loaded only here, when an address is configured. Statements are recorded without their
 * values. Call it before the server listens and before the first database connection.
 */
export async function startTelemetry(options: {
  endpoint: string
  serviceName: string
  log: Logger
}): Promise<Telemetry> {
  const { endpoint, serviceName, log } = options
  const [{ NodeSDK }, { OTLPTraceExporter }, { HttpInstrumentation }, { PgInstrumentation }, { trace }] =
    await Promise.all([
      import('@opentelemetry/sdk-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/instrumentation-http'),
      import('@opentelemetry/instrumentation-pg'),
      import('@opentelemetry/api'),
    ])
  const sdk = new NodeSDK({
    serviceName,
    traceExporter: new OTLPTraceExporter({
      url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
      timeoutMillis: exportTimeoutMs,
    }),
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: (request: IncomingMessage) => untraced.test(request.url ?? ''),
        // A query can hold a person's address; the operation's name says what was asked.
        redactedQueryParams: ['to', 'cursor', 'token'],
      }),
      new PgInstrumentation({ requireParentSpan: true, enhancedDatabaseReporting: false }),
    ],
  })
  sdk.start()
  // Instrumentation hooks into `require`; both modules are loaded already, and requiring them once more applies it.
  const require = createRequire(import.meta.url)
  require('node:http')
  require('pg')
  log.info({ endpoint }, 'traces are sent')
  return {
    annotate(requestId, operation) {
      const span = trace.getActiveSpan()
      if (span === undefined) return
      span.setAttribute('okpay.request_id', requestId)
      span.setAttribute('okpay.operation', operation)
      span.updateName(operation)
    },
    async stop() {
      // A collector that is away must not keep the program from ending cleanly.
      try {
        await sdk.shutdown()
      } catch (error) {
        log.warn(
          { reason: error instanceof Error ? error.message : String(error) },
          'the last traces are lost',
        )
      }
    },
  }
}
