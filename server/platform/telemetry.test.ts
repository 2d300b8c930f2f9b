import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { testDatabase } from '../../test/db.ts'

/** As much of OTLP/JSON as is looked at. */
const exportSchema = z.object({
  resourceSpans: z.array(
    z.object({
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              name: z.string(),
              kind: z.number(),
              attributes: z.array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })),
            }),
          ),
        }),
      ),
    }),
  ),
})

const serverKind = 2

const database = await testDatabase()

test('a trace knows the request id and the operation, and the statements within it without their values', async () => {
  const received: { url: string | undefined; body: Promise<string> }[] = []
  const collector = createServer((request, response) => {
    received.push({ url: request.url, body: text(request) })
    request.on('end', () => response.end('{}'))
  }).listen(0, '127.0.0.1')
  await once(collector, 'listening')
  const address = collector.address()
  const port = typeof address === 'object' ? address?.port : undefined

  const { stdout } = await promisify(execFile)(
    process.execPath,
    [fileURLToPath(new URL('telemetry.fixture.ts', import.meta.url))],
    {
      env: {
        PATH: process.env['PATH'],
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        DATABASE_APP_URL: database.appUrl,
      },
    },
  )
  collector.close()

  expect(new Set(received.map(({ url }) => url))).toEqual(new Set(['/v1/traces']))
  const bodies = await Promise.all(received.map(({ body }) => body))
  const spans = bodies
    .flatMap(body => exportSchema.parse(JSON.parse(body)).resourceSpans)
    .flatMap(part => part.scopeSpans)
    .flatMap(part => part.spans)
  const served = spans.filter(span => span.kind === serverKind)
  expect(served.map(span => span.name)).toEqual(['listFees'])
  const [request] = served
  expect(request?.attributes).toContainEqual({
    key: 'okpay.request_id',
    value: { stringValue: stdout.trim() },
  })
  const statements = spans.filter(
    span => span.traceId === request?.traceId && span.name.startsWith('pg.query'),
  )
  expect(statements).toHaveLength(1)
})
