import { createHash, timingSafeEqual } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { inTransaction, type ReadDb } from '../shared/queries-store.ts'
import { chargeAgreement, keep, letTimePass, newId } from './pay.ts'
import * as queries from './queries.ts'
import type { Payment } from './records.ts'
import type { WalletHouse } from './wallet-house.ts'
import { findWallet } from './wallets.ts'

const createSchema = z.strictObject({
  merchant_reference: z.string().min(1).max(100),
  amount: z.string().regex(/^[1-9]\d{0,14}$/),
  currency: z.enum(['CNY', 'HKD', 'USD', 'EUR', 'GBP']),
  description: z.string().max(200),
  locale: z.enum(['zh-CN', 'en']),
  return_url: z.url(),
  cancel_url: z.url(),
  expires_at: z.iso.datetime(),
  offer_agreement: z.boolean(),
  agreement: z.string().nullable(),
})
const refundSchema = z.strictObject({
  refund_reference: z.string().min(1).max(100),
  amount: z.string().regex(/^[1-9]\d{0,14}$/),
})
const listSchema = z.object({
  created_from: z.iso.datetime(),
  created_until: z.iso.datetime(),
  after: z.coerce.number().int().min(0).default(0),
})
const pathSchema = z.object({ id: z.string() })

class Refused extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}

/** A payment as the merchant sees it. */
function present(db: ReadDb, house: WalletHouse, payment: Payment) {
  const wallet = payment.wallet === null ? undefined : findWallet(payment.wallet)
  const agreement = payment.agreement === null ? undefined : queries.findAgreement(db, payment.agreement)
  const { decline } = payment
  return {
    id: payment.id,
    merchant_reference: payment.merchantReference,
    status: payment.status,
    amount: payment.amount,
    refunded: payment.refunded,
    currency: payment.currency,
    pay_url: payment.status === 'waiting' ? `${house.publicUrl()}/pay/${payment.id}` : null,
    created_at: new Date(payment.createdMs).toISOString(),
    expires_at: new Date(payment.expiresMs).toISOString(),
    payer: wallet ? { account: wallet.account } : null,
    decline: decline && { id: decline.id, code: decline.code, at: new Date(decline.atMs).toISOString() },
    agreement:
      agreement && !agreement.ended
        ? { id: agreement.id, account: agreement.account, expires_on: agreement.expiresOn }
        : null,
  }
}

/** The merchant's reference names the payment: asked for again it is the same one, as it stands now. */
function create(house: WalletHouse, body: z.output<typeof createSchema>) {
  return inTransaction(house.db, tx => {
    const known = queries.findByReference(tx, body.merchant_reference)
    if (known && (known.amount !== body.amount || known.currency !== body.currency))
      throw new Refused(409, 'reference_in_use')
    if (known) return present(tx, house, known)
    const payment: Payment = {
      id: newId('pay'),
      merchantReference: body.merchant_reference,
      status: 'waiting',
      amount: body.amount,
      refunded: '0',
      currency: body.currency,
      description: body.description,
      locale: body.locale,
      returnUrl: body.return_url,
      cancelUrl: body.cancel_url,
      createdMs: house.clock.now(),
      expiresMs: Date.parse(body.expires_at),
      offerAgreement: body.offer_agreement,
      wallet: null,
      decline: null,
      agreement: null,
      refundReferences: [],
      settlesMs: null,
      outcome: null,
      silent: false,
    }
    queries.insertPayment(tx, payment)
    const charged = body.agreement === null ? payment : chargeAgreement(tx, house, payment, body.agreement)
    return present(tx, house, charged)
  })
}

function read(house: WalletHouse, id: string) {
  const payment = queries.findPayment(house.db, id)
  if (!payment) throw new Refused(404, 'no_such_payment')
  return present(house.db, house, payment)
}

/** Closes the page of a payment that waits; any other one stays as it is, and says so. */
function cancel(house: WalletHouse, id: string) {
  return inTransaction(house.db, tx => {
    const payment = queries.findPayment(tx, id)
    if (!payment) throw new Refused(404, 'no_such_payment')
    const closed =
      payment.status === 'waiting' ? keep(tx, house, { ...payment, status: 'canceled' }, 1) : payment
    return present(tx, house, closed)
  })
}

function refund(house: WalletHouse, id: string, body: z.output<typeof refundSchema>) {
  return inTransaction(house.db, tx => {
    const payment = queries.findPayment(tx, id)
    if (!payment) throw new Refused(404, 'no_such_payment')
    if (payment.refundReferences.includes(body.refund_reference)) return present(tx, house, payment)
    const refunded = BigInt(payment.refunded) + BigInt(body.amount)
    if (payment.status !== 'paid' || refunded > BigInt(payment.amount))
      throw new Refused(422, 'not_refundable')
    const refundReferences = [...payment.refundReferences, body.refund_reference]
    return present(
      tx,
      house,
      keep(tx, house, { ...payment, refunded: refunded.toString(), refundReferences }, 1),
    )
  })
}

function list(house: WalletHouse, query: z.output<typeof listSchema>) {
  const limit = 100
  const found = queries.listPayments(house.db, {
    fromMs: Date.parse(query.created_from),
    untilMs: Date.parse(query.created_until),
    after: query.after,
    limit,
  })
  return {
    data: found.map(({ payment }) => present(house.db, house, payment)),
    next: found.length === limit ? (found.at(-1)?.seq ?? null) : null,
  }
}

function endAgreement(house: WalletHouse, id: string) {
  return inTransaction(house.db, tx => {
    const agreement = queries.findAgreement(tx, id)
    if (!agreement) throw new Refused(404, 'no_such_agreement')
    queries.putAgreement(tx, { ...agreement, ended: true })
    return { id, ended: true }
  })
}

function admit(house: WalletHouse, request: FastifyRequest, call: string): void {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  const given = request.headers.authorization ?? ''
  if (!timingSafeEqual(hash(given), hash(`Bearer ${house.settings.apiKey}`)))
    throw new Refused(401, 'key_refused')
  if (house.faults.strikes('unavailable', call)) throw new Refused(503, 'unavailable')
}

/** The partner's API: JSON in and out, the merchant's reference as the name that makes repeating harmless. */
export async function apiRoutes(app: FastifyInstance, house: WalletHouse): Promise<void> {
  const serve = async (request: FastifyRequest, reply: FastifyReply, work: () => unknown) => {
    const call = `${request.method} ${request.url}`
    admit(house, request, call)
    await wait(house.faults.current().latency_ms)
    letTimePass(house)
    const answer = work()
    house.wake()
    if (house.faults.strikes('lost_answer', call)) {
      reply.hijack()
      request.raw.socket.destroy()
      return reply
    }
    return reply.send(answer)
  }
  const idOf = (request: FastifyRequest) => pathSchema.parse(request.params).id
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof Refused) return reply.status(error.status).send({ code: error.code })
    if (error instanceof z.ZodError) return reply.status(422).send({ code: 'invalid', issues: error.issues })
    console.error(error)
    return reply.status(500).send({ code: 'broken' })
  })
  app.post('/payments', (request, reply) =>
    serve(request, reply, () => create(house, createSchema.parse(request.body))),
  )
  app.get('/payments', (request, reply) =>
    serve(request, reply, () => {
      const one = z.object({ merchant_reference: z.string() }).safeParse(request.query)
      if (!one.success) return list(house, listSchema.parse(request.query))
      const payment = queries.findByReference(house.db, one.data.merchant_reference)
      return { data: payment ? [present(house.db, house, payment)] : [], next: null }
    }),
  )
  app.get('/payments/:id', (request, reply) => serve(request, reply, () => read(house, idOf(request))))
  app.post('/payments/:id/cancel', (request, reply) =>
    serve(request, reply, () => cancel(house, idOf(request))),
  )
  app.post('/payments/:id/refunds', (request, reply) =>
    serve(request, reply, () => refund(house, idOf(request), refundSchema.parse(request.body))),
  )
  app.delete('/agreements/:id', (request, reply) =>
    serve(request, reply, () => endAgreement(house, idOf(request))),
  )
}
