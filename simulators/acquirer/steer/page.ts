import type { Acquirer } from '../acquirer.ts'
import { html, type Html } from '../../shared/html.ts'
import { page } from '../hosted/layout.ts'
import {
  formatAmount,
  formatTime,
  translator,
  type Language,
  type MessageKey,
  type Translate,
} from '../messages/messages.ts'
import { button, section, table } from './parts.ts'
import { viewClock, viewEvents, viewPaymentIntents, viewSessions } from './view.ts'

const ROWS = 25

function clockSection(t: Translate, language: Language, acquirer: Acquirer): Html {
  const clock = viewClock(acquirer)
  const forward = (label: MessageKey, byMs: number) =>
    button(t, { label, method: 'PUT', path: '/steer/api/clock', body: { offset_ms: clock.offset_ms + byMs } })
  const ahead =
    clock.offset_ms === 0
      ? t('steer.clock_none')
      : new Intl.NumberFormat(language, { style: 'unit', unit: 'minute', unitDisplay: 'long' }).format(
          Math.round(clock.offset_ms / 60_000),
        )
  return section(
    'clock-title',
    t('steer.clock'),
    html`<dl>
        <div>
          <dt>${t('steer.clock_now')}</dt>
          <dd>${formatTime(language, clock.now_ms)}</dd>
        </div>
        <div>
          <dt>${t('steer.clock_offset')}</dt>
          <dd>${ahead}</dd>
        </div>
      </dl>
      <p class="actions">
        ${forward('steer.clock_30m', 1_800_000)} ${forward('steer.clock_1h', 3_600_000)}
        ${forward('steer.clock_24h', 86_400_000)}
      </p>`,
  )
}

function webhookSection(t: Translate, acquirer: Acquirer): Html {
  const faults = acquirer.faults.current()
  const { paused } = faults.webhooks
  const body = { ...faults, webhooks: { ...faults.webhooks, paused: !paused } }
  return section(
    'webhooks-title',
    t('steer.webhooks'),
    html`<dl>
        <div>
          <dt>${t('steer.endpoint')}</dt>
          <dd>${acquirer.settings.webhookUrl ?? t('steer.no_endpoint')}</dd>
        </div>
        <div>
          <dt>${t('steer.col.status')}</dt>
          <dd>${t(paused ? 'steer.paused' : 'steer.running')}</dd>
        </div>
      </dl>
      <p class="actions">
        ${button(t, { label: paused ? 'steer.resume' : 'steer.pause', method: 'PUT', path: '/steer/api/faults', body })}
      </p>`,
  )
}

function sessionSection(t: Translate, language: Language, acquirer: Acquirer): Html {
  const rows = viewSessions(acquirer, ROWS).map(
    session =>
      html`<tr>
        <td><code title="${session.id}">${session.id.slice(0, 20)}…</code></td>
        <td class="figures">${formatAmount(language, session.amountTotal, session.currency)}</td>
        <td>${session.status} · ${session.paymentStatus}</td>
        <td>${session.payer?.email ?? session.customerEmail ?? ''}</td>
        <td>${formatTime(language, session.expiresAt * 1000)}</td>
        <td class="actions">
          ${
            session.status === 'open'
              ? html`<a href="/c/pay/${session.id}">${t('steer.open_page')}</a>
                  ${button(t, { label: 'steer.expire', method: 'POST', path: `/steer/api/sessions/${session.id}/expire` })}`
              : null
          }
        </td>
      </tr>`,
  )
  const columns = ['id', 'amount', 'status', 'customer', 'expires', 'actions'] as const
  return section(
    'sessions-title',
    t('steer.sessions'),
    rows.length === 0
      ? html`<p>${t('steer.no_sessions')}</p>`
      : table(
          t,
          'sessions-title',
          columns.map(column => `steer.col.${column}` as const),
          rows,
        ),
  )
}

function intentSection(t: Translate, language: Language, acquirer: Acquirer): Html {
  const rows = viewPaymentIntents(acquirer, ROWS).map(intent => {
    const settle = (label: MessageKey, outcome: 'succeeded' | 'failed') =>
      button(t, {
        label,
        method: 'POST',
        path: `/steer/api/payment_intents/${intent.id}/settle`,
        body: { outcome },
      })
    const error = intent.lastError?.kind === 'declined' ? intent.lastError.reason : intent.lastError?.kind
    return html`<tr>
      <td><code>${intent.id}</code></td>
      <td class="figures">${formatAmount(language, intent.amount, intent.currency)}</td>
      <td>${intent.status}</td>
      <td>${error ?? ''}</td>
      <td>${intent.settlement ? formatTime(language, intent.settlement.atMs) : ''}</td>
      <td class="actions">
        ${
          intent.settlement
            ? html`${settle('steer.settle_paid', 'succeeded')} ${settle('steer.settle_failed', 'failed')}`
            : null
        }
      </td>
    </tr>`
  })
  const columns = ['id', 'amount', 'status', 'last_error', 'settles', 'actions'] as const
  return section(
    'intents-title',
    t('steer.intents'),
    rows.length === 0
      ? html`<p>${t('steer.no_intents')}</p>`
      : table(
          t,
          'intents-title',
          columns.map(column => `steer.col.${column}` as const),
          rows,
        ),
  )
}

type EventView = ReturnType<typeof viewEvents>[number]

function deliveryItem(t: Translate, language: Language, delivery: EventView['deliveries'][number]): Html {
  const attempts = delivery.attemptLog.map(
    attempt =>
      html`<li>
        ${t('steer.attempt', {
          time: formatTime(language, attempt.atMs),
          result: attempt.httpStatus ?? attempt.error ?? '',
          duration: attempt.durationMs,
        })}
      </li>`,
  )
  const next =
    delivery.state === 'pending'
      ? html` · ${t('steer.delivery.next', { time: formatTime(language, delivery.nextAttemptMs) })}`
      : null
  return html`<li>
    <span class="delivery-${delivery.state}">${t(`steer.delivery.${delivery.state}`)}</span>${next}
    <ul>
      ${attempts}
    </ul>
  </li>`
}

function eventSection(t: Translate, language: Language, acquirer: Acquirer): Html {
  const rows = viewEvents(acquirer, ROWS).map(
    ({ event, deliveries }) =>
      html`<tr>
        <td><code>${event.id}</code></td>
        <td>${event.type}</td>
        <td><code title="${event.subject}">${event.subject.slice(0, 16)}…</code></td>
        <td>${formatTime(language, event.created * 1000)}</td>
        <td>
          ${
            deliveries.length === 0
              ? t('steer.delivery.none')
              : html`<ul>
                  ${deliveries.map(delivery => deliveryItem(t, language, delivery))}
                </ul>`
          }
        </td>
        <td class="actions">
          ${button(t, { label: 'steer.send', method: 'POST', path: `/steer/api/events/${event.id}/send` })}
        </td>
      </tr>`,
  )
  const columns = ['id', 'type', 'subject', 'created', 'deliveries', 'actions'] as const
  return section(
    'events-title',
    t('steer.events'),
    rows.length === 0
      ? html`<p>${t('steer.no_events')}</p>`
      : table(
          t,
          'events-title',
          columns.map(column => `steer.col.${column}` as const),
          rows,
        ),
  )
}

/** The part that shows what is going on; the page fetches it again every few seconds. */
export function livePart(acquirer: Acquirer, language: Language): string {
  const t = translator(language)
  return html`<div class="pair">${clockSection(t, language, acquirer)} ${webhookSection(t, acquirer)}</div>
    ${sessionSection(t, language, acquirer)} ${intentSection(t, language, acquirer)}
    ${eventSection(t, language, acquirer)}`.markup
}

/** Ready-made conditions, each a whole body of `PUT /steer/api/faults`. */
const EXAMPLES: readonly (readonly [MessageKey, unknown])[] = [
  // Two times, because the official client repeats a request once by itself after a closed connection.
  ['steer.fault.lost_answer', { api: { lost_answer: { times: 2, match: 'POST /v1/checkout/sessions' } } }],
  ['steer.fault.unavailable', { api: { unavailable: {} } }],
  ['steer.fault.rate_limited', { api: { rate_limited: { probability: 0.5 } } }],
  ['steer.fault.latency', { api: { latency_ms: 3_000 } }],
  ['steer.fault.duplicate', { webhooks: { duplicate: {} } }],
  ['steer.fault.out_of_order', { webhooks: { out_of_order: {} } }],
  ['steer.fault.delay', { webhooks: { delay_ms: 30_000 } }],
]

function faultSection(t: Translate, acquirer: Acquirer): Html {
  const examples = EXAMPLES.map(([label, body]) =>
    button(t, { label, method: 'PUT', path: '/steer/api/faults', body }),
  )
  return section(
    'faults-title',
    t('steer.faults'),
    html`<form id="faults" data-method="PUT" data-path="/steer/api/faults">
        <label for="faults-json">${t('steer.faults_help')}</label>
        <textarea id="faults-json" rows="16" spellcheck="false" dir="ltr">
${JSON.stringify(acquirer.faults.current(), null, 2)}</textarea>
        <p class="actions">
          <button class="strong" type="submit">${t('steer.faults_apply')}</button>
          ${button(t, { label: 'steer.faults_clear', method: 'PUT', path: '/steer/api/faults' })}
        </p>
      </form>
      <h3>${t('steer.faults_examples')}</h3>
      <p class="actions">${examples}</p>`,
  )
}

export function steerPage(acquirer: Acquirer, language: Language): string {
  const t = translator(language)
  const live: Html = { markup: livePart(acquirer, language) }
  const body = html`<main
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
    ${faultSection(t, acquirer)}
  </main>`
  return page({
    language,
    title: t('steer.title'),
    path: '/steer',
    state: 'steer',
    stylesheet: 'steer',
    body,
  })
}
