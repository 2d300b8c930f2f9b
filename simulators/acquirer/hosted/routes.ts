import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Acquirer } from '../acquirer.ts'
import { cvcLengthOf, findTestCardByKey, groupCardNumber } from '../cards.ts'
import { newId } from '../ids.ts'
import { chooseLanguage, type Language } from '../messages/messages.ts'
import { answerAuthentication, findAuthentication } from '../payments/authenticate.ts'
import { expireAllDue } from '../payments/expire.ts'
import { findEarlierPress, pressPay } from '../payments/press-pay.ts'
import { inTransaction, type Tx } from '../../shared/queries-store.ts'
import { getPaymentIntent } from '../store/queries-payments.ts'
import { findSession } from '../store/queries-sessions.ts'
import type { PayOutcome, SessionRecord } from '../store/records.ts'
import { listSavedCards } from '../store/queries-saved.ts'
import { bankPage } from './bank-page.ts'
import { checkCardForm, readCardForm, toUsedCard, type CardForm } from './card-form.ts'
import { cardPage, type CardPage } from './card-page.ts'
import { endPage, failurePage, successAddress } from './end-page.ts'

const pathSchema = z.object({ session: z.string(), token: z.string().default('') })
const querySchema = z.object({ lang: z.string().optional().catch(undefined) })

function languageOf(request: FastifyRequest, session: SessionRecord | undefined): Language {
  return chooseLanguage({
    asked: querySchema.safeParse(request.query).data?.lang,
    sessionLocale: session?.locale ?? null,
    acceptLanguage: request.headers['accept-language'],
  })
}

/** Browsers apply `form-action` to the redirect after a form too, so the merchant's own address must be named. */
function sendPage(reply: FastifyReply, markup: string, session?: SessionRecord): FastifyReply {
  const merchant = session ? ` ${new URL(session.successUrl).origin}` : ''
  return reply
    .header(
      'Content-Security-Policy',
      `default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'${merchant}`,
    )
    .type('text/html; charset=utf-8')
    .send(markup)
}

function sendMissing(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0] ?? '/'
  return sendPage(reply.status(404), failurePage(languageOf(request, undefined), path, 'missing'))
}

function loadSession(tx: Tx, acquirer: Acquirer, request: FastifyRequest): SessionRecord | undefined {
  expireAllDue(tx, acquirer)
  return findSession(tx, pathSchema.parse(request.params).session)
}

function emptyCardPage(language: Language, session: SessionRecord): CardPage {
  return { language, session, formToken: newId.token(), values: {}, errors: {}, refusal: null }
}

/** A test card typed in for the reader, with the name they may have given already. */
function filledCardPage(
  acquirer: Acquirer,
  language: Language,
  session: SessionRecord,
  form: CardForm,
): CardPage {
  const card = findTestCardByKey(form.fill ?? '')
  const view = emptyCardPage(language, session)
  if (!card) return view
  const year = new Date(acquirer.clock.now()).getUTCFullYear() + 3
  return {
    ...view,
    values: {
      email: form.email,
      number: groupCardNumber(card.number),
      expiry: `12 / ${String(year).slice(-2)}`,
      cvc: '1234'.slice(0, cvcLengthOf(card.brand)),
      name: form.name || 'Test Customer',
    },
  }
}

/** After a refusal the form is empty for another card; who pays stays the same. */
function refusedCardPage(
  acquirer: Acquirer,
  language: Language,
  session: SessionRecord,
  refusal: NonNullable<CardPage['refusal']>,
): CardPage {
  const intent = session.paymentIntent === null ? null : getPaymentIntent(acquirer.db, session.paymentIntent)
  const card = intent?.lastError?.card
  const values = card ? { email: card.email, name: card.holder } : {}
  return { ...emptyCardPage(language, session), values, refusal }
}

/** Answers the browser with what the press of a button came to. */
async function sendOutcome(
  acquirer: Acquirer,
  reply: FastifyReply,
  language: Language,
  session: SessionRecord,
  outcome: PayOutcome,
): Promise<FastifyReply> {
  switch (outcome.kind) {
    case 'completed':
      await acquirer.deliverNow(outcome.deliverFirst)
      return reply.redirect(successAddress(session), 303)
    case 'connection_lost':
      return sendPage(reply, endPage(acquirer, language, session), session)
    case 'authentication_required':
      return reply.redirect(`/c/pay/${session.id}/bank/${outcome.token}?lang=${language}`, 303)
    case 'declined':
    case 'authentication_failed':
      return sendPage(
        reply,
        cardPage(acquirer, refusedCardPage(acquirer, language, session, outcome)),
        session,
      )
  }
}

function showSession(acquirer: Acquirer, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const session = inTransaction(acquirer.db, tx => loadSession(tx, acquirer, request))
  acquirer.wake()
  if (!session) return sendMissing(request, reply)
  const language = languageOf(request, session)
  const markup =
    session.status === 'open'
      ? cardPage(acquirer, emptyCardPage(language, session))
      : endPage(acquirer, language, session)
  return sendPage(reply, markup, session)
}

type Press = { session: SessionRecord; shown: string } | { session: SessionRecord; outcome: PayOutcome }

/** Decides in one transaction what a sent form is: an earlier one again, a closed page, a mistake, or a payment. */
function press(tx: Tx, acquirer: Acquirer, request: FastifyRequest, language: Language): Press | undefined {
  const session = loadSession(tx, acquirer, request)
  if (!session) return undefined
  const form = readCardForm(typeof request.body === 'string' ? request.body : '')
  const earlier = findEarlierPress(session, form.form)
  const hasPaid = earlier?.kind === 'completed' || earlier?.kind === 'connection_lost'
  if (earlier && (hasPaid || session.status === 'open')) return { session, outcome: earlier }
  if (session.status !== 'open') return { session, shown: endPage(acquirer, language, session) }
  if (form.fill !== undefined) {
    return { session, shown: cardPage(acquirer, filledCardPage(acquirer, language, session, form)) }
  }
  const saved = session.customer === null ? [] : listSavedCards(tx, session.customer)
  const chosen = saved.find(({ card }) => card.paymentMethod === form.saved)
  if (chosen) {
    const outcome = pressPay(tx, acquirer, {
      session,
      token: form.form || newId.token(),
      card: { ...chosen.card, keepFor: null },
    })
    return { session: findSession(tx, session.id) ?? session, outcome }
  }
  const errors = checkCardForm(form, session, acquirer.clock.now())
  if (Object.keys(errors).length > 0) {
    // The security code is never sent back to the browser; people type it again.
    const values = { email: form.email, number: form.number, expiry: form.expiry, name: form.name }
    return { session, shown: cardPage(acquirer, { ...emptyCardPage(language, session), values, errors }) }
  }
  const card = toUsedCard(acquirer, form, session)
  const outcome = pressPay(tx, acquirer, { session, token: form.form || newId.token(), card })
  return { session: findSession(tx, session.id) ?? session, outcome }
}

async function pay(acquirer: Acquirer, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const found = findSession(acquirer.db, pathSchema.parse(request.params).session)
  const language = languageOf(request, found)
  const pressed = inTransaction(acquirer.db, tx => press(tx, acquirer, request, language))
  if (!pressed) return sendMissing(request, reply)
  if ('shown' in pressed) {
    acquirer.wake()
    return sendPage(reply, pressed.shown, pressed.session)
  }
  const answer = sendOutcome(acquirer, reply, language, pressed.session, pressed.outcome)
  acquirer.wake()
  return answer
}

function showBank(acquirer: Acquirer, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { token } = pathSchema.parse(request.params)
  const { session, intent } = inTransaction(acquirer.db, tx => {
    const session = loadSession(tx, acquirer, request)
    return { session, intent: session && findAuthentication(tx, session, token) }
  })
  if (!session) return sendMissing(request, reply)
  if (!intent?.card) return reply.redirect(`/c/pay/${session.id}`, 303)
  const language = languageOf(request, session)
  return sendPage(reply, bankPage(acquirer, { language, session, card: intent.card, token }), session)
}

const answerSchema = z.object({ answer: z.enum(['approve', 'reject']) })

async function answerBank(
  acquirer: Acquirer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { token } = pathSchema.parse(request.params)
  const body = typeof request.body === 'string' ? request.body : ''
  const answer = answerSchema.safeParse(Object.fromEntries(new URLSearchParams(body))).data?.answer
  const { session, outcome } = inTransaction(acquirer.db, tx => {
    const session = loadSession(tx, acquirer, request)
    return {
      session,
      outcome: session && answer && answerAuthentication(tx, acquirer, session, token, answer),
    }
  })
  acquirer.wake()
  if (!session) return sendMissing(request, reply)
  if (outcome) return sendOutcome(acquirer, reply, languageOf(request, session), session, outcome)
  // Pressed twice, or too late: the session's own page says how it stands.
  if (session.status === 'complete' && !session.silent) return reply.redirect(successAddress(session), 303)
  return reply.redirect(`/c/pay/${session.id}`, 303)
}

/** The pages a customer sees: card form, the bank's question, and how it ended. */
export async function hostedRoutes(app: FastifyInstance, acquirer: Acquirer): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string | Buffer) => body.toString(),
  )
  app.addHook('onSend', async (_request, reply) => {
    void reply.headers({
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    })
  })
  app.setErrorHandler((error, request, reply) => {
    const refused = z.object({ statusCode: z.int().min(400).max(499) }).safeParse(error)
    if (!refused.success) console.error(error)
    const path = request.url.split('?', 1)[0] ?? '/'
    const status = refused.success ? refused.data.statusCode : 500
    return sendPage(reply.status(status), failurePage(languageOf(request, undefined), path, 'broken'))
  })
  app.setNotFoundHandler((request, reply) => sendMissing(request, reply))
  app.get('/c/pay/:session', (request, reply) => showSession(acquirer, request, reply))
  app.post('/c/pay/:session', (request, reply) => pay(acquirer, request, reply))
  app.get('/c/pay/:session/bank/:token', (request, reply) => showBank(acquirer, request, reply))
  app.post('/c/pay/:session/bank/:token', (request, reply) => answerBank(acquirer, request, reply))
}
