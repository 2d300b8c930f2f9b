import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'

/** What is counted about HTTP. Slices register their own metrics with the same registry. */
export type Metrics = {
  registry: Registry
  /** Seconds from the request's first byte to the answer, by operation and status. */
  httpDuration: Histogram<'operation' | 'status'>
  /** Requests turned away by a rate limit. */
  rateLimited: Counter<'operation' | 'budget'>
  /** Errors nobody foresaw: each is a bug and wakes somebody. */
  unexpectedErrors: Counter<'operation'>
  /** Audit entries that could not be written although the operation had taken effect. */
  auditFailures: Counter<'operation'>
}

/** Bounds around what a wallet promises: most answers in 5 ms, 50 ms for pages of history, seconds only in trouble. */
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** A registry of its own, so that several applications in one process (tests) do not share counters. */
export function createMetrics(options: { processMetrics: boolean }): Metrics {
  const registry = new Registry()
  if (options.processMetrics) collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    httpDuration: new Histogram({
      name: 'okpay_http_request_duration_seconds',
      help: 'Time to answer an HTTP request, by operation and status',
      labelNames: ['operation', 'status'],
      buckets: durationBuckets,
      registers,
    }),
    rateLimited: new Counter({
      name: 'okpay_http_rate_limited_total',
      help: 'Requests refused by a rate limit, by operation and budget',
      labelNames: ['operation', 'budget'],
      registers,
    }),
    unexpectedErrors: new Counter({
      name: 'okpay_http_unexpected_errors_total',
      help: 'Requests answered with 500',
      labelNames: ['operation'],
      registers,
    }),
    auditFailures: new Counter({
      name: 'okpay_audit_failures_total',
      help: 'Audit entries that could not be written',
      labelNames: ['operation'],
      registers,
    }),
  }
}
