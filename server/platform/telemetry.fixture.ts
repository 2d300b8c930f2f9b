import { listFees } from '../../contract/api/pricing.ts'
import { systemClock } from './clock.ts'
import { readConfig } from './config.ts'
import { openDb } from './db.ts'
import { createHttpApp } from './http/app.ts'
import { route } from './http/route.ts'
import { createLogger } from './log.ts'
import { createMetrics } from './metrics.ts'
import { ping } from './queries-readiness.ts'
import { startTelemetry } from './telemetry.ts'

/**
 * A process of its own, because instrumentation changes modules for good: starts telemetry as `main.ts` does, is
 * asked once, prints the id of that request, and ends.
 */
const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint = '', DATABASE_APP_URL: url = '' } = process.env
const log = createLogger({ level: 'silent', name: 'test' })
const telemetry = await startTelemetry({ endpoint, serviceName: 'okpay-test', log })
const db = openDb({ url, maxConnections: 1, log, name: 'test' })
const app = createHttpApp({
  config: readConfig({}),
  log,
  clock: systemClock,
  authenticate: async () => null,
  audit: async () => {},
  metrics: createMetrics({ processMetrics: false }),
  readiness: {},
  annotateTrace: telemetry.annotate,
  routes: [
    route(listFees, async () => {
      await ping(db.pool)
      return { version: 1, valid_from: '2026-01-01T00:00:00Z', rules: [], upcoming: [] }
    }),
  ],
})
const address = await app.listen({ host: '127.0.0.1', port: 0 })
const answer = await fetch(`${address}/v1/fees`)
await answer.text()
await fetch(`${address}/healthz`)
await app.close()
await db.close()
await telemetry.stop()
console.log(answer.headers.get('request-id'))
