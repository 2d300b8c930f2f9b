import { fastify } from 'fastify'
import { Pool } from 'pg'
import { z } from 'zod'
import { runTpcb } from './queries.ts'

/**
 * The baseline behind HTTP: the program's own framework and driver, one TPC-B-like transaction per request, and
 * nothing else: no session, no key, no limits, no events. Prints the port it listens on.
 */
const environment = z.object({ TPCB_URL: z.string(), TPCB_POOL: z.coerce.number() }).parse(process.env)

const pool = new Pool({ connectionString: environment.TPCB_URL, max: environment.TPCB_POOL })
const order = z.strictObject({
  accountId: z.number(),
  tellerId: z.number(),
  branchId: z.number(),
  delta: z.number(),
})

const app = fastify()
app.post('/tpcb', async (request, reply) => {
  const asked = order.parse(request.body)
  const client = await pool.connect()
  try {
    await runTpcb(client, asked)
  } finally {
    client.release()
  }
  return reply.code(201).send({ done: true })
})
process.on('SIGTERM', () => process.exit(0))
const address = await app.listen({ port: 0, host: '127.0.0.1' })
console.log(new URL(address).port)
