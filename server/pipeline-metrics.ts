import { Gauge, Histogram, type Registry } from 'prom-client'
import type { Pipeline } from './slices/ledger/index.ts'

/** What one batch of the money pipeline was like. */
export type BatchFacts = { size: number; durationMs: number }

/** How well the money pipeline flows: batches, their time, and who waits in front of it. */
export function pipelineMetrics(registry: Registry): {
  observe(batch: BatchFacts): void
  watchQueue(pipeline: Pipeline): void
} {
  const registers = [registry]
  const size = new Histogram({
    name: 'okpay_pipeline_batch_commands',
    help: 'Commands decided together in one transaction',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    registers,
  })
  const seconds = new Histogram({
    name: 'okpay_pipeline_batch_seconds',
    help: 'Time of one batch, from its first statement to its commit',
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })
  return {
    observe(batch) {
      size.observe(batch.size)
      seconds.observe(batch.durationMs / 1_000)
    },
    watchQueue(pipeline) {
      const gauge: Gauge = new Gauge({
        name: 'okpay_pipeline_queue_commands',
        help: 'Commands waiting for the next batch',
        registers,
        collect: () => gauge.set(pipeline.queueLength()),
      })
    },
  }
}
