import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { checkBankAccount, routingOf } from '../../../contract/bank-accounts/index.ts'
import { currencies, exponentOf, parseAmount } from '../../../contract/money.ts'
import { inTransaction } from '../../shared/queries-store.ts'
import { BEHAVIOURS } from '../accounts.ts'
import type { Bank } from '../bank.ts'
import { faultsSchema } from '../faults.ts'
import { chooseLanguage, type Language } from '../messages/messages.ts'
import { checkName } from '../name-check.ts'
import { findKnownAccount, putKnownAccount, writeSetting } from '../store/queries-agenda.ts'
import { bookCredit, type CreditOrder } from '../work/book-credit.ts'
import { livePart, steerPage } from './page.ts'
import { viewAll, viewBooks, viewClock } from './view.ts'

/** A steering request that cannot be done; the message goes to the person or the test that sent it. */
class SteeringError extends Error {
  readonly httpStatus: number

  constructor(httpStatus: number, message: string) {
    super(message)
    this.httpStatus = httpStatus
  }
}

const listSchema = z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(100) })
const booksSchema = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
})
const languageSchema = z.object({ lang: z.string().optional().catch(undefined) })
const clockSchema = z.strictObject({ offset_ms: z.int().min(0).max(3_153_600_000_000) })
const account = z.string().regex(/^[A-Za-z0-9]{1,34}$/)
const accountSchema = z.object({ account })
const knownSchema = z.strictObject({
  holder: z.string().min(1).max(140).nullable().default(null),
  behaviour: z.enum(BEHAVIOURS).default('paid'),
  reason: z
    .string()
    .regex(/^[A-Z0-9]{4}$/)
    .nullable()
    .default(null),
  return_after_days: z.int().min(1).max(60).nullable().default(null),
})
const creditSchema = z.strictObject({
  amount: z.strictObject({ value: z.string(), currency: z.enum(currencies) }),
  reference: z.string().max(140).default(''),
  debtor: z.strictObject({
    name: z.string().min(1).max(140),
    account: account.nullable().default(null),
    bic: z
      .string()
      .regex(/^[A-Z0-9]{8}([A-Z0-9]{3})?$/)
      .nullable()
      .default(null),
  }),
  end_to_end_id: z.string().min(1).max(35).default('NOTPROVIDED'),
  at_once: z.boolean().default(false),
})
const nameCheckSchema = z.object({
  id: z.string().min(1).max(100),
  name: z.string().min(1).max(140),
  account: z.object({
    country: z.string().regex(/^[A-Z]{2}$/),
    currency: z.enum(currencies).optional(),
    fields: z.record(z.string(), z.string().max(140)),
  }),
})

function read<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new SteeringError(422, z.prettifyError(parsed.error))
}

function languageOf(request: FastifyRequest): Language {
  const { lang } = languageSchema.safeParse(request.query).data ?? {}
  return chooseLanguage(lang, request.headers['accept-language'])
}

function moveClock(bank: Bank, request: FastifyRequest): unknown {
  const { offset_ms: offsetMs } = read(clockSchema, request.body)
  if (!bank.clock.moveTo(offsetMs)) {
    throw new SteeringError(
      409,
      `The clock only moves forward: it is ${bank.clock.offsetMs()} ms ahead, ${offsetMs} would be a step back.`,
    )
  }
  inTransaction(bank.db, tx => writeSetting(tx, 'clock_offset_ms', String(offsetMs)))
  bank.wake()
  return viewClock(bank)
}

function setFaults(bank: Bank, request: FastifyRequest): unknown {
  bank.faults.replace(read(faultsSchema, request.body))
  if (bank.faults.unreachable(bank.clock.now())) bank.cutOff()
  return bank.faults.current()
}

function readCredit(body: unknown): CreditOrder {
  const given = read(creditSchema, body)
  const { value, currency } = given.amount
  const amount = parseAmount(value, exponentOf(currency))
  if (typeof amount === 'string' || amount <= 0n)
    throw new SteeringError(422, `${value} is not an amount in ${currency}.`)
  return {
    currency,
    amount,
    reference: given.reference,
    debtor: given.debtor,
    endToEnd: given.end_to_end_id,
    atOnce: given.at_once,
  }
}

/** The form of the page sends texts only; whoever watches it wants to see the money at once. */
const creditQuerySchema = z.object({ at_once: z.literal('true').optional() })

function credit(bank: Bank, request: FastifyRequest): unknown {
  const given = readCredit(request.body)
  const asked = read(creditQuerySchema, request.query).at_once !== undefined
  const order = { ...given, atOnce: given.atOnce || asked }
  const booked = inTransaction(bank.db, tx => bookCredit(tx, bank, order))
  bank.wake()
  return { ref: booked }
}

function knowAccount(bank: Bank, request: FastifyRequest): unknown {
  const { account: number } = read(accountSchema, request.params)
  const {
    holder,
    behaviour,
    reason,
    return_after_days: returnAfterDays,
  } = read(knownSchema, request.body ?? {})
  inTransaction(bank.db, tx =>
    putKnownAccount(tx, { account: number, holder, behaviour, reason, returnAfterDays }),
  )
  return findKnownAccount(bank.db, number)
}

function isAllowed(given: string | undefined, token: string): boolean {
  const [one, other] = [Buffer.from(given ?? ''), Buffer.from(`Bearer ${token}`)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** The number of the account as payments name it; an account that lacks what its country needs is no account. */
function numberOf(given: z.output<typeof nameCheckSchema>['account']): string {
  const checked = checkBankAccount({
    country: given.country,
    fields: given.fields,
    ...(given.currency && { currency: given.currency }),
  })
  if ('problems' in checked) throw new SteeringError(422, 'The account is not complete.')
  const { iban, other } = routingOf(checked.ok)
  return iban ?? other ?? ''
}

function nameCheck(bank: Bank, request: FastifyRequest): unknown {
  const { nameCheckToken } = bank.settings
  if (nameCheckToken !== null && !isAllowed(request.headers.authorization, nameCheckToken))
    throw new SteeringError(401, 'The token is missing or wrong.')
  if (bank.faults.unreachable(bank.clock.now()))
    throw new SteeringError(503, 'The bank cannot be reached now.')
  const { id, name, account: asked } = read(nameCheckSchema, request.body)
  const answer = checkName(bank.db, { account: numberOf(asked), name })
  return { name: null, ...answer, reference: `OKTB-NC-${id}`.slice(0, 100) }
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

/**
 * The steering page and its JSON API, and the name check of the bank. Writing takes JSON only, which no form of a
 * foreign web page can send. `settled` waits until nothing that is due is left undone.
 */
export async function steerRoutes(
  app: FastifyInstance,
  bank: Bank,
  settled: () => Promise<void>,
): Promise<void> {
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
  app.get('/steer', (request, reply) => sendHtml(reply, steerPage(bank, languageOf(request))))
  app.get('/steer/live', (request, reply) => sendHtml(reply, livePart(bank, languageOf(request))))
  app.get('/steer/api/state', async request => viewAll(bank, read(listSchema, request.query).limit))
  app.get('/steer/api/books', async request => viewBooks(bank, read(booksSchema, request.query)))
  app.get('/steer/api/clock', async () => viewClock(bank))
  app.put('/steer/api/clock', async request => moveClock(bank, request))
  app.get('/steer/api/settled', async () => {
    await settled()
    return viewClock(bank)
  })
  app.get('/steer/api/faults', async () => bank.faults.current())
  app.put('/steer/api/faults', async request => setFaults(bank, request))
  app.post('/steer/api/credits', async request => credit(bank, request))
  app.put('/steer/api/accounts/:account', async request => knowAccount(bank, request))
  app.post('/name_checks', async request => nameCheck(bank, request))
}
