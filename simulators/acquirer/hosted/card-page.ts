import type { Acquirer } from '../acquirer.ts'
import { ALL_TEST_CARDS, groupCardNumber, type CardGroup, type TestCard } from '../cards.ts'
import {
  formatAmount,
  translator,
  type Language,
  type MessageKey,
  type Translate,
} from '../messages/messages.ts'
import { listSavedCards } from '../store/queries-saved.ts'
import type { PayOutcome, SavedCard, SessionRecord } from '../store/records.ts'
import type { CardField, FieldErrors } from './card-form.ts'
import { html, type Html } from '../../shared/html.ts'
import { page } from './layout.ts'

export type CardPage = {
  language: Language
  session: SessionRecord
  /** Names this showing of the form, so that the same form sent twice pays once. */
  formToken: string
  values: Partial<Record<CardField, string>>
  errors: FieldErrors
  refusal: Extract<PayOutcome, { kind: 'declined' | 'authentication_failed' }> | null
}

function field(
  t: Translate,
  view: CardPage,
  name: CardField,
  options: { hint: MessageKey | null; attributes: Html },
): Html {
  const error = view.errors[name]
  const describedBy = [error ? `${name}-error` : '', options.hint ? `${name}-hint` : '']
    .filter(Boolean)
    .join(' ')
  return html`<div class="field field-${name}">
    <label for="${name}">${t(`form.${name}`)}</label>
    <input
      id="${name}"
      name="${name}"
      value="${view.values[name] ?? ''}"
      required
      ${options.attributes}
      ${error ? html`aria-invalid="true"` : null}
      ${describedBy ? html`aria-describedby="${describedBy}"` : null}
    />
    ${error ? html`<p class="error" id="${name}-error">${t(error.key, error.values)}</p>` : null}
    ${options.hint ? html`<p class="hint" id="${name}-hint">${t(options.hint)}</p>` : null}
  </div>`
}

const NUMERIC = html`inputmode="numeric" spellcheck="false" dir="ltr"`

function fields(t: Translate, view: CardPage): Html {
  return html`
    ${
      view.session.customerEmail === null
        ? field(t, view, 'email', { hint: null, attributes: html`type="email" autocomplete="email"` })
        : html`<p class="payer">
            <span>${t('form.email')}</span> <span>${view.session.customerEmail}</span>
          </p>`
    }
    ${field(t, view, 'number', {
      hint: null,
      attributes: html`${NUMERIC} autocomplete="cc-number" maxlength="23"
      placeholder="${t('form.number_hint')}"`,
    })}
    <div class="pair">
      ${field(t, view, 'expiry', {
        hint: null,
        attributes: html`${NUMERIC} autocomplete="cc-exp" maxlength="9" placeholder="${t('form.expiry_hint')}"`,
      })}
      ${field(t, view, 'cvc', {
        hint: 'form.cvc_hint',
        attributes: html`${NUMERIC} autocomplete="cc-csc" maxlength="4"`,
      })}
    </div>
    ${field(t, view, 'name', { hint: null, attributes: html`autocomplete="cc-name" maxlength="100"` })}
  `
}

/** The customer's cards, one press away, and the one to type in; without any there is nothing to choose. */
function savedCards(t: Translate, cards: readonly SavedCard[]): Html | null {
  if (cards.length === 0) return null
  const choices = cards.map(
    ({ card }, index) =>
      html`<li>
        <label>
          <input
            type="radio"
            name="saved"
            value="${card.paymentMethod}"
            ${index === 0 ? html`checked` : null}
          />
          <span>${card.brand} •••• ${card.last4}</span>
          <span class="hint"
            >${String(card.expMonth).padStart(2, '0')}/${String(card.expYear).slice(-2)}</span
          >
        </label>
      </li>`,
  )
  return html`<fieldset class="saved">
    <legend>${t('form.saved')}</legend>
    <ul>
      ${choices}
      <li>
        <label><input type="radio" name="saved" value="" /> <span>${t('form.another')}</span></label>
      </li>
    </ul>
  </fieldset>`
}

function keepBox(t: Translate, { session }: CardPage, merchant: string): Html | null {
  if (!session.offersSaving) return null
  return html`<label class="keep">
    <input type="checkbox" name="save" value="yes" /> <span>${t('form.keep', { merchant })}</span>
  </label>`
}

function alertBox(t: Translate, view: CardPage): Html | null {
  if (view.refusal) {
    const reason = view.refusal.kind === 'declined' ? view.refusal.reason : 'authentication_failed'
    return html`<div class="alert" role="alert" tabindex="-1" data-refusal="${reason}">
      <h3>${t('decline.title')}</h3>
      <p>${t(`decline.${reason}`)}</p>
      <p>${t('decline.try_again')}</p>
    </div>`
  }
  if (Object.keys(view.errors).length === 0) return null
  return html`<div class="alert" role="alert" tabindex="-1"><p>${t('form.errors')}</p></div>`
}

function testCardButton(t: Translate, card: TestCard): Html {
  return html`<li>
    <button
      type="submit"
      form="card-form"
      formnovalidate
      name="fill"
      value="${card.key}"
      data-number="${card.number}"
    >
      <span class="card-number">${groupCardNumber(card.number)}</span>
      <span class="card-meaning">${t(`cards.${card.key}`)}</span>
    </button>
  </li>`
}

const GROUPS: readonly CardGroup[] = ['success', 'declined', 'authentication', 'trouble']

function testCards(t: Translate): Html {
  const groups = GROUPS.map(
    (group, index) =>
      html`<details ${index === 0 ? html`open` : null}>
        <summary>${t(`cards.group.${group}`)}</summary>
        <ul>
          ${ALL_TEST_CARDS.filter(card => card.group === group).map(card => testCardButton(t, card))}
        </ul>
      </details>`,
  )
  return html`<section class="test-cards" aria-labelledby="cards-title">
    <h2 id="cards-title">${t('cards.title')}</h2>
    <p class="hint">${t('cards.hint')}</p>
    ${groups}
  </section>`
}

function summary(t: Translate, acquirer: Acquirer, view: CardPage, amount: string): Html {
  const { session } = view
  const { merchantName: merchant } = acquirer.settings
  const items = session.lineItems.map(
    item => html`<li>${item.name}${item.quantity > 1 ? ` × ${item.quantity}` : ''}</li>`,
  )
  return html`<section class="summary">
    ${
      session.cancelUrl === null
        ? null
        : html`<a class="back" href="${session.cancelUrl}"
            ><span aria-hidden="true">←</span> ${t('summary.back', { merchant })}</a
          >`
    }
    <h1>${t('summary.pay_to', { merchant })}</h1>
    <p class="amount">${amount}</p>
    <ul class="items">
      ${items}
    </ul>
  </section>`
}

/** The hosted page of an open session: what is paid to whom, the card form, and the test cards. */
export function cardPage(acquirer: Acquirer, view: CardPage): string {
  const t = translator(view.language)
  const { session, language } = view
  const amount = formatAmount(language, session.amountTotal, session.currency)
  const path = `/c/pay/${session.id}`
  const body = html`<main class="checkout">
    ${summary(t, acquirer, view, amount)}
    <section class="payment" aria-labelledby="form-title">
      <h2 id="form-title">${t('form.title')}</h2>
      ${alertBox(t, view)}
      <form id="card-form" method="post" action="${path}?lang=${language}" novalidate>
        <input type="hidden" name="form" value="${view.formToken}" />
        ${savedCards(t, session.customer === null ? [] : listSavedCards(acquirer.db, session.customer))}
        ${fields(t, view)} ${keepBox(t, view, acquirer.settings.merchantName)}
        <button class="primary" type="submit" data-busy="${t('form.paying')}">
          ${t('form.pay', { amount })}
        </button>
      </form>
    </section>
    ${testCards(t)}
  </main>`
  const title = t('summary.pay_to', { merchant: acquirer.settings.merchantName })
  const state = view.refusal ? 'refused' : Object.keys(view.errors).length > 0 ? 'invalid' : 'card'
  return page({ language, title, path, state, stylesheet: 'hosted', body })
}
