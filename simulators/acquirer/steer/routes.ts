import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Acquirer } from '../acquirer.ts'
import { renderPaymentIntent } from '../api/render-payment-intent.ts'
import { renderSession } from '../api/render-session.ts'
import { ALL_TEST_CARDS } from '../cards.ts'
import { faultsSchema } from '../faults.ts'
import { chooseLanguage, type Language } from '../messages/messages.ts'
import { expire, expireAllDue } from '../payments/expire.ts'
import { NO_REQUEST } from '../payments/record-events.ts'
import { settle } from '../payments/settle.ts'
import { writeSetting } from '../store/queries-calls.ts'
import { inTransaction } from '../../shared/queries-store.ts'
import { findEvent, insertDelivery } from '../store/queries-events.ts'
import { findPaymentIntent } from '../store/queries-payments.ts'
import { findSession } from '../store/queries-sessions.ts'
import { livePart, steerPage } from './page.ts'
import { viewAll, viewClock } from './view.ts'

/** A steering request that cannot be done; the message goes to the person or the test that sent it. */
class SteeringError extends Error {
  readonly httpStatus: number

  constructor(httpStatus: number, message: string) {
    super(message)
    this.httpStatus = httpStatus
  }
}

const idSchema = z.object({ id: z.string() })
const listSchema = z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(100) })
const languageSchema = z.object({ lang: z.string().optional().catch(undefined) })
const clockSchema = z.strictObject({ offset_ms: z.int().min(0).max(3_153_600_000_000) })
const settleSchema = z.strictObject({ outcome: z.enum(['succeeded', 'failed']).default('succeeded') })

function read<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new SteeringError(422, z.prettifyError(parsed.error))
}

function languageOf(request: FastifyRequest): Language {
  return chooseLanguage({
    asked: languageSchema.safeParse(request.query).data?.lang,
    sessionLocale: null,
    acceptLanguage: request.headers['accept-language'],
  })
}

function moveClock(acquirer: Acquirer, request: FastifyRequest): unknown {
  const { offset_ms: offsetMs } = read(clockSchema, request.body)
  if (!acquirer.clock.moveTo(offsetMs)) {
    throw new SteeringError(
      409,
      `The clock only moves forward: it is ${acquirer.clock.offsetMs()} ms ahead, ${offsetMs} would be a step back.`,
    )
  }
  inTransaction(acquirer.db, tx => writeSetting(tx, 'clock_offset_ms', String(offsetMs)))
  acquirer.wake()
  return viewClock(acquirer)
}

function expireSession(acquirer: Acquirer, request: FastifyRequest): unknown {
  const { id } = read(idSchema, request.params)
  const expired = inTransaction(acquirer.db, tx => {
    expireAllDue(tx, acquirer)
    const session = findSession(tx, id)
    if (!session) throw new SteeringError(404, `There is no session ${id}.`)
    if (session.status !== 'open')
      throw new SteeringError(409, `Session ${id} is ${session.status}, not open.`)
    return expire(tx, acquirer, session, NO_REQUEST)
  })
  acquirer.wake()
  return renderSession(acquirer.db, acquirer.publicUrl(), expired)
}

/** Takes a payment intent or the session it belongs to. */
function settlePayment(acquirer: Acquirer, request: FastifyRequest): unknown {
  const { id } = read(idSchema, request.params)
  const { outcome } = read(settleSchema, request.body ?? {})
  const intentId = inTransaction(acquirer.db, tx => {
    const intent =
      findPaymentIntent(tx, id) ?? findPaymentIntent(tx, findSession(tx, id)?.paymentIntent ?? '')
    if (!intent)
      throw new SteeringError(404, `There is no payment intent ${id}, and no session ${id} with one.`)
    if (!settle(tx, acquirer, intent.id, outcome)) {
      throw new SteeringError(
        409,
        `Payment intent ${intent.id} is ${intent.status}; only a processing one is settled.`,
      )
    }
    return intent.id
  })
  acquirer.wake()
  const settled = findPaymentIntent(acquirer.db, intentId)
  return settled && renderPaymentIntent(acquirer.db, settled, { latest_charge: {} })
}

/** Plans one more delivery, also of an event that is never delivered by itself. */
function sendEvent(acquirer: Acquirer, request: FastifyRequest): unknown {
  const { id } = read(idSchema, request.params)
  if (acquirer.settings.webhookUrl === null)
    throw new SteeringError(409, 'No webhook endpoint is configured.')
  inTransaction(acquirer.db, tx => {
    if (!findEvent(tx, id)) throw new SteeringError(404, `There is no event ${id}.`)
    insertDelivery(tx, { event: id, state: 'pending', nextAttemptMs: acquirer.clock.now() })
  })
  acquirer.wake()
  return { event: id, planned: true }
}

function setFaults(acquirer: Acquirer, request: FastifyRequest): unknown {
  acquirer.faults.replace(read(faultsSchema, request.body))
  acquirer.wake()
  return acquirer.faults.current()
}

function sendHtml(reply: FastifyReply, markup: string): FastifyReply {
  return reply
    .header(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    )
    .type('text/html; charset=utf-8')
    .send(markup)
}

/** The steering page and its JSON API. Writing takes JSON only, which no form of a foreign web page can send. */
export async function steerRoutes(app: FastifyInstance, acquirer: Acquirer): Promise<void> {
  app.removeContentTypeParser('text/plain')
  app.addHook('onSend', async (_request, reply) => {
    void reply.headers({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
  })
  app.setErrorHandler((error, _request, reply) => {
    const refused = z.object({ statusCode: z.int().min(400).max(499) }).safeParse(error)
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof SteeringError) return reply.status(error.httpStatus).send({ error: { message } })
    if (refused.success) return reply.status(refused.data.statusCode).send({ error: { message } })
    console.error(error)
    return reply.status(500).send({ error: { message: 'The simulator failed. Its output says why.' } })
  })
  app.get('/steer', (request, reply) => sendHtml(reply, steerPage(acquirer, languageOf(request))))
  app.get('/steer/live', (request, reply) => sendHtml(reply, livePart(acquirer, languageOf(request))))
  app.get('/steer/api/state', async request => viewAll(acquirer, read(listSchema, request.query).limit))
  app.get('/steer/api/cards', async () => ({ data: ALL_TEST_CARDS }))
  app.get('/steer/api/clock', async () => viewClock(acquirer))
  app.put('/steer/api/clock', async request => moveClock(acquirer, request))
  app.get('/steer/api/faults', async () => acquirer.faults.current())
  app.put('/steer/api/faults', async request => setFaults(acquirer, request))
  app.post('/steer/api/sessions/:id/expire', async request => expireSession(acquirer, request))
  app.post('/steer/api/sessions/:id/settle', async request => settlePayment(acquirer, request))
  app.post('/steer/api/payment_intents/:id/settle', async request => settlePayment(acquirer, request))
  app.post('/steer/api/events/:id/send', async request => sendEvent(acquirer, request))
}
