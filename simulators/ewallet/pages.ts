import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { serveAsset, sharedAssetRoutes } from '../shared/assets/routes.ts'
import { html, type Html } from '../shared/html.ts'
import { inTransaction } from '../shared/queries-store.ts'
import {
  formatAmount,
  translator,
  type Language,
  type MessageKey,
  type Translate,
} from './messages/messages.ts'
import { charge, letTimePass } from './pay.ts'
import { findPayment } from './queries.ts'
import type { Payment } from './records.ts'
import type { WalletHouse } from './wallet-house.ts'
import { findWallet, testWallets } from './wallets.ts'

const pathSchema = z.object({ id: z.string() })
const formSchema = z.object({ wallet: z.string(), agree: z.string().optional() })
const querySchema = z.object({ lang: z.enum(['zh-CN', 'en']).optional().catch(undefined) })

export function page(options: {
  language: Language
  title: string
  state: string
  path: string
  body: Html
}): string {
  const t = translator(options.language)
  const other: Language = options.language === 'en' ? 'zh-CN' : 'en'
  return `<!doctype html>\n${
    html`<html lang="${options.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${options.title}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/tokens.css" />
        <link rel="stylesheet" href="/assets/steer.css" />
        <link rel="stylesheet" href="/assets/ewallet.css" />
      </head>
      <body data-state="${options.state}">
        <header class="notice">
          <p>${t('notice')}</p>
          <p><a href="${options.path}?lang=${other}" lang="${other}">${t('language')}</a></p>
        </header>
        ${options.body}
      </body>
    </html>`.markup
  }`
}

function send(reply: FastifyReply, markup: string, payment?: Payment): FastifyReply {
  // Browsers apply form-action to the redirect after a form too.
  const merchant = payment ? ` ${new URL(payment.returnUrl).origin}` : ''
  return reply
    .headers({
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'Content-Security-Policy': `default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'${merchant}`,
    })
    .type('text/html; charset=utf-8')
    .send(markup)
}

type Shown = { house: WalletHouse; payment: Payment; language: Language; refused: MessageKey | null }

function heading(t: Translate, { house, payment, language }: Shown): Html {
  return html`<h1>${t('title', { merchant: house.settings.merchantName })}</h1>
    <p class="amount">${formatAmount(language, payment.amount, payment.currency)}</p>
    <p class="what">${payment.description}</p>`
}

function waitingPage(shown: Shown): string {
  const { house, payment, language, refused } = shown
  const t = translator(language)
  const merchant = house.settings.merchantName
  const wallets = testWallets.map(
    ({ key, account }, index) =>
      html`<label>
        <input type="radio" name="wallet" value="${key}" ${index === 0 ? html`checked` : null} />
        <span
          ><span class="account">${account}</span> <span class="meaning">${t(`wallet.${key}`)}</span></span
        >
      </label>`,
  )
  const body = html`<main class="wallet">
    ${heading(t, shown)} ${refused === null ? null : html`<p class="alert" role="alert">${t(refused)}</p>`}
    <form method="post" action="/pay/${payment.id}?lang=${language}">
      <fieldset>
        <legend>${t('choose')}</legend>
        ${wallets}
      </fieldset>
      ${
        payment.offerAgreement
          ? html`<label
              ><input type="checkbox" name="agree" value="yes" />
              <span>${t('agree', { merchant })}</span></label
            >`
          : null
      }
      <button type="submit">
        ${t('pay', { amount: formatAmount(language, payment.amount, payment.currency) })}
      </button>
    </form>
    <a class="back" href="${payment.cancelUrl}">← ${t('back', { merchant })}</a>
  </main>`
  const state = refused === null ? 'waiting' : 'refused'
  return page({ language, title: t('title', { merchant }), state, path: `/pay/${payment.id}`, body })
}

function endPage(shown: Shown): string {
  const { house, payment, language } = shown
  const t = translator(language)
  const merchant = house.settings.merchantName
  const state = payment.silent ? 'silent' : payment.status
  const body = html`<main class="wallet">
    ${heading(t, shown)}
    <div class="end"><p role="status">${t(`state.${state}`)}</p></div>
    ${payment.silent ? null : html`<a class="back" href="${payment.returnUrl}">← ${t('back', { merchant })}</a>`}
  </main>`
  return page({ language, title: t('title', { merchant }), state, path: `/pay/${payment.id}`, body })
}

function answer(reply: FastifyReply, shown: Shown): FastifyReply {
  const markup = shown.payment.status === 'waiting' ? waitingPage(shown) : endPage(shown)
  return send(reply, markup, shown.payment)
}

/** The pages people see: which wallet pays, and how it ended. */
export async function pageRoutes(app: FastifyInstance, house: WalletHouse): Promise<void> {
  await sharedAssetRoutes(app)
  serveAsset(app, 'ewallet.css', new URL('assets/ewallet.css', import.meta.url), 'text/css; charset=utf-8')
  const open = (request: FastifyRequest): Shown | undefined => {
    letTimePass(house)
    const payment = findPayment(house.db, pathSchema.parse(request.params).id)
    if (!payment) return undefined
    const language = querySchema.parse(request.query).lang ?? payment.locale
    return { house, payment, language, refused: null }
  }
  const missing = (reply: FastifyReply) => {
    const t = translator('en')
    const body = html`<main class="wallet"><h1>${t('missing')}</h1></main>`
    return send(
      reply.status(404),
      page({ language: 'en', title: t('missing'), state: 'missing', path: '/steer', body }),
    )
  }

  app.get('/pay/:id', (request, reply) => {
    const shown = open(request)
    return shown ? answer(reply, shown) : missing(reply)
  })

  app.post('/pay/:id', (request, reply) => {
    const shown = open(request)
    if (!shown) return missing(reply)
    const text = typeof request.body === 'string' ? request.body : ''
    const form = formSchema.safeParse(Object.fromEntries(new URLSearchParams(text))).data
    const wallet = findWallet(form?.wallet ?? '')
    const { payment } = shown
    // Pressed twice, the second press finds a payment that no longer waits.
    if (payment.status !== 'waiting' || !wallet)
      return payment.status === 'paid' && !payment.silent
        ? reply.redirect(payment.returnUrl, 303)
        : answer(reply, shown)
    const charged = inTransaction(house.db, tx =>
      charge(tx, house, payment, { wallet, agree: form?.agree === 'yes' }),
    )
    house.wake()
    const { decline } = charged
    if (charged.status === 'waiting' && decline)
      return answer(reply, { ...shown, payment: charged, refused: `refused.${decline.code}` })
    if (charged.silent) return answer(reply, { ...shown, payment: charged })
    return reply.redirect(charged.returnUrl, 303)
  })
}
