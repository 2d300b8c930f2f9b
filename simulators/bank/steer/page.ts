import { currencies } from '../../../contract/money.ts'
import { html, type Html } from '../../shared/html.ts'
import { IBANS } from '../accounts.ts'
import type { Bank } from '../bank.ts'
import {
  formatMoney,
  formatTime,
  LANGUAGES,
  translator,
  type Language,
  type MessageKey,
  type Translate,
} from '../messages/messages.ts'
import { balances, listLastEntries } from '../store/queries-books.ts'
import { listLastMessages, listLastOutgoing } from '../store/queries-files.ts'
import { listLastPayments } from '../store/queries-payments.ts'

const ROWS = 25

type Reader = { t: Translate; language: Language }

function button(t: Translate, action: { label: MessageKey; path: string; body: unknown }): Html {
  return html`<button
    type="button"
    data-method="PUT"
    data-path="${action.path}"
    data-body="${JSON.stringify(action.body)}"
  >
    ${t(action.label)}
  </button>`
}

function section(id: string, title: string, content: Html): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${content}
  </section>`
}

/** A section with a table that scrolls sideways by itself on a phone, or a sentence when there are no rows. */
function tableSection(
  t: Translate,
  options: {
    id: string
    title: MessageKey
    none: MessageKey
    columns: readonly MessageKey[]
    rows: readonly Html[]
  },
): Html {
  const { id, title, none, columns, rows } = options
  const content =
    rows.length === 0
      ? html`<p>${t(none)}</p>`
      : html`<div class="scroll" tabindex="0" role="group" aria-labelledby="${id}">
          <table aria-labelledby="${id}">
            <thead>
              <tr>
                ${columns.map(column => html`<th scope="col">${t(column)}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${rows}
            </tbody>
          </table>
        </div>`
  return section(id, t(title), content)
}

function clockSection({ t, language }: Reader, bank: Bank): Html {
  const offset = bank.clock.offsetMs()
  const forward = (label: MessageKey, hours: number) =>
    button(t, { label, path: '/steer/api/clock', body: { offset_ms: offset + hours * 3_600_000 } })
  const hours = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'hour',
    unitDisplay: 'long',
    maximumFractionDigits: 1,
  })
  return section(
    'clock-title',
    t('steer.clock'),
    html`<dl>
        <div>
          <dt>${t('steer.clock_now')}</dt>
          <dd>${formatTime(language, bank.clock.now())}</dd>
        </div>
        <div>
          <dt>${t('steer.clock_offset')}</dt>
          <dd>${offset === 0 ? t('steer.clock_none') : hours.format(offset / 3_600_000)}</dd>
        </div>
      </dl>
      <p>${t('steer.clock_apart')}</p>
      <p class="actions">
        ${forward('steer.clock_1h', 1)} ${forward('steer.clock_24h', 24)} ${forward('steer.clock_72h', 72)}
      </p>`,
  )
}

function accountSection({ t, language }: Reader, bank: Bank): Html {
  const rows = balances(bank.db).map(
    ({ currency, balance }) =>
      html`<div>
        <dt><code>${IBANS[currency]}</code></dt>
        <dd class="figures">${formatMoney(language, balance, currency)}</dd>
      </div>`,
  )
  return section('accounts-title', t('steer.balances'), html`<dl>${rows}</dl>`)
}

function paymentSection({ t, language }: Reader, bank: Bank): Html {
  const rows = listLastPayments(bank.db, ROWS).map(
    payment =>
      html`<tr>
        <td><code>${payment.endToEnd}</code></td>
        <td class="figures">${formatMoney(language, payment.amount, payment.currency)}</td>
        <td>${payment.creditorName} <code>${payment.creditorAccount}</code></td>
        <td>${t(`steer.state.${payment.state}`)} ${payment.reason ?? ''}</td>
        <td>${formatTime(language, payment.runMs)}</td>
      </tr>`,
  )
  const columns = ['reference', 'amount', 'creditor', 'status', 'next_run'] as const
  return tableSection(t, {
    id: 'payments-title',
    title: 'steer.payments',
    none: 'steer.no_payments',
    columns: columns.map(column => `steer.col.${column}` as const),
    rows,
  })
}

function entrySection({ t, language }: Reader, bank: Bank): Html {
  const rows = listLastEntries(bank.db, ROWS).map(
    entry =>
      html`<tr>
        <td><code>${entry.ref}</code></td>
        <td class="figures">
          ${formatMoney(language, entry.direction === 'CRDT' ? entry.amount : -entry.amount, entry.currency)}
        </td>
        <td class="figures">${formatMoney(language, entry.balanceAfter, entry.currency)}</td>
        <td>${entry.detail.remittance ?? entry.detail.endToEnd} ${entry.detail.reason ?? ''}</td>
        <td>${formatTime(language, entry.bookedMs)}</td>
      </tr>`,
  )
  const columns = ['entry', 'amount', 'balance', 'reference', 'booked'] as const
  return tableSection(t, {
    id: 'entries-title',
    title: 'steer.entries',
    none: 'steer.no_entries',
    columns: columns.map(column => `steer.col.${column}` as const),
    rows,
  })
}

function fileSections({ t, language }: Reader, bank: Bank): Html {
  const sent = listLastOutgoing(bank.db, ROWS).map(
    file =>
      html`<tr>
        <td><code>${file.name}</code></td>
        <td>
          ${
            file.published
              ? t('steer.published')
              : t('steer.unpublished', { time: formatTime(language, file.publishMs) })
          }
        </td>
        <td>${file.faults}</td>
        <td>${formatTime(language, file.madeMs)}</td>
      </tr>`,
  )
  const taken = listLastMessages(bank.db, ROWS).map(
    message =>
      html`<tr>
        <td><code>${message.file}</code></td>
        <td>${message.outcome}</td>
        <td>${formatTime(language, message.takenMs)}</td>
      </tr>`,
  )
  return html`${tableSection(t, {
    id: 'outgoing-title',
    title: 'steer.outgoing',
    none: 'steer.no_outgoing',
    columns: ['steer.col.file', 'steer.col.status', 'steer.col.faults', 'steer.col.time'],
    rows: sent,
  })}
  ${tableSection(t, {
    id: 'incoming-title',
    title: 'steer.incoming',
    none: 'steer.no_incoming',
    columns: ['steer.col.file', 'steer.col.outcome', 'steer.col.time'],
    rows: taken,
  })}`
}

/** The part that shows what is going on; the page fetches it again every few seconds. */
export function livePart(bank: Bank, language: Language): string {
  const reader = { t: translator(language), language }
  return html`<div class="pair">${clockSection(reader, bank)} ${accountSection(reader, bank)}</div>
    ${paymentSection(reader, bank)} ${entrySection(reader, bank)} ${fileSections(reader, bank)}`.markup
}

function field(name: string, label: string, attributes: Html): Html {
  const id = `credit-${name.replace('.', '-')}`
  return html`<p><label for="${id}">${label}</label> <input id="${id}" name="${name}" ${attributes} /></p>`
}

function creditSection(t: Translate): Html {
  const required = html`required autocomplete="off"`
  const optional = html`autocomplete="off"`
  return section(
    'credit-title',
    t('steer.credit'),
    html`<form data-method="POST" data-path="/steer/api/credits?at_once=true">
      <p>${t('steer.credit_help')}</p>
      <div class="fields">
        ${field('amount.value', t('steer.credit_amount'), html`required inputmode="decimal" autocomplete="off"`)}
        <p>
          <label for="credit-currency">${t('steer.credit_currency')}</label>
          <select id="credit-currency" name="amount.currency">
            ${['EUR', ...currencies.filter(currency => currency !== 'EUR')].map(
              currency => html`<option>${currency}</option>`,
            )}
          </select>
        </p>
        ${field('reference', t('steer.credit_reference'), optional)}
        ${field('debtor.name', t('steer.credit_debtor'), required)}
        ${field('debtor.account', t('steer.credit_account'), optional)}
      </div>
      <p class="actions"><button class="strong" type="submit">${t('steer.credit_send')}</button></p>
    </form>`,
  )
}

const some = { probability: 0.05 }

/** Ready-made conditions, each a whole body of `PUT /steer/api/faults`. */
const EXAMPLES: readonly (readonly [MessageKey, unknown])[] = [
  ['steer.fault.unreachable', { unreachable: {} }],
  ['steer.fault.slow', { files: { slow: {} } }],
  ['steer.fault.reject', { payments: { reject: {} } }],
  ['steer.fault.return', { payments: { return: { up_to_days: 3 } } }],
  ['steer.fault.broken', { files: { broken: { times: 1 } } }],
  ['steer.fault.repeat', { files: { repeat: {} }, entries: { repeat: {} } }],
  ['steer.fault.mixed', { files: { mix_order: { probability: 0.5 }, split: {} } }],
  [
    'steer.fault.random',
    {
      files: { slow: some, repeat: some, mix_order: some, split: some, broken: some },
      payments: { reject: some, return: some, recall_refused: { probability: 0.3 } },
      entries: { lost_notice: some, repeat: some },
      unreachable: some,
    },
  ],
]

function faultSection(t: Translate, bank: Bank): Html {
  const examples = EXAMPLES.map(([label, body]) => button(t, { label, path: '/steer/api/faults', body }))
  return section(
    'faults-title',
    t('steer.faults'),
    html`<form data-method="PUT" data-path="/steer/api/faults">
        <label for="faults-json">${t('steer.faults_help')}</label>
        <textarea id="faults-json" rows="16" spellcheck="false" dir="ltr">
${JSON.stringify(bank.faults.current(), null, 2)}</textarea>
        <p class="actions">
          <button class="strong" type="submit">${t('steer.faults_apply')}</button>
          ${button(t, { label: 'steer.faults_clear', path: '/steer/api/faults', body: {} })}
        </p>
      </form>
      <h3>${t('steer.faults_examples')}</h3>
      <p class="actions">${examples}</p>`,
  )
}

/** Links that show this page in the other language; the reader's own is not a link. */
function languageLinks(language: Language): Html {
  const links = LANGUAGES.map(other => {
    const name = translator(other)('language.name')
    return other === language
      ? html`<li><span aria-current="true" lang="${other}">${name}</span></li>`
      : html`<li><a href="/steer?lang=${other}" lang="${other}" hreflang="${other}">${name}</a></li>`
  })
  return html`<nav class="languages" aria-label="${translator(language)('language.switch')}">
    <ul>
      ${links}
    </ul>
  </nav>`
}

export function steerPage(bank: Bank, language: Language): string {
  const t = translator(language)
  const live: Html = { markup: livePart(bank, language) }
  const document = html`<html lang="${language}">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <meta name="color-scheme" content="light dark" />
      <title>${t('steer.title')}</title>
      <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/assets/tokens.css" />
      <link rel="stylesheet" href="/assets/steer.css" />
      <script type="module" src="/assets/steer.js"></script>
    </head>
    <body data-state="steer">
      <header class="notice">
        <p><strong>${t('notice.title')}</strong> ${t('notice.text')}</p>
        ${languageLinks(language)}
      </header>
      <main
        class="steer"
        data-live="/steer/live?lang=${language}"
        data-done="${t('steer.done')}"
        data-failed="${t('steer.failed')}"
      >
        <h1>${t('steer.title')}</h1>
        <p>${t('steer.intro')}</p>
        <noscript><p class="alert">${t('steer.needs_script')}</p></noscript>
        <p id="outcome" role="status"></p>
        <div id="live">${live}</div>
        <div class="pair">${creditSection(t)} ${faultSection(t, bank)}</div>
      </main>
    </body>
  </html>`
  return `<!doctype html>\n${document.markup}`
}
