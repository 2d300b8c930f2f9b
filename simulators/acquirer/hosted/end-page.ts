import type { Acquirer } from '../acquirer.ts'
import { formatAmount, translator, type Language } from '../messages/messages.ts'
import type { SessionRecord } from '../store/records.ts'
import { html, type Html } from '../../shared/html.ts'
import { page } from './layout.ts'

/** Where the browser goes after a payment: the merchant's address with the session's id filled in. */
export function successAddress(session: SessionRecord): string {
  return new URL(session.successUrl.replaceAll('{CHECKOUT_SESSION_ID}', session.id)).href
}

type Ending = { state: string; title: string; text: string; link: { href: string; label: string } | null }

function ending(acquirer: Acquirer, language: Language, session: SessionRecord): Ending {
  const t = translator(language)
  const merchant = acquirer.settings.merchantName
  const amount = formatAmount(language, session.amountTotal, session.currency)
  if (session.status === 'expired') {
    const link =
      session.cancelUrl === null ? null : { href: session.cancelUrl, label: t('summary.back', { merchant }) }
    return { state: 'expired', title: t('expired.title'), text: t('expired.text', { merchant }), link }
  }
  // Whoever reloads after a lost connection is no wiser: only the merchant's own question finds this payment.
  if (session.silent) {
    return {
      state: 'connection_lost',
      title: t('lost.title'),
      text: t('lost.text', { merchant }),
      link: null,
    }
  }
  return {
    state: 'complete',
    title: t('complete.title'),
    text: t(session.paymentStatus === 'paid' ? 'complete.text' : 'complete.text_late', { amount, merchant }),
    link: { href: successAddress(session), label: t('complete.return', { merchant }) },
  }
}

function panel(title: string, text: string, link: Html | null): Html {
  return html`<main class="single">
    <section class="panel" aria-labelledby="end-title">
      <h1 id="end-title">${title}</h1>
      <p>${text}</p>
      ${link}
    </section>
  </main>`
}

/** The page of a session that is no longer open: complete, expired, or paid with the connection lost. */
export function endPage(acquirer: Acquirer, language: Language, session: SessionRecord): string {
  const { state, title, text, link } = ending(acquirer, language, session)
  const button = link && html`<a class="primary" href="${link.href}">${link.label}</a>`
  const path = `/c/pay/${session.id}`
  return page({ language, title, path, state, stylesheet: 'hosted', body: panel(title, text, button) })
}

export function failurePage(language: Language, path: string, kind: 'missing' | 'broken'): string {
  const t = translator(language)
  const title = t(`${kind}.title`)
  return page({
    language,
    title,
    path,
    state: kind,
    stylesheet: 'hosted',
    body: panel(title, t(`${kind}.text`), null),
  })
}
