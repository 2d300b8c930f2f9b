import type { Acquirer } from '../acquirer.ts'
import { formatAmount, translator, type Language } from '../messages/messages.ts'
import type { SessionRecord, UsedCard } from '../store/records.ts'
import { html } from '../../shared/html.ts'
import { page } from './layout.ts'

/** The page of the cardholder's bank (3-D Secure challenge): who is paid, how much, with which card, yes or no. */
export function bankPage(
  acquirer: Acquirer,
  view: { language: Language; session: SessionRecord; card: UsedCard; token: string },
): string {
  const { language, session, card } = view
  const t = translator(language)
  const path = `/c/pay/${session.id}/bank/${view.token}`
  const brand = card.brand === 'unknown' ? t('bank.card') : card.brand.toUpperCase()
  const body = html`<main class="single">
    <section class="panel" aria-labelledby="bank-title">
      <p class="bank-name">${t('bank.name')}</p>
      <h1 id="bank-title">${t('bank.title')}</h1>
      <p>${t('bank.text')}</p>
      <dl>
        <div>
          <dt>${t('bank.merchant')}</dt>
          <dd>${acquirer.settings.merchantName}</dd>
        </div>
        <div>
          <dt>${t('bank.amount')}</dt>
          <dd class="figures">${formatAmount(language, session.amountTotal, session.currency)}</dd>
        </div>
        <div>
          <dt>${t('bank.card')}</dt>
          <dd>${t('bank.card_ending', { brand, last4: card.last4 })}</dd>
        </div>
      </dl>
      <form class="decision" method="post" action="${path}?lang=${language}">
        <button class="primary" type="submit" name="answer" value="approve" data-busy="${t('bank.working')}">
          ${t('bank.approve')}
        </button>
        <button class="secondary" type="submit" name="answer" value="reject" data-busy="${t('bank.working')}">
          ${t('bank.reject')}
        </button>
      </form>
    </section>
  </main>`
  return page({ language, title: t('bank.title'), path, state: 'authentication', stylesheet: 'hosted', body })
}
